//! Operation analyses.

use aftercare_contract::report::{HealthArea, Passage};
use rusqlite::Connection;

use super::{
    super::{
        evaluate::month_name,
        publish::{Draft, Subject, blank},
        rules::RULES,
        store::{NewFinding, rank},
        words::{fill, sentences},
    },
    basis,
    faults::faults,
    read_all,
    trends::{charts, forecasts},
};
use crate::http::ApiError;

/// Operation analysis: faults, use of resources, what is to be expected, what can be made better.
pub(super) fn operation(conn: &Connection, subject: &Subject) -> Result<Draft, ApiError> {
    let examined = read_all(conn, subject, &[HealthArea::Performance])?;
    let findings: Vec<NewFinding> =
        examined.iter().flat_map(|device| device.findings(&[HealthArea::Performance])).collect();
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    let faults = faults(conn, subject)?;
    report.forecasts = forecasts(&examined);
    let mut sentences_of = vec![fill(
        &RULES.words.lead_faults,
        &[("total", faults.total.to_string().into()), ("before", faults.before.to_string().into())],
    )];
    sentences_of.extend(report.forecasts.iter().filter_map(|forecast| {
        let month = forecast.likeliest?.0;
        let name = examined.iter().find(|device| Some(&device.id) == forecast.device.as_ref())?.name.as_str();
        let gaps = [("device", name.into()), ("part", (&forecast.name).into()), ("month", month_name(month).into())];
        Some(fill(&RULES.words.lead_forecast, &gaps))
    }));
    report.summary.lead = sentences(&sentences_of.iter().take(2).collect::<Vec<_>>());
    report.metrics = charts(&examined, &findings);
    for chart in &mut report.metrics {
        chart.finding = None;
    }
    report.passages = cases(&findings);
    report.faults = Some(faults);
    report.basis = basis(&subject.kind, &[]);
    Ok(Draft { report, findings: Vec::new(), grades: Vec::new() })
}

/// What the gravest findings advise, as cases of optimisation.
fn cases(findings: &[NewFinding]) -> Vec<Passage> {
    let mut gravest: Vec<_> = findings.iter().collect();
    gravest.sort_by_key(|finding| rank(&finding.grade));
    let case = |finding: &NewFinding| Passage {
        title: finding.told.title.clone(),
        text: sentences(&[&finding.told.evidence, &finding.told.advice]),
    };
    gravest.into_iter().take(RULES.charts).map(case).collect()
}
