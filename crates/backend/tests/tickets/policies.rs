//! One ticket under each of the five policies, from report to confirmed closure, against the tables of the service
//! descriptions: which promises there are, how much of each has counted when, and who it is with. The figures stand
//! here as the descriptions have them; nothing is read from the policies that the demo has.

use std::collections::BTreeMap;

use aftercare_backend::ticket;
use aftercare_contract::{
    Span,
    history::{EventType, Side},
    routes::path,
    terms::ContractTerms,
    ticket::{Clock, ClockState, PartyRole, Promise, SrNumber, Ticket, Verdict},
};
use serde_json::{Value, json};

use crate::world::{Customer, World, at, fault};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// A clock as it is read: promise, target in minutes, what it does or has come to, minutes that have counted.
type Line = (&'static str, i64, &'static str, i64);

/// Whom it is with: whose turn it is, the tier, the engineer.
type Owner = (&'static str, &'static str, &'static str);

fn read(clock: &Clock) -> (&str, i64, &str, i64) {
    let state = match (&clock.verdict, &clock.state) {
        (Some(Verdict::Breached), _) => "breached",
        (Some(_), _) => "met",
        (None, state) => state.as_str(),
    };
    (clock.promise.as_str(), clock.target.as_seconds() / 60, state, clock.elapsed.as_seconds() / 60)
}

/// All that is promised for a ticket, in minutes: what counts, and what is still to come.
fn promised(ticket: &Ticket) -> BTreeMap<&str, i64> {
    let begun = ticket.clocks.iter().map(|clock| (&clock.promise, clock.target));
    let to_come = terms(ticket).to_come.iter().map(|promise| (&promise.promise, promise.target));
    begun.chain(to_come).map(|(promise, target)| (promise.as_str(), target.as_seconds() / 60)).collect()
}

fn terms(ticket: &Ticket) -> &ContractTerms {
    ticket.terms.as_ref().unwrap()
}

/// A fault with facts about its impact.
fn impact(device: &str, interruption: &str, core: bool, users: &str) -> Value {
    let mut request = fault("It has failed", device);
    request["impact"]["interruption"] = interruption.into();
    request["impact"]["coreSystem"] = core.into();
    request["impact"]["affectedUsers"] = users.into();
    request["impact"]["workaround"] = true.into();
    request
}

fn with(mut request: Value, pointer: &str, value: impl Into<Value>) -> Value {
    request[pointer] = value.into();
    request
}

/// A ticket whose course is told minute by minute.
struct Course {
    world: World,
    lin: Customer,
    sr: SrNumber,
}

impl Course {
    /// Of a request that is filed so many minutes after Friday 14:00 in Shanghai.
    async fn file(minutes: i64, request: Value) -> Self {
        let world = World::demo().await;
        world.backend.hand.advance(Span::minutes(minutes));
        let lin = world.customer("lin").await;
        let sr = lin.file(&request).await.summary.sr_number;
        Self { world, lin, sr }
    }

    async fn after(&mut self, minutes: i64) -> &Self {
        self.world.backend.hand.advance(Span::minutes(minutes));
        if minutes > 10 * HOUR {
            // Whoever comes back the next day signs in again.
            self.lin = self.world.customer("lin").await;
        }
        ticket::sweep(&self.world.backend.app).await.unwrap();
        self
    }

    /// The desk does something.
    async fn desk(&self, call: &str, body: Value) -> &Self {
        self.world.act(&self.sr, call, &body).await;
        self
    }

    async fn is(&self, step: &str, owner: Owner, lines: &[Line]) -> Ticket {
        let ticket = self.lin.ticket(&self.sr).await;
        assert_eq!(ticket.clocks.iter().map(read).collect::<Vec<_>>(), lines);
        let engineer = ticket.engineer.as_ref().map_or("", |engineer| &engineer.name);
        assert_eq!((ticket.summary.turn.who.as_str(), ticket.tier.as_str(), engineer), owner);
        assert_eq!(ticket.step.as_str(), step);
        ticket
    }

    /// The customer confirms; nothing is promised beyond it.
    async fn confirmed(&self, owner: Owner, lines: &[Line]) {
        let closed = self.lin.act(&self.sr, "confirm", None).await;
        assert_eq!(closed.status, 200, "{}", closed.text());
        let ticket = self.is("confirmation", owner, lines).await;
        assert_eq!((ticket.summary.status.as_str(), terms(&ticket).to_come.len()), ("closed", 0));
        assert!(ticket.related_party.iter().any(|party| party.role == PartyRole::Csm), "who owns the confirmation");
        // Each verdict is told once, a miss by the clock itself.
        let told = self.lin.history(&self.sr).await;
        let verdicts = told.iter().filter(|event| event.event_type == EventType::ClockVerdict);
        let mut verdicts: Vec<_> =
            verdicts.filter_map(|event| Some((event.clock.clone()?, &event.actor.side))).collect();
        verdicts.sort_by_key(|(clock, _)| clock.promise.clone());
        let read = |(clock, side): &(Clock, &Side)| {
            let missed = clock.verdict == Some(Verdict::Breached);
            assert_eq!(missed, **side == Side::System, "{clock:?}");
            (clock.promise.to_string(), if missed { "breached" } else { "met" })
        };
        let expected: Vec<_> = lines.iter().map(|line| (line.0.to_owned(), line.2)).collect();
        assert_eq!(verdicts.iter().map(read).collect::<Vec<_>>(), expected);
    }
}

fn part(state: &str, more: Value) -> Value {
    let mut progress = more;
    progress["state"] = state.into();
    progress
}

/// The defective part is taken from the depot and sent.
async fn send_part(course: &Course, rest: i64) {
    let eta = course.lin.ticket(&course.sr).await.server_time + Span::minutes(rest);
    course.desk("rma/state", part("picked", json!({ "depot": "上海前置仓" }))).await;
    course.desk("rma/state", part("onTheWay", json!({ "carrier": "同城急送", "eta": eta }))).await;
}

fn new_rma() -> Value {
    json!({ "number": "RMA-1", "part": "电源模块", "fruNumber": "710-0642-03", "service": "onSite", "returnWithin": "P7D" })
}

#[tokio::test]
async fn policy_a_an_adn_appliance_gets_its_part_in_the_same_city() {
    let hardware = with(impact("adx-sh-01", "partly", true, "some"), "fields", json!({ "area": "hardware" }));
    let mut course = Course::file(0, with(hardware, "visitWanted", true)).await;
    let filed = course
        .is(
            "reported",
            ("vendor", "L1", ""),
            &[("response", 15, "running", 0), ("handling", 2 * HOUR, "running", 0), ("diagnosis", 30, "running", 0)],
        )
        .await;
    assert!(terms(&filed).hours.is_around_the_clock());
    let to_come = [("plan", 30), ("arrival", 4 * HOUR), ("restoration", 4 * HOUR), ("confirmation", DAY)];
    assert!(to_come.iter().all(|(promise, target)| promised(&filed)[promise] == *target), "{:?}", promised(&filed));

    course.after(10).await.desk("take", json!({ "engineer": "zhou-min" })).await;
    let (response, handling) = (("response", 15, "met", 10), ("handling", 2 * HOUR, "met", 10));
    course.is("diagnosis", ("vendor", "L1", "周敏"), &[response, handling, ("diagnosis", 30, "running", 10)]).await;

    course.after(10).await.desk("step", json!({ "step": "gradedHandling" })).await;
    let diagnosis = ("diagnosis", 30, "met", 20);
    let lines = [response, handling, diagnosis, ("plan", 30, "running", 0), ("arrival", 4 * HOUR, "running", 0)];
    course.is("gradedHandling", ("vendor", "L1", "周敏"), &lines).await;

    // A complex one goes to the second line, which has longer.
    let deeper = json!({ "tier": "L2", "engineer": "chen-lixing", "reason": "需要二线" });
    course.after(5).await.desk("tier", deeper).await;
    let lines = [response, handling, diagnosis, ("plan", 2 * HOUR, "running", 5), ("arrival", 4 * HOUR, "running", 5)];
    course.is("gradedHandling", ("vendor", "L2", "陈立行"), &lines).await;

    course.after(60).await.desk("rma", new_rma()).await;
    let plan = ("plan", 2 * HOUR, "met", 65);
    let restoration = ("restoration", 4 * HOUR, "running", 0);
    let lines = [response, handling, diagnosis, plan, ("arrival", 4 * HOUR, "running", 65), restoration];
    course.is("carryingOut", ("vendor", "L2", "陈立行"), &lines).await;

    let field = json!({ "tier": "field", "engineer": "sun-yan", "reason": "带备件上门" });
    course.after(5).await.desk("tier", field).await;
    send_part(&course, 60).await;
    course.after(60).await.desk("rma/state", part("arrived", json!({}))).await;
    let (arrival, owner) = (("arrival", 4 * HOUR, "met", 130), ("vendor", "field", "孙岩"));
    let lines = [response, handling, diagnosis, plan, arrival, ("restoration", 4 * HOUR, "running", 65)];
    course.is("carryingOut", owner, &lines).await;

    course.after(20).await.desk("rma/state", part("replaced", json!({ "newSerialNumber": "P0642-1188" }))).await;
    course.after(20).await.desk("milestone", json!({ "milestone": "restored" })).await;
    let restoration = ("restoration", 4 * HOUR, "met", 105);
    course.after(10).await.desk("resolve", json!({ "text": "已更换电源模块" })).await;
    let done = [response, handling, diagnosis, plan, arrival, restoration];
    let with_confirmation = |state, minutes| [&done[..], &[("confirmation", DAY, state, minutes)]].concat();
    course.is("confirmation", ("customer", "field", "孙岩"), &with_confirmation("running", 0)).await;
    course.after(HOUR).await.confirmed(("nobody", "field", "孙岩"), &with_confirmation("met", HOUR)).await;
}

/// Remote response and on-site time of the three plans, hardware in the same and in another city, and the tiers.
#[tokio::test]
async fn policy_a_holds_what_each_plan_promises() {
    let world = World::demo().await;
    let lin = world.customer("lin").await;
    for (device, remote, on_site) in
        [("adx-sz-01", 4 * HOUR, 8 * HOUR), ("adx-ty-01", 2 * HOUR, 4 * HOUR), ("adx-sh-01", HOUR, 2 * HOUR)]
    {
        let visit = with(impact(device, "no", false, "nobody"), "visitWanted", true);
        let ticket = lin.file(&visit).await;
        let promised = promised(&ticket);
        assert_eq!((promised["response"], promised["handling"]), (15, remote), "{device}");
        assert_eq!(promised["arrival"], on_site, "{device}");
        let question = json!({
            "ticketType": "question", "name": "如何升级", "description": "想升级固件", "device": device,
            "contact": { "name": "林", "channels": [] }, "remoteAccess": "no", "window": "anytime"
        });
        assert_eq!(self::promised(&lin.file(&question).await)["response"], remote, "{device}");
    }
    // Two hours and four in the city of a depot, a day each elsewhere.
    for (device, response, part) in [("adx-sh-01", 2 * HOUR, 4 * HOUR), ("adx-sz-01", DAY, DAY)] {
        let hardware = with(impact(device, "no", false, "nobody"), "fields", json!({ "area": "hardware" }));
        let ticket = lin.file(&hardware).await;
        assert_eq!((promised(&ticket)["handling"], promised(&ticket)["arrival"]), (response, part), "{device}");
    }
    let sr = lin.file(&impact("adx-sh-01", "no", false, "nobody")).await.summary.sr_number;
    world.act(&sr, "take", &json!({ "engineer": "zhou-min" })).await;
    world.act(&sr, "step", &json!({ "step": "gradedHandling" })).await;
    for (tier, target) in [("L1", 30), ("L2", 2 * HOUR), ("L3", DAY), ("L4", DAY)] {
        world.act(&sr, "tier", &json!({ "tier": tier, "reason": "更深入" })).await;
        assert_eq!(promised(&lin.ticket(&sr).await)["plan"], target, "{tier}");
    }
    // Whoever carries it out from afar has two hours.
    world.act(&sr, "step", &json!({ "step": "carryingOut" })).await;
    assert_eq!(promised(&lin.ticket(&sr).await)["restoration"], 2 * HOUR);
}

#[tokio::test]
async fn policy_b_a_server_waits_for_an_answer_and_gets_its_part_in_four_hours() {
    let hardware = with(impact("pay-db-01", "no", false, "nobody"), "fields", json!({ "area": "hardware" }));
    let mut course = Course::file(0, hardware).await;
    let lines =
        [("response", 15, "running", 0), ("handling", HOUR, "running", 0), ("restoration", 8 * HOUR, "running", 0)];
    let filed = course.is("reported", ("vendor", "L1", ""), &lines).await;
    let promised = promised(&filed);
    assert_eq!((promised["arrival"], promised["confirmation"], promised.len()), (4 * HOUR, 3 * DAY, 5));

    course.after(12).await.desk("take", json!({ "engineer": "wu-shan" })).await;
    let (response, handling) = (("response", 15, "met", 12), ("handling", HOUR, "met", 12));
    course.after(6).await.desk("ask", json!({ "text": "哪个指示灯亮？" })).await;
    let owner = ("vendor", "L1", "吴珊");
    let lines = [response, handling, ("restoration", 8 * HOUR, "paused", 18)];
    course.is("diagnosis", ("customer", "L1", "吴珊"), &lines).await;
    course.after(22).await;
    course.lin.say(&course.sr, "电源 B").await;
    course.is("diagnosis", owner, &[response, handling, ("restoration", 8 * HOUR, "running", 18)]).await;

    course.after(10).await.desk("step", json!({ "step": "gradedHandling" })).await;
    let lines = [response, handling, ("arrival", 4 * HOUR, "running", 0), ("restoration", 8 * HOUR, "running", 28)];
    course.is("gradedHandling", owner, &lines).await;
    course.after(10).await.desk("rma", new_rma()).await;
    course.desk("tier", json!({ "tier": "field", "engineer": "gao-bo", "reason": "上门更换" })).await;
    send_part(&course, 140).await;
    course.after(140).await.desk("rma/state", part("arrived", json!({}))).await;
    let (arrival, owner) = (("arrival", 4 * HOUR, "met", 150), ("vendor", "field", "高博"));
    let lines = [response, handling, arrival, ("restoration", 8 * HOUR, "running", 178)];
    course.is("carryingOut", owner, &lines).await;
    course.after(30).await.desk("rma/state", part("replaced", json!({ "newSerialNumber": "P0642-1188" }))).await;
    course.after(20).await.desk("milestone", json!({ "milestone": "restored" })).await;
    course.after(10).await.desk("resolve", json!({ "text": "已更换" })).await;
    let restoration = ("restoration", 8 * HOUR, "met", 228);
    let lines = [response, handling, arrival, restoration, ("confirmation", 3 * DAY, "met", DAY)];
    course.after(DAY).await.confirmed(("nobody", "field", "高博"), &lines).await;
}

#[tokio::test]
async fn policy_c_operations_stand_still_over_the_weekend() {
    // Friday 17:30; work ends at 18:00.
    let mut course = Course::file(3 * HOUR + 30, impact("ns-zj-01", "partly", false, "some")).await;
    let lines = [("response", HOUR, "running", 0), ("resolution", 18 * HOUR, "running", 0)];
    let filed = course.is("reported", ("vendor", "L1", ""), &lines).await;
    let hours = &terms(&filed).hours;
    let week: Vec<_> = hours.runs().into_iter().map(|(first, last, hours)| (first, last, hours.to_vec())).collect();
    assert_eq!(week, [(0, 4, vec!["09:00-12:00".to_owned(), "13:30-18:00".to_owned()])]);
    assert_eq!((&*hours.time_zone, hours.open, hours.has_special_days), ("Asia/Shanghai", true, true));
    assert_eq!(hours.changes_at, Some("2026-11-20T18:00:00+08:00".parse().unwrap()));

    course.after(20).await.desk("take", json!({ "engineer": "zhou-min" })).await;
    let (response, owner) = (("response", HOUR, "met", 20), ("vendor", "L1", "周敏"));
    course.is("diagnosis", owner, &[response, ("resolution", 18 * HOUR, "running", 20)]).await;

    // Saturday noon.
    course.after(18 * HOUR + 10).await;
    let lines = [response, ("resolution", 18 * HOUR, "outsideHours", 30)];
    let still = course.is("diagnosis", owner, &lines).await;
    let monday = Some("2026-11-23T09:00:00+08:00".parse().unwrap());
    assert_eq!((terms(&still).hours.open, terms(&still).hours.changes_at), (false, monday));
    assert_eq!(still.clocks[1].hours_change_at, monday);

    // What is critical is answered at once, whatever the hours.
    let critical = course.lin.file(&impact("ns-zj-02", "yes", true, "all")).await;
    let read: Vec<_> = critical.clocks.iter().map(read).collect();
    assert_eq!(read, [("response", 5, "running", 0), ("resolution", 4 * HOUR, "running", 0)]);
    assert!(critical.clocks.iter().all(|clock| clock.around_the_clock));
    let minor = course.lin.file(&impact("ns-zj-02", "no", false, "nobody")).await;
    assert_eq!(promised(&minor), [("response", 9 * HOUR), ("confirmation", 3 * DAY)].into());

    // Monday 10:00.
    course.after(46 * HOUR).await.desk("step", json!({ "step": "carryingOut" })).await;
    course.is("carryingOut", owner, &[response, ("resolution", 18 * HOUR, "running", 90)]).await;
    course.after(HOUR).await.desk("resolve", json!({ "text": "已清理磁盘" })).await;
    let resolution = ("resolution", 18 * HOUR, "met", 150);
    // The customer's own time counts around the clock.
    course.after(DAY).await;
    let lines = [response, resolution, ("confirmation", 3 * DAY, "met", DAY)];
    course.confirmed(("nobody", "L1", "周敏"), &lines).await;
}

#[tokio::test]
async fn policy_d_a_cloud_that_is_down_is_answered_late_and_says_what_that_means() {
    let mut course = Course::file(0, impact("shop-prod", "yes", true, "all")).await;
    let lines = [("response", 5, "running", 0), ("resolution", 2 * HOUR, "running", 0)];
    course.is("reported", ("vendor", "L1", ""), &lines).await;
    course.after(6).await;
    let lines = [("response", 5, "breached", 6), ("resolution", 2 * HOUR, "running", 6)];
    let late = course.is("reported", ("vendor", "L1", ""), &lines).await;
    let means = terms(&late).meaning_of_breach(&Promise::Response).unwrap();
    for (language, word) in [("zh-CN", "赔偿"), ("en", "compensated"), ("ja", "補償")] {
        assert!(means.in_language(language).1.contains(word), "{means:?}");
    }
    assert_eq!(terms(&late).meaning_of_breach(&Promise::Confirmation), None, "the customer can't break it");

    course.after(1).await.desk("take", json!({ "engineer": "grace-lim" })).await;
    let response = ("response", 5, "breached", 7);
    course.after(33).await.desk("ask", json!({ "text": "Which zone?" })).await;
    let lines = [response, ("resolution", 2 * HOUR, "paused", 40)];
    let paused = course.is("diagnosis", ("customer", "L1", "Grace Lim"), &lines).await;
    assert_eq!(paused.clocks[1].state, ClockState::Paused);
    course.after(20).await;
    course.lin.say(&course.sr, "East 2").await;
    let owner = ("vendor", "L2", "Daniel Osei");
    course.desk("tier", json!({ "tier": "L2", "engineer": "daniel-osei", "reason": "Storage" })).await;
    course.is("diagnosis", owner, &[response, ("resolution", 2 * HOUR, "running", 40)]).await;
    course.after(70).await.desk("resolve", json!({ "text": "Failed over" })).await;
    let done = [response, ("resolution", 2 * HOUR, "met", 110), ("confirmation", 3 * DAY, "met", HOUR)];
    course.after(HOUR).await.confirmed(("nobody", "L2", "Daniel Osei"), &done).await;
}

#[tokio::test]
async fn policy_d_holds_what_each_grade_promises() {
    let world = World::demo().await;
    let lin = world.customer("lin").await;
    for (grade, response, resolution, request) in [
        ("P0", 5, 2 * HOUR, impact("shop-prod", "yes", true, "all")),
        ("P1", 15, 4 * HOUR, impact("shop-prod", "yes", false, "some")),
        ("P2", 30, 8 * HOUR, impact("shop-prod", "partly", false, "some")),
        ("P3", HOUR, DAY, impact("shop-prod", "no", false, "nobody")),
    ] {
        let ticket = lin.file(&request).await;
        assert_eq!(ticket.summary.severity.as_ref().unwrap().code, grade);
        let table = [("response", response), ("resolution", resolution), ("confirmation", 3 * DAY)];
        assert_eq!(promised(&ticket), table.into(), "{grade}");
    }
}

#[tokio::test]
async fn policy_e_a_load_test_goes_on_in_the_morning() {
    // Friday 20:50; the day ends at 21:00.
    let visit = with(impact("lt-main", "partly", false, "some"), "visitWanted", true);
    let mut course = Course::file(6 * HOUR + 50, visit).await;
    let all = |counted| {
        [
            ("response", 10, "running", counted),
            ("handling", 30, "running", counted),
            ("diagnosis", 30, "running", counted),
            ("plan", HOUR, "running", counted),
            ("arrival", 4 * HOUR, "running", counted),
            ("restoration", 4 * HOUR, "running", counted),
        ]
    };
    course.is("reported", ("vendor", "L1", ""), &all(0)).await;
    course.after(8).await.desk("take", json!({ "engineer": "zhou-min" })).await;
    let (response, handling, owner) =
        (("response", 10, "met", 8), ("handling", 30, "met", 8), ("vendor", "L1", "周敏"));
    course.is("diagnosis", owner, &[&[response, handling], &all(8)[2..]].concat()).await;

    // 22:00: all that is left stands still at what it was at nine.
    course.after(HOUR + 2).await;
    let night = course.lin.ticket(&course.sr).await;
    let states: Vec<_> = night.clocks[2..].iter().map(read).map(|(_, _, state, counted)| (state, counted)).collect();
    assert_eq!(states, [("outsideHours", 10); 4]);
    assert!(!terms(&night).hours.open);

    // Saturday 9:10.
    course.after(11 * HOUR + 10).await.desk("step", json!({ "step": "gradedHandling" })).await;
    let diagnosis = ("diagnosis", 30, "met", 20);
    course.is("gradedHandling", owner, &[&[response, handling, diagnosis], &all(20)[3..]].concat()).await;
    let plan = json!({
        "steps": ["调整压测脚本"], "expectedEffect": "压测恢复", "risks": "无", "rollback": "恢复脚本",
        "duration": "PT1H", "offered": ["onSite"], "windows": []
    });
    course.after(15).await.desk("plan", plan).await;
    let plan = ("plan", HOUR, "met", 35);
    let (arrival, restoration) = (("arrival", 4 * HOUR, "paused", 35), ("restoration", 4 * HOUR, "paused", 35));
    let begun = [response, handling, diagnosis, plan];
    let waiting = [&begun[..], &[arrival, restoration]].concat();
    course.is("gradedHandling", ("customer", "L1", "周敏"), &waiting).await;
    let approval = json!({ "action": "approvePlan", "plan": { "revision": 1, "carriedOutBy": "onSite" } });
    course.after(5).await;
    let approved = course.lin.post(&at(path::ACTIONS, &course.sr), &approval).await;
    assert_eq!(approved.status, 200, "{}", approved.text());
    course.desk("tier", json!({ "tier": "field", "engineer": "gao-bo", "reason": "上门" })).await;

    course.after(55).await.desk("milestone", json!({ "milestone": "arrived" })).await;
    let (arrival, owner) = (("arrival", 4 * HOUR, "met", 90), ("vendor", "field", "高博"));
    let lines = [&begun[..], &[arrival, ("restoration", 4 * HOUR, "running", 90)]].concat();
    course.is("carryingOut", owner, &lines).await;
    course.after(20).await.desk("plan/step", json!({ "step": 1, "state": "done" })).await;
    course.desk("milestone", json!({ "milestone": "restored" })).await;
    course.after(5).await.desk("resolve", json!({ "text": "压测已恢复" })).await;
    let lines = [&begun[..], &[arrival, ("restoration", 4 * HOUR, "met", 110), ("confirmation", 3 * DAY, "met", HOUR)]];
    course.after(HOUR).await.confirmed(("nobody", "field", "高博"), &lines.concat()).await;
}

#[tokio::test]
async fn policy_e_holds_more_for_a_major_problem() {
    let world = World::demo().await;
    let lin = world.customer("lin").await;
    let major = lin.file(&with(impact("lt-main", "yes", true, "all"), "visitWanted", true)).await;
    let table = [
        ("response", 5),
        ("handling", 15),
        ("arrival", 2 * HOUR),
        ("restoration", 4 * HOUR),
        ("confirmation", 3 * DAY),
    ];
    assert_eq!(promised(&major), table.into());
}
