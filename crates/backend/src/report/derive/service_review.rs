//! Service reviews.

use aftercare_contract::{Timestamp, ticket::Verdict};
use rusqlite::Connection;

use super::{
    super::{
        publish::{Draft, Subject, blank},
        rules::RULES,
        words::fill,
    },
    basis,
    faults::faults,
    quarter,
};
use crate::{http::ApiError, review};

/// Service review: the figures of the quarter as they are now.
pub(super) fn service_review(conn: &Connection, subject: &Subject, now: Timestamp) -> Result<Draft, ApiError> {
    let review = review::review(conn, &subject.organisation, Some(quarter(subject.period)), None, now)?;
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    let rows = |verdict: Option<Verdict>| review.promises.iter().filter(|row| row.verdict == verdict).count();
    report.summary.lead = fill(
        &RULES.words.lead_review,
        &[
            ("kept", rows(Some(Verdict::Met)).into()),
            ("missed", rows(Some(Verdict::Breached)).into()),
            ("few", rows(None).into()),
        ],
    );
    report.faults = Some(faults(conn, subject)?);
    report.basis = basis(&subject.kind, &[]);
    report.review = Some(Box::new(review));
    Ok(Draft { report, findings: Vec::new(), grades: Vec::new() })
}
