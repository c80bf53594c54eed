//! Root cause analyses.

use aftercare_contract::{FieldCode, FieldError, Localized, conclusion::ConclusionKind, report::Passage};
use rusqlite::Connection;

use super::{
    super::{
        publish::{Draft, Subject, blank},
        rules::RULES,
    },
    basis,
};
use crate::{http::ApiError, ticket::Record};

/// What came of a fault: its cause, and what prevents it.
pub(super) fn root_cause(conn: &Connection, subject: &Subject) -> Result<Draft, ApiError> {
    let sr = subject.ticket.as_ref().ok_or_else(|| vec![FieldError::new("/ticket", FieldCode::Required)])?;
    let record = Record::load(conn, sr)?;
    let mut report = blank(subject.kind.clone(), subject.title.clone(), subject.period);
    for conclusion in &record.conclusions {
        let title = match conclusion.kind {
            ConclusionKind::RootCause => &RULES.words.cause,
            _ => &RULES.words.fix,
        };
        let language = conclusion.text.language.clone().unwrap_or_else(|| "und".to_owned());
        let text: Localized = [(language, conclusion.text.text.clone())].into_iter().collect();
        if conclusion.kind == ConclusionKind::RootCause {
            report.summary.lead = text.clone();
        }
        report.passages.push(Passage { title: title.clone(), text });
    }
    report.basis = basis(&subject.kind, &[("about", sr.as_str().into())]);
    Ok(Draft { report, findings: Vec::new(), grades: Vec::new() })
}
