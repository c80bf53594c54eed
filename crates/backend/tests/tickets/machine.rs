//! Whatever customers and the desk do one after the other: the ticket stays sound, there is a way on, and what is listed
//! is exactly what is accepted.

use aftercare_backend::ticket::change::Change;
use aftercare_contract::{
    ProblemType, Span,
    account::Role,
    history::Side,
    ticket::{Action, Clock, ClockState, Status, Task, Ticket, TurnOf, Verdict},
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{RngSeed, TestRunner},
};

use crate::{
    moves::{Game, ROLES, customer, desk_moves, follows, prose, taken},
    world::World,
};

/// What the desk notes for itself; nothing that customers read may contain it.
const NOTE: &str = "marmalade";

/// One turn: so many minutes pass, then the desk or a customer does one of the things there are.
#[derive(Clone, Copy, Debug)]
struct Turn {
    minutes: i64,
    by_desk: bool,
    which: usize,
    /// Whether it may be the end of the ticket by its being withdrawn.
    withdraws: bool,
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    // Mostly soon, now and then when a promise, a window or the time to verify has run out.
    let minutes = prop_oneof![4 => 0_i64..90, 1 => 90_i64..3000];
    let turn = (minutes, any::<bool>(), any::<usize>(), prop::bool::weighted(0.05));
    vec(turn.prop_map(|(minutes, by_desk, which, withdraws)| Turn { minutes, by_desk, which, withdraws }), 1..30)
}

#[tokio::test]
async fn no_sequence_of_moves_leads_astray() {
    let world = World::new().await;
    let now = world.backend.app.clock.now();
    let played = world.backend.app.db.write(move |tx| {
        let config = ProptestConfig {
            cases: 40,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(2026),
            ..ProptestConfig::default()
        };
        let outcome = TestRunner::new(config).run(&turns(), |turns| {
            let mut game = Game::file(tx, now);
            for turn in turns {
                play(&mut game, turn)?;
            }
            Ok(())
        });
        assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
        Ok::<_, rusqlite::Error>(())
    });
    played.await.unwrap();
}

fn play(game: &mut Game, turn: Turn) -> Result<(), TestCaseError> {
    let closes_at = game.ticket().closes_at;
    let before = game.ticket();
    game.wait(Span::minutes(turn.minutes));
    let ticket = game.ticket();
    if ticket.summary.status == Status::Closed && before.summary.status != Status::Closed {
        prop_assert!(closes_at.is_some_and(|closes_at| closes_at <= game.now), "it closed before its time");
    }
    check(game, &ticket)?;

    let outcome = if turn.by_desk {
        let mut moves = desk_moves(game.now);
        moves.retain(|change| turn.withdraws || !matches!(change, Change::Cancel { .. }));
        // The first that fits, from a random one on.
        let first = turn.which % moves.len();
        moves.rotate_left(first);
        let mut outcome = None;
        for change in moves {
            match game.desk(change.clone()) {
                Ok(applied) => {
                    outcome = Some(applied);
                    break;
                }
                Err(problem) => prop_assert!(matches!(problem.status, 409 | 422), "{change:?}: {problem:?}"),
            }
        }
        outcome
    } else {
        // Somebody always remains who could follow it, too.
        let followed = ["he", "mei", "zhao"].iter().filter(|name| follows(&ticket, name)).count() > 1;
        let fits = |action: &&Action| match action {
            Action::Withdraw => turn.withdraws,
            Action::AddWatcher => !followed,
            _ => true,
        };
        let listed: Vec<_> = ticket.actions.iter().filter(fits).collect();
        let action = listed.get(turn.which.checked_rem(listed.len()).unwrap_or_default());
        action.and_then(|action| game.act(action).ok())
    };
    game.note(NOTE);
    let after = game.ticket();
    let Some(applied) = outcome else {
        prop_assert_eq!(after.summary.version, ticket.summary.version, "what is refused changes nothing");
        return Ok(());
    };
    let grown = after.summary.version - ticket.summary.version;
    prop_assert!(grown == 1 || grown == 0 && applied.events.is_empty(), "{} in one change", grown);
    let numbers = applied.events.iter().map(|event| event.number);
    prop_assert!(numbers.eq(ticket.last_event + 1..=after.last_event), "the history has gaps");
    if after.summary.status == Status::Closed && ticket.summary.status != Status::Closed {
        prop_assert_eq!(&ticket.summary.status, &Status::Resolved, "only what is fixed is closed");
        let told = applied.events.iter().find(|event| event.status == Some(Status::Closed)).unwrap();
        // The desk has to say how the customer confirmed it.
        prop_assert!(told.actor.side == Side::Customer || told.reason.is_some());
    }
    check(game, &after)
}

/// What has to hold of a ticket at any time.
fn check(game: &Game, ticket: &Ticket) -> Result<(), TestCaseError> {
    let place = format!("{:?}, {:?}, {:?}", ticket.summary.status, ticket.step, ticket.summary.turn);
    for clock in &ticket.clocks {
        prop_assert!(is_sound(clock, ticket), "{place}: {clock:?}");
    }
    prop_assert!(!game.tells(NOTE), "{place}: an internal note is told");
    listed_is_accepted(game, ticket, &place)?;
    roles_are_kept(game, ticket, &place)?;
    a_way_on(game, ticket, &place)
}

fn is_sound(clock: &Clock, ticket: &Ticket) -> bool {
    let lived = clock.stopped.unwrap_or(ticket.server_time).since(clock.start);
    let in_time = clock.elapsed >= Span::default() && clock.elapsed <= lived && clock.target > Span::default();
    let pauses_in_order = clock.pauses.windows(2).all(|pair| pair[0].until.is_some_and(|until| until <= pair[1].since));
    let paused = clock.pauses.last().is_some_and(|pause| pause.until.is_none());
    let judged = match &clock.verdict {
        Some(Verdict::Met) => clock.stopped.is_some() && clock.elapsed <= clock.target,
        Some(_) => clock.elapsed >= clock.target,
        None => clock.stopped.is_none() || ticket.summary.status == Status::Cancelled,
    };
    in_time && pauses_in_order && judged && paused == (clock.state == ClockState::Paused)
}

/// Every action that is listed is taken, every other one is refused and changes nothing.
fn listed_is_accepted(game: &Game, ticket: &Ticket, place: &str) -> Result<(), TestCaseError> {
    // The admin's list holds all others.
    let listed = game.seen_by(&ROLES[3]).map(|ticket| ticket.actions).unwrap_or_default();
    for action in Action::KNOWN {
        let taken =
            game.undone(|game| game.apply(customer("lin"), taken(ticket, action)).map(|applied| applied.record));
        match taken {
            Ok(record) => {
                prop_assert!(listed.contains(action), "{place}: {action} is taken and not listed");
                prop_assert_eq!(record.version, ticket.summary.version + 1, "{}: {}", place, action);
            }
            Err(problem) => {
                prop_assert!(!listed.contains(action), "{place}: {action} is listed, but {problem:?}");
                prop_assert_eq!(problem.problem_type, ProblemType::ActionNotAllowed, "{}: {}", place, action);
            }
        }
    }
    Ok(())
}

/// Who only follows it talks; who is at the site reports about the part and sees to the visit besides; the admin may
/// what the requester may.
fn roles_are_kept(game: &Game, ticket: &Ticket, place: &str) -> Result<(), TestCaseError> {
    let [owner, at_site, watcher, admin] = ROLES.each_ref().map(|role| game.seen_by(role).map(|ticket| ticket.actions));
    let (owner, at_site) = (owner.unwrap_or_default(), at_site.unwrap_or_default());
    let admin = admin.unwrap_or_default();
    let of_admin: Vec<_> = admin.iter().filter(|action| !owner.contains(action)).collect();
    prop_assert!(of_admin.iter().all(|action| action.is_on_claim()), "{place}: {of_admin:?}");
    prop_assert!(owner.iter().all(|action| admin.contains(action)), "{place}: {owner:?}");
    let talks = |action: &&Action| matches!(action, Action::Answer | Action::Nudge);
    let reports = |action: &&Action| {
        matches!(action, Action::ReportPartArrived | Action::ReportReplaced | Action::HandOverDefective)
            || action.is_on_visit()
    };
    let of_owner = |may: &dyn Fn(&&Action) -> bool| owner.iter().filter(may).cloned().collect::<Vec<_>>();
    prop_assert_eq!(watcher, follows(ticket, "mei").then(|| of_owner(&talks)), "{}", place);
    prop_assert_eq!(at_site, of_owner(&|action| talks(action) || reports(action)), "{}", place);
    let shared = game.seen_by(&("zhao", Role::Requester)).is_some();
    prop_assert_eq!(shared, follows(ticket, "zhao"), "{}: colleagues see what is shared with them", place);
    Ok(())
}

/// Who has the turn can do what they are to do, and the ticket can be brought to its end.
fn a_way_on(game: &Game, ticket: &Ticket, place: &str) -> Result<(), TestCaseError> {
    if ticket.summary.status.is_final() {
        return Ok(());
    }
    let asked: &[Action] = match (&ticket.summary.turn.who, &ticket.summary.turn.task) {
        (TurnOf::Customer, Task::Verify) => &[Action::Confirm, Action::ConfirmPartly, Action::Reopen],
        (TurnOf::Customer, Task::Decide) => &[Action::ApprovePlan, Action::DeclinePlan],
        (TurnOf::Customer, Task::CarryOut) => &[Action::ReportCarriedOut],
        (TurnOf::Customer, Task::Allow) => &[Action::GrantAccess, Action::DeclineAccess],
        (TurnOf::Customer, Task::Replace) => &[Action::ReportReplaced],
        (TurnOf::Customer, Task::Schedule) => &[Action::RequestVisitTime, Action::CancelVisit],
        (TurnOf::Customer, _) => &[Action::Answer],
        _ => &[],
    };
    prop_assert!(asked.iter().all(|action| ticket.actions.contains(action)), "{place}: {:?}", ticket.actions);
    let ended = game.undone(|game| {
        if ticket.summary.status != Status::Resolved {
            game.desk(Change::Resolve(prose("Fixed"))).ok()?;
        }
        game.act(&Action::Confirm).ok()
    });
    prop_assert!(ended.is_some_and(|applied| applied.record.status == Status::Closed), "{place}: it can't be ended");
    Ok(())
}
