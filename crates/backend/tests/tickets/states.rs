//! The state machine as a document: every situation is brought about, every action that is listed there is taken, and
//! what comes of it is written down. `docs/states.md` is that text; `UPDATE_STATES=1 cargo test -p aftercare-backend
//! --test tickets states` renews it.

use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

use aftercare_backend::ticket::change::Change;
use aftercare_contract::{
    Span,
    claim::ClaimState,
    plan::CarriedOutBy,
    rma::{RmaService, RmaState},
    ticket::{Action, PauseReason, Status, Ticket, Tier},
    visit::VisitState,
};
use rusqlite::Transaction;

use crate::{
    moves::{self, Game, ROLES, engineer, progress, prose, rma},
    world::World,
};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/states.md");

const HEAD: &str = "# What can be done to a ticket when

Made of the code by `crates/backend/tests/tickets/states.rs`, which fails when this is stale; renew it with
`UPDATE_STATES=1 cargo test -p aftercare-backend --test tickets states`. What decides is
`crates/backend/src/ticket/actions.rs`; `machine.rs` beside the test plays random sequences of everything that customers
and the desk can do, and proves that exactly what is listed is accepted, and that there is always a way on.

**R** the requester and the company's admins · **A** the company's admins alone · **S** on-site contacts of the ticket's site · **W** who follows the ticket

## Who may do what in which status

`*`: in some of the situations below only.
";

/// Brings a ticket that has just been filed into a situation.
type Play = fn(&mut Game);

fn desk(game: &Game, change: Change) {
    game.desk(change).unwrap();
}

fn take(game: &mut Game) {
    desk(game, Change::TakeOver(engineer("Zhou Min", &Tier::L1)));
}

fn wait(game: &mut Game, status: Status, pause: PauseReason) {
    take(game);
    desk(game, Change::Wait { status, pause, reason: prose("It takes a while") });
}

fn planned(game: &mut Game, by: CarriedOutBy) {
    take(game);
    desk(game, Change::ProposePlan(moves::plan(by, None)));
}

fn approved(game: &mut Game, by: CarriedOutBy) {
    planned(game, by);
    game.act(&Action::ApprovePlan).unwrap();
}

fn part(game: &mut Game, service: &RmaService, states: &[RmaState]) {
    take(game);
    desk(game, Change::OpenRma(rma(service)));
    for state in states {
        desk(game, Change::RmaProgress(progress(state.clone(), game.now)));
    }
}

fn visited(game: &mut Game, states: &[VisitState]) {
    take(game);
    desk(game, moves::visit(game.now));
    for state in states {
        desk(game, moves::visit_progress(state.clone(), game.now));
    }
}

fn fixed(game: &mut Game) {
    take(game);
    desk(game, Change::Resolve(prose("Card replaced")));
}

fn closed(game: &mut Game) {
    fixed(game);
    game.act(&Action::Confirm).unwrap();
}

const SITUATIONS: [(&str, Play); 27] = [
    ("received", |_| {}),
    ("taken over", take),
    ("asked something", |game| {
        take(game);
        desk(game, Change::Ask { prose: prose("Which build?"), by: None });
    }),
    ("a third party is waited for", |game| wait(game, Status::Pending, PauseReason::WaitingForThirdParty)),
    ("put aside", |game| wait(game, Status::Held, PauseReason::Agreed)),
    ("a plan is proposed", |game| planned(game, CarriedOutBy::Remote)),
    ("the vendor carries the plan out", |game| approved(game, CarriedOutBy::Remote)),
    ("the customer carries the plan out", |game| approved(game, CarriedOutBy::Customer)),
    ("remote access is asked for", |game| {
        take(game);
        desk(game, Change::RequestAccess(moves::access()));
    }),
    ("remote access is granted", |game| {
        take(game);
        desk(game, Change::RequestAccess(moves::access()));
        game.act(&Action::GrantAccess).unwrap();
    }),
    ("a part is looked for, a loaner offered", |game| part(game, &RmaService::OnSite, &[])),
    ("a part is on the way to the customer", |game| {
        part(game, &RmaService::Customer, &[RmaState::Picked, RmaState::OnTheWay]);
    }),
    ("the customer has the part", |game| {
        part(game, &RmaService::Customer, &[RmaState::Picked, RmaState::OnTheWay, RmaState::Arrived]);
    }),
    ("the defective part goes back", |game| {
        let states = [RmaState::Picked, RmaState::OnTheWay, RmaState::Arrived, RmaState::Replaced];
        part(game, &RmaService::OnSite, &states);
    }),
    ("times for a visit are proposed", |game| visited(game, &[])),
    ("a visit is agreed", |game| {
        visited(game, &[]);
        game.act(&Action::ChooseVisitTime).unwrap();
    }),
    ("another time is asked for", |game| {
        visited(game, &[]);
        game.act(&Action::RequestVisitTime).unwrap();
    }),
    ("an engineer is on the way", |game| visited(game, &[VisitState::Agreed, VisitState::OnTheWay])),
    ("escalation, green channel and news are asked for", |game| {
        take(game);
        for action in [Action::Nudge, Action::Escalate, Action::RequestGreenChannel] {
            game.act(&action).unwrap();
        }
    }),
    ("fixed", fixed),
    ("closed", closed),
    ("closed for long", |game| {
        closed(game);
        game.wait(Span::hours(24 * 30));
    }),
    ("closed with a missed promise", late),
    ("a claim is handled", claimed),
    ("a claim is decided", |game| decided(game, &moves::TO_NOTICE)),
    ("a claim is refused", |game| decided(game, &[ClaimState::Refused])),
    ("withdrawn", |game| drop(game.act(&Action::Withdraw).unwrap())),
];

fn late(game: &mut Game) {
    game.wait(Span::hours(5));
    closed(game);
}

fn claimed(game: &mut Game) {
    late(game);
    game.act(&Action::FileClaim).unwrap();
}

fn decided(game: &mut Game, states: &[ClaimState]) {
    claimed(game);
    for state in states {
        desk(game, Change::ClaimProgress(moves::claim_progress(state.clone())));
    }
}

/// Who may take an action: the letters of the roles that see it listed.
fn who(game: &Game, action: &Action) -> String {
    let lists = |role| game.seen_by(role).is_some_and(|ticket| ticket.actions.contains(action));
    let letters = [
        ("A", lists(&ROLES[3]) && !lists(&ROLES[0])),
        ("R", lists(&ROLES[0])),
        ("S", lists(&ROLES[1])),
        ("W", lists(&ROLES[2])),
    ];
    letters.into_iter().filter(|(_, may)| *may).map(|(letter, _)| letter).collect::<Vec<_>>().join(" ")
}

/// Where a ticket stands and who has to act.
fn stands(ticket: &Ticket) -> String {
    let turn = &ticket.summary.turn;
    let status = &ticket.summary.status;
    if status.is_final() { status.to_string() } else { format!("{status}, {}: {}", turn.who, turn.task) }
}

fn document(tx: &Transaction<'_>, now: aftercare_contract::Timestamp) -> String {
    // By action: who may in each status and how many of its situations list it; and what follows in which situations.
    let mut table: BTreeMap<usize, BTreeMap<usize, (String, usize)>> = BTreeMap::new();
    let mut follows: Vec<(usize, String, String, Vec<&str>)> = Vec::new();
    let mut situations = [0; Status::KNOWN.len()];
    for (name, play) in SITUATIONS {
        let mut game = Game::file(tx, now);
        play(&mut game);
        let ticket = game.ticket();
        let status = Status::KNOWN.iter().position(|status| *status == ticket.summary.status).unwrap();
        situations[status] += 1;
        let listed = game.seen_by(&ROLES[3]).unwrap().actions;
        for (place, action) in Action::KNOWN.iter().enumerate().filter(|(_, action)| listed.contains(action)) {
            let who = who(&game, action);
            let listed = table.entry(place).or_default().entry(status).or_insert((who.clone(), 0));
            assert_eq!(listed.0, who, "{action} in {name}: who may depends on more than the status");
            listed.1 += 1;
            let after = game.undone(|game| {
                game.act(action).unwrap();
                stands(&game.ticket())
            });
            let after = if after == stands(&ticket) { "as before".to_owned() } else { after };
            match follows.iter_mut().find(|(of, may, then, _)| *of == place && *may == who && *then == after) {
                Some((.., names)) => names.push(name),
                None => follows.push((place, who, after, vec![name])),
            }
        }
    }
    follows.sort_by_key(|(place, ..)| *place);
    write_down(&table, &follows, &situations)
}

fn write_down(
    table: &BTreeMap<usize, BTreeMap<usize, (String, usize)>>,
    follows: &[(usize, String, String, Vec<&str>)],
    situations: &[usize],
) -> String {
    let mut text = String::from(HEAD);
    let row = |text: &mut String, cells: &[String]| writeln!(text, "| {} |", cells.join(" | ")).unwrap();
    let statuses = Status::KNOWN.iter().map(ToString::to_string);
    text.push('\n');
    row(&mut text, &["action".to_owned()].into_iter().chain(statuses).collect::<Vec<_>>());
    row(&mut text, &vec!["---".to_owned(); Status::KNOWN.len() + 1]);
    for (place, action) in Action::KNOWN.iter().enumerate() {
        let cell = |(status, all): (usize, &usize)| match table.get(&place).and_then(|by| by.get(&status)) {
            Some((who, some)) if some < all => format!("{who}*"),
            Some((who, _)) => who.clone(),
            None => "·".to_owned(),
        };
        let cells = situations.iter().enumerate().map(cell);
        row(&mut text, &[format!("`{action}`")].into_iter().chain(cells).collect::<Vec<_>>());
    }
    text.push_str("\n## What follows\n\nStatus, then whose turn it is and what they are to do.\n\n");
    row(&mut text, &["action", "when", "who", "then"].map(str::to_owned));
    row(&mut text, &vec!["---".to_owned(); 4]);
    for (place, who, after, names) in follows {
        let when = if names.len() > 6 {
            format!("{} and {} more", names[..3].join("; "), names.len() - 3)
        } else {
            names.join("; ")
        };
        row(&mut text, &[format!("`{}`", Action::KNOWN[*place]), when, who.clone(), after.clone()]);
    }
    text
}

#[tokio::test]
async fn the_committed_table_is_current() {
    let world = World::new().await;
    let now = world.backend.app.clock.now();
    let document = world.backend.app.db.write(move |tx| Ok::<_, rusqlite::Error>(document(tx, now))).await.unwrap();
    if env::var_os("UPDATE_STATES").is_some() {
        fs::write(Path::new(PATH), &document).unwrap();
    }
    let committed = fs::read_to_string(PATH).unwrap_or_default();
    assert!(committed == document, "docs/states.md is stale: run this test with UPDATE_STATES=1");
}
