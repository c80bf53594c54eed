//! The parts of a health check: what each device's rules look at.

use std::collections::{BTreeMap, BTreeSet};

use aftercare_contract::{
    asset::Day,
    report::{CheckedRule, Drill, HealthArea, InstalledVersion, Reading, RuleGroup, Verdict, Vulnerability},
};

use super::{
    super::{
        evaluate::{Examined, round},
        rules::{self, RULES, compare_versions},
        store::NewFinding,
    },
    FEW, about, key, verdict,
};

/// What parts say: of many devices, what isn't normal comes first.
pub(super) fn hardware(examined: &[Examined], findings: &[NewFinding]) -> Vec<Reading> {
    let mut readings = Vec::new();
    for device in examined {
        for metric in RULES.metrics.iter().filter(|metric| metric.area == HealthArea::Hardware) {
            let days = device.now(&metric.id);
            let values = days.map(|(_, day)| f64::from(if metric.low_is_bad { day.low } else { day.high }));
            let worst = if metric.low_is_bad { values.min_by(f64::total_cmp) } else { values.max_by(f64::total_cmp) };
            let Some(worst) = worst else { continue };
            let finding = about(findings, &device.id, &metric.id);
            let normal = metric.normal.is_none_or(|range| (range.low..=range.high).contains(&worst));
            let is_state = metric.id == "raidState";
            let stands_for = |number: &i32| (f64::from(*number) - worst).abs() < 0.5;
            let state = RULES.raid_states.iter().zip(0..).find(|(_, number)| stands_for(number));
            readings.push(Reading {
                part: metric.name.clone(),
                device: device.id.clone(),
                worst: Some(round(worst)).filter(|_| !is_state),
                unit: metric.unit.clone(),
                normal: metric.normal.filter(|_| !is_state),
                state: state.filter(|_| is_state).map(|(name, _)| name.clone()),
                verdict: verdict(finding, normal),
                finding: key(finding),
            });
        }
    }
    if examined.len() > FEW {
        readings.sort_by_key(|reading| reading.verdict == Verdict::Normal);
        let unusual = readings.iter().filter(|reading| reading.verdict != Verdict::Normal).count();
        readings.truncate(unusual.max(RULES.readings));
    }
    readings
}

pub(super) fn versions(examined: &[Examined], findings: &[NewFinding]) -> Vec<InstalledVersion> {
    let mut versions = Vec::new();
    for device in examined {
        let Some((_, snapshot)) = &device.snapshot else { continue };
        if let Some(installed) = &snapshot.firmware {
            let finding =
                about(findings, &device.id, "vulnerability").or_else(|| about(findings, &device.id, "firmware"));
            versions.push(InstalledVersion {
                device: device.id.clone(),
                component: RULES.words.firmware.clone(),
                installed: installed.clone(),
                recommended: device.recommended.clone(),
                verdict: verdict(finding, !device.is_behind()),
                finding: key(finding),
            });
        }
        for driver in RULES.drivers.iter().filter(|driver| driver.family == device.family) {
            versions.extend(snapshot.drivers.get(&driver.id).map(|installed| InstalledVersion {
                device: device.id.clone(),
                component: driver.name.clone(),
                installed: installed.clone(),
                recommended: Some(driver.recommended.clone()),
                verdict: verdict(None, compare_versions(installed, &driver.recommended).is_ge()),
                finding: None,
            }));
        }
    }
    versions
}

pub(super) fn compliance(examined: &[Examined], findings: &[NewFinding]) -> Vec<RuleGroup> {
    let rule = |rule: &rules::Kept| {
        let looked_at = |device: &&Examined| {
            device.snapshot.is_some() && (rule.families.is_empty() || rule.families.contains(&device.family))
        };
        let deviates = |device: &&Examined| device.deviating().iter().any(|it| it.code == rule.code);
        let devices: Vec<_> =
            examined.iter().filter(looked_at).filter(deviates).map(|device| device.id.clone()).collect();
        let verdict = match (examined.iter().filter(looked_at).count(), devices.len()) {
            (0, _) => Verdict::NotApplicable,
            (_, 0) => Verdict::Normal,
            _ => Verdict::Abnormal,
        };
        let finding = devices.first().and_then(|device| about(findings, device, "compliance"));
        CheckedRule { code: rule.code.clone(), name: rule.name.clone(), verdict, finding: key(finding), devices }
    };
    let group =
        |group: &rules::Group| RuleGroup { name: group.name.clone(), rules: group.rules.iter().map(rule).collect() };
    if examined.iter().all(|device| device.snapshot.is_none()) {
        return Vec::new();
    }
    RULES.compliance.iter().map(group).collect()
}

pub(super) fn vulnerabilities(examined: &[Examined], findings: &[NewFinding]) -> Vec<Vulnerability> {
    let mut all: BTreeMap<&str, (Vulnerability, BTreeSet<&str>)> = BTreeMap::new();
    for device in examined {
        for (advisory, fix) in device.advisories() {
            let (known, fixes) = all.entry(&advisory.id).or_insert_with(|| {
                let vulnerability = Vulnerability {
                    advisory: advisory.id.clone(),
                    cvss: advisory.cvss,
                    title: advisory.title.clone(),
                    devices: Vec::new(),
                    fixed_in: None,
                    finding: key(about(findings, &device.id, "vulnerability")),
                };
                (vulnerability, BTreeSet::new())
            });
            known.devices.push(device.id.clone());
            fixes.insert(fix);
        }
    }
    let whole = |(known, fixes): (_, BTreeSet<_>)| {
        let fixes: Vec<_> = fixes.into_iter().collect();
        Vulnerability { fixed_in: Some(fixes.join(", ")), ..known }
    };
    let mut all: Vec<_> = all.into_values().map(whole).collect();
    all.sort_by(|one, other| other.cvss.total_cmp(&one.cvss));
    all
}

pub(super) fn drills(examined: &[Examined], findings: &[NewFinding]) -> Vec<Drill> {
    let words = &RULES.words;
    let mut all = Vec::new();
    for device in examined {
        let Some((_, snapshot)) = &device.snapshot else { continue };
        let outcome = |day: Option<Day>, failed: bool| match day {
            None => words.never.clone(),
            Some(_) if failed => words.failed.clone(),
            Some(_) => words.done.clone(),
        };
        for (what, name, day, failed) in [
            ("backup", &words.backup, snapshot.backup, false),
            ("drill", &words.drill, snapshot.drill, snapshot.drill_failed),
        ] {
            let finding = about(findings, &device.id, what);
            all.push(Drill {
                device: device.id.clone(),
                name: name.clone(),
                day,
                outcome: outcome(day, failed),
                verdict: verdict(finding, day.is_some() && !failed),
                finding: key(finding),
            });
        }
    }
    if examined.len() > FEW {
        all.sort_by_key(|drill| drill.verdict == Verdict::Normal);
        all.truncate(RULES.readings);
    }
    all
}
