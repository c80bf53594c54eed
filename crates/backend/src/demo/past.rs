//! The customers' past: two years of requests, made of scenarios whose particulars are drawn.
//!
//! The draw has a seed of its own, so that the same moment of seeding gives the same past.

use core::ops::Range;
use std::collections::{BTreeMap, BTreeSet};

use aftercare_contract::{
    Span, Timestamp,
    asset::{DeviceId, Site},
    ticket::{
        Action, Channel, Contact, Impact, NewTicket, PauseReason, RemoteAccess, Status, Step, TicketType, Tier, Window,
    },
};
use chrono::{DateTime, TimeZone};
use chrono_tz::Tz;
use fastrand::Rng;
use serde::Deserialize;

use super::{
    assets::{Company, Device, Person, Vendor},
    read,
    story::{Beat, Deed, Story},
    words::{Document, Language, Particulars, Phrasebook, Phrases, choose},
};
use crate::{http::ApiError, sla::Milestone};

pub const SCENARIOS: [&str; 5] = [
    include_str!("scenarios/adn.json"),
    include_str!("scenarios/server.json"),
    include_str!("scenarios/operations.json"),
    include_str!("scenarios/cloud.json"),
    include_str!("scenarios/services.json"),
];
const FILERS: &str = include_str!("filers.json");

/// How far back it goes.
const PAST: Span = Span::hours(2 * 365 * 24);
const DAY: Span = Span::hours(24);
/// Any number: another one gives another past.
const SEED: u64 = 0x5eed;
/// How often particulars are drawn anew when the title was there before.
const DRAWS: usize = 1000;
/// What isn't a fault takes so many times longer.
const UNHURRIED: i64 = 8;

/// Something that can happen to devices of one kind, or that companies ask for.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// How serial numbers of the devices begin; without any it is about none.
    #[serde(default)]
    devices: Vec<String>,
    kind: TicketType,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    /// Whose work solves it, if not the first line's.
    tier: Option<Tier>,
    /// Whether a part has to be replaced at the site.
    #[serde(default)]
    visit: bool,
    impact: Option<Impact>,
    #[serde(default)]
    vars: BTreeMap<String, Values>,
    /// What the customer attaches.
    file: Option<Document>,
    texts: BTreeMap<Language, Script>,
}

/// The values of a particular.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Values {
    OneOf(Vec<String>),
    Steps { from: i64, to: i64, step: Option<i64> },
}

/// What is written and said in one language.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    #[serde(default)]
    vars: BTreeMap<String, Values>,
    name: String,
    description: String,
    tried: Option<String>,
    look: String,
    ask: Option<String>,
    #[serde(default)]
    answer: String,
    plan: String,
    fix: String,
}

/// Somebody who files requests.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Filer {
    person: String,
    /// How many they file, beside the others.
    weight: u32,
    /// Where they work: the devices there, and those in no place, are theirs.
    time_zone: Tz,
    /// By which they file, with weights.
    channels: BTreeMap<Channel, u32>,
    /// How their own reference numbers begin, if they have any.
    own_numbers: Option<String>,
    /// With whom they share some.
    shares: Vec<String>,
}

/// `count` requests of the time before `now`, oldest first, none with a title of `told`.
pub fn invent(
    now: Timestamp,
    count: usize,
    vendor: &Vendor,
    companies: &[Company],
    told: &[Story],
) -> Result<Vec<Story>, ApiError> {
    let scenarios = SCENARIOS.into_iter().map(read::<Vec<Scenario>>).collect::<Result<Vec<_>, _>>()?.concat();
    let sources = Sources { now, vendor, companies, scenarios, filers: read(FILERS)?, phrasebook: Phrasebook::new()? };
    let titles = told.iter().map(|story| story.request.name.clone()).collect();
    let mut inventor = Inventor { sources: &sources, rng: Rng::with_seed(SEED), titles };
    (0..count).rev().map(|place| inventor.story(age(place, count), count - place)).collect()
}

/// How long ago the one in this place was filed, counted from the newest. The business grows: now three times as much
/// is filed as at the beginning.
fn age(place: usize, count: usize) -> Span {
    let [place, count] = [place, count].map(|number| i128::try_from(number).unwrap_or(i128::MAX));
    let (part, whole) = (2 * place + 1, 2 * count);
    let seconds = i128::from(PAST.as_seconds()) * (part * whole + part * part) / (2 * whole * whole);
    Span::seconds(i64::try_from(seconds).unwrap_or_default())
}

/// What it is made of.
struct Sources<'a> {
    now: Timestamp,
    vendor: &'a Vendor,
    companies: &'a [Company],
    scenarios: Vec<Scenario>,
    filers: Vec<Filer>,
    phrasebook: Phrasebook,
}

struct Inventor<'a> {
    sources: &'a Sources<'a>,
    rng: Rng,
    titles: BTreeSet<String>,
}

/// Who has which trouble with which device, and since when.
struct Occasion<'a> {
    filer: &'a Filer,
    person: &'a Person,
    scenario: &'a Scenario,
    device: Option<&'a Device>,
    /// When it is filed.
    at: Timestamp,
    since: Span,
    language: Language,
    script: &'a Script,
    words: Particulars,
}

impl<'a> Inventor<'a> {
    /// The request in this place from the oldest on, filed about `age` ago.
    fn story(&mut self, age: Span, place: usize) -> Result<Story, ApiError> {
        for _ in 0..DRAWS {
            if let Some(occasion) = self.occasion(age) {
                let title = occasion.words.fill(&occasion.script.name);
                if self.titles.insert(title.clone()) {
                    return self.tell(occasion, title, place);
                }
            }
        }
        Err(ApiError::internal("the scenarios give no more different titles"))
    }

    /// One that fits together, if what is drawn does.
    fn occasion(&mut self, age: Span) -> Option<Occasion<'a>> {
        let (sources, rng) = (self.sources, &mut self.rng);
        let filer = weighted(rng, sources.filers.iter().map(|filer| (filer, filer.weight)))?;
        let scenario = rng.choice(&sources.scenarios)?;
        let (company, person) = sources.companies.iter().find_map(|company| {
            let person = company.people.iter().find(|person| person.id == filer.person)?;
            Some((company, person))
        })?;
        let device = device(rng, company, filer, scenario, age);
        if device.is_none() && !scenario.devices.is_empty() {
            return None;
        }
        let language = Language::answering(Some(&person.language));
        let script = scenario.texts.get(&language)?;
        let at = at_work(rng, sources.now - age, age, filer.time_zone);
        let since = Span::minutes(rng.i64(10..180));
        let seen = (at - since).0.with_timezone(&filer.time_zone);
        let mut words = draw(rng, scenario, script);
        words.set("clock", seen.format("%H:%M").to_string());
        words.set("date", day(&seen, language));
        words.set("customer", language.address(&person.name));
        if let Some(device) = device {
            words.set("device", &device.name);
        }
        Some(Occasion { filer, person, scenario, device, at, since, language, script, words })
    }

    /// What was filed, and what happened then up to now.
    fn tell(&mut self, occasion: Occasion, name: String, place: usize) -> Result<Story, ApiError> {
        let Occasion { filer, person, scenario, device, at, since, language, script, words } = occasion;
        let (sources, rng) = (self.sources, &mut self.rng);
        let channels = filer.channels.iter().map(|(channel, weight)| (channel.clone(), *weight));
        let channel = weighted(rng, channels).unwrap_or(Channel::Web);
        let own = filer.own_numbers.as_ref().filter(|_| chance(rng, 55));
        let request = NewTicket {
            ticket_type: scenario.kind.clone(),
            name,
            description: words.fill(&script.description),
            language: Some(language.tag().to_owned()),
            device: device.map(|device| DeviceId(device.id.clone())),
            since: None,
            tried: script.tried.as_ref().map(|tried| words.fill(tried)),
            impact: scenario.impact.clone(),
            raise_severity: None,
            contact: contact(person, &channel),
            remote_access: if chance(rng, 85) { RemoteAccess::OnRequest } else { RemoteAccess::No },
            window: if scenario.in_window() { Window::LowPeak } else { Window::Anytime },
            visit_wanted: scenario.visit,
            external_identifier: own.map(|own| format!("{own}-{}", 1000 + place)),
            requested_resolution_date: None,
            fields: scenario.fields.iter().map(|(key, value)| (key.clone(), words.fill(value))).collect(),
            finding: None,
            uploads: Vec::new(),
        };
        let colleague = rng.choice(&filer.shares).filter(|_| chance(rng, 15));
        let is_fault = scenario.kind == TicketType::Fault;
        let mut course = Course {
            rng,
            vendor: sources.vendor,
            phrases: sources.phrasebook.of(language),
            language,
            words,
            requester: &filer.person,
            engineer: String::new(),
            pace: if is_fault { 1 } else { UNHURRIED },
            after: Span::default(),
            beats: Vec::new(),
        };
        course.run(scenario, script, device.is_some())?;
        let (ago, mut then) = (sources.now.since(at), course.beats);
        foresee(&mut then);
        then.retain(|beat| beat.after <= ago);
        Ok(Story {
            ago,
            requester: filer.person.clone(),
            channel,
            watchers: colleague.into_iter().cloned().collect(),
            since: is_fault.then_some(since),
            request,
            then,
        })
    }
}

impl Scenario {
    /// Whether it is done when the load is low.
    fn in_window(&self) -> bool {
        matches!(self.kind, TicketType::SoftwareUpgrade | TicketType::Migration | TicketType::PerformanceTuning)
    }
}

fn chance(rng: &mut Rng, percent: u8) -> bool {
    rng.u8(..100) < percent
}

fn weighted<T>(rng: &mut Rng, choices: impl Iterator<Item = (T, u32)> + Clone) -> Option<T> {
    let total: u32 = choices.clone().map(|(_, weight)| weight).sum();
    let mut rest = rng.u32(..total.max(1));
    for (choice, weight) in choices {
        match rest.checked_sub(weight) {
            Some(less) => rest = less,
            None => return Some(choice),
        }
    }
    None
}

/// One of the filer's devices to which it can happen and that was under contract then.
fn device<'a>(
    rng: &mut Rng,
    company: &'a Company,
    filer: &Filer,
    scenario: &Scenario,
    age: Span,
) -> Option<&'a Device> {
    let days = age.as_seconds() / DAY.as_seconds() + 1;
    let place = |id: &String| company.sites.iter().find(|site: &&Site| site.id.as_str() == id);
    let fits = |device: &&Device| {
        scenario.devices.iter().any(|start| device.serial_number.starts_with(start))
            && device.site.as_ref().and_then(place).is_none_or(|site| site.time_zone == filer.time_zone.name())
            && company.covered(device, days)
    };
    rng.choice(company.devices.iter().filter(fits).collect::<Vec<_>>())
}

/// The same day, mostly by day.
fn at_work(rng: &mut Rng, filed: Timestamp, age: Span, time_zone: Tz) -> Timestamp {
    let (hour, minute, second) = (rng.u32(8..20), rng.u32(..60), rng.u32(..60));
    if age < DAY || chance(rng, 15) {
        return filed;
    }
    let local = filed.0.with_timezone(&time_zone).date_naive().and_hms_opt(hour, minute, second);
    let moved = local.and_then(|local| time_zone.from_local_datetime(&local).earliest());
    moved.map_or(filed, |moved| Timestamp(moved.to_utc()))
}

fn day(at: &DateTime<Tz>, language: Language) -> String {
    let format = if language == Language::English { "%-d %B" } else { "%-m月%-d日" };
    at.format(format).to_string()
}

fn draw(rng: &mut Rng, scenario: &Scenario, script: &Script) -> Particulars {
    let mut words = Particulars::default();
    for (name, values) in scenario.vars.iter().chain(&script.vars) {
        let value = match values {
            Values::OneOf(values) => choose(rng, values).to_owned(),
            Values::Steps { from, to, step } => {
                let step = step.unwrap_or(1).max(1);
                (from + rng.i64(0..=(to - from) / step) * step).to_string()
            }
        };
        words.set(name, value);
    }
    words
}

fn contact(person: &Person, channel: &Channel) -> Contact {
    let mut channels = vec![Channel::Web];
    channels.extend((*channel != Channel::Web).then(|| channel.clone()));
    Contact { name: person.name.clone(), phone: Some(person.phone.clone()), channels }
}

/// Gives each ETA the time that it turns out to take until the next one or the end, and a margin.
fn foresee(beats: &mut [Beat]) {
    const QUARTER: i64 = 15 * 60;
    let round = |span: Span, margin: i64| Span::seconds((span.as_seconds() / QUARTER + margin) * QUARTER);
    let mut next: Option<Span> = None;
    for beat in beats.iter_mut().rev() {
        if let Deed::Eta { r#in, earliest, latest, next_update, .. } = &mut beat.deed {
            let left = next.map_or(Span::hours(4), |next| Span::seconds(next.as_seconds() - beat.after.as_seconds()));
            *r#in = round(left, 2);
            *earliest = Some(round(left, 1));
            *latest = Some(round(left, 5));
            *next_update = Some(round(left, 1));
        }
        if matches!(beat.deed, Deed::Eta { .. } | Deed::Resolve(_)) {
            next = Some(beat.after);
        }
    }
}

/// A request while it is told.
struct Course<'a> {
    rng: &'a mut Rng,
    vendor: &'a Vendor,
    phrases: &'a Phrases,
    language: Language,
    words: Particulars,
    requester: &'a str,
    /// Who works on it.
    engineer: String,
    pace: i64,
    after: Span,
    beats: Vec<Beat>,
}

impl Course<'_> {
    fn run(&mut self, scenario: &Scenario, script: &Script, covered: bool) -> Result<(), ApiError> {
        let phrases = self.phrases;
        let fault = scenario.kind == TicketType::Fault;
        // Not everybody is answered in time.
        let late = chance(self.rng, 7);
        self.pass(if late { 45..200 } else { 2..14 });
        self.assign(&Tier::L1).ok_or_else(|| ApiError::internal("nobody in the first line speaks the language"))?;
        self.vendor(Deed::TakeOver);
        self.pass(1..4);
        let greeting = self.language.join(choose(self.rng, &phrases.greeting), &script.look);
        self.vendor(Deed::Say(self.words.fill(&greeting)));
        if chance(self.rng, 5) {
            self.pass(30..400);
            let settled = choose(self.rng, &phrases.settled).to_owned();
            self.customer(Deed::Say(settled));
            self.customer(Deed::Act { action: Action::Withdraw, reason: None });
            return Ok(());
        }
        if let Some(file) = scenario.file.as_ref().filter(|_| chance(self.rng, 60)) {
            self.pass(1..8);
            let (name, content) = (self.words.fill(&file.name), self.words.fill(&file.content));
            self.customer(Deed::File { name, content });
        }
        self.work(4..14);
        if fault {
            self.vendor(Deed::Step(Step::GradedHandling));
        }
        if let Some(ask) = script.ask.as_ref().filter(|_| chance(self.rng, 45)) {
            self.pass(1..6);
            let (text, within) = (self.words.fill(ask), Some(Span::hours(8)));
            self.vendor(Deed::Ask { text, within });
            self.pass(8..300);
            self.customer(Deed::Say(self.words.fill(&script.answer)));
            self.work(3..20);
        }
        if chance(self.rng, 6) {
            self.pass(20..90);
            self.customer(Deed::Act { action: Action::Nudge, reason: None });
            self.pass(4..40);
            self.say(&phrases.nudged);
        }
        if let Some(tier) = &scenario.tier {
            self.pass(2..10);
            self.hand_over(tier, &phrases.hand_over);
        }
        self.pass(2..8);
        self.expect(&script.plan);
        if fault {
            self.pass(4..25);
            self.vendor(Deed::Step(Step::CarryingOut));
        }
        self.work(20..120);
        if chance(self.rng, 35) {
            let reason = choose(self.rng, &phrases.moved);
            self.expect(reason);
            self.work(30..150);
        }
        if chance(self.rng, 4) {
            let reason = Some(choose(self.rng, &phrases.impatient).to_owned());
            self.customer(Deed::Act { action: Action::Escalate, reason });
            self.pass(3..20);
            self.vendor(Deed::Answer { action: Action::Escalate, granted: true, reason: None });
            self.say(&phrases.escalated);
            self.work(10..60);
        }
        self.carry_out(scenario);
        self.work(15..60);
        self.vendor(Deed::Resolve(self.words.fill(&script.fix)));
        self.verify(script, covered);
        Ok(())
    }

    /// The part or the window is waited for.
    fn carry_out(&mut self, scenario: &Scenario) {
        let phrases = self.phrases;
        if scenario.visit {
            self.hand_over(&Tier::Field, &phrases.dispatched);
            self.wait(PauseReason::WaitingForThirdParty, &phrases.part_sent, 90..900, &phrases.part_arrived);
            self.vendor(Deed::Reach(Milestone::Arrived));
        } else if scenario.in_window() {
            self.wait(PauseReason::WaitingForWindow, &phrases.window, 500..2800, &phrases.window_open);
        }
    }

    /// The customer confirms, or lets the time run out where a contract sets one, or it comes back first.
    fn verify(&mut self, script: &Script, covered: bool) {
        let phrases = self.phrases;
        let outcome = self.rng.u8(..100);
        if outcome < 8 {
            self.pass(60..600);
            let reason = Some(choose(self.rng, &phrases.broken).to_owned());
            self.customer(Deed::Act { action: Action::Reopen, reason });
            self.pass(4..20);
            self.say(&phrases.reopened);
            self.expect(&script.plan);
            self.work(40..300);
            self.vendor(Deed::Resolve(self.words.fill(&script.fix)));
        } else if outcome < 26 && covered {
            return;
        }
        // Within the shortest time that a policy gives for it.
        self.pass(30..1100);
        self.customer(Deed::Act { action: Action::Confirm, reason: None });
    }

    fn pass(&mut self, minutes: Range<i64>) {
        self.after = Span::seconds(self.after.as_seconds() + self.rng.i64(minutes) * 60 + self.rng.i64(0..60));
    }

    fn work(&mut self, minutes: Range<i64>) {
        self.pass(minutes.start * self.pace..minutes.end * self.pace);
    }

    fn vendor(&mut self, deed: Deed) {
        self.beats.push(Beat { after: self.after, by: self.engineer.clone(), deed });
    }

    fn customer(&mut self, deed: Deed) {
        self.beats.push(Beat { after: self.after, by: self.requester.to_owned(), deed });
    }

    fn say(&mut self, wordings: &[String]) {
        let text = self.words.fill(choose(self.rng, wordings));
        self.vendor(Deed::Say(text));
    }

    /// Its times are set by [`foresee`].
    fn expect(&mut self, reason: &str) {
        let reason = self.words.fill(reason);
        self.vendor(Deed::Eta { r#in: Span::default(), earliest: None, latest: None, next_update: None, reason });
    }

    fn wait(&mut self, pause: PauseReason, reason: &[String], minutes: Range<i64>, over: &[String]) {
        let reason = choose(self.rng, reason).to_owned();
        self.vendor(Deed::Wait { status: Status::Pending, pause, reason });
        self.pass(minutes);
        let over = choose(self.rng, over).to_owned();
        self.vendor(Deed::Continue { reason: Some(over) });
    }

    /// Somebody of the tier works on it from now on; nothing changes where nobody there speaks the language.
    fn assign(&mut self, tier: &Tier) -> Option<()> {
        let entry = self.vendor.engineer(self.rng, tier, self.language)?;
        self.engineer.clone_from(&entry.id);
        self.words.set("engineer", &entry.engineer.name);
        Some(())
    }

    fn hand_over(&mut self, tier: &Tier, reasons: &[String]) {
        let by = self.engineer.clone();
        if self.assign(tier).is_some() {
            let reason = choose(self.rng, reasons).to_owned();
            let deed = Deed::Tier { tier: tier.clone(), engineer: Some(self.engineer.clone()), reason };
            self.beats.push(Beat { after: self.after, by, deed });
        }
    }
}
