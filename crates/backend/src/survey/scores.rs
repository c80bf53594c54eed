//! What all surveys of a company say, by months.

use std::collections::BTreeMap;

use aftercare_contract::{
    Span, Timestamp,
    account::OrganisationId,
    survey::{BEST_MARK, BEST_NPS, DimensionId, GivenAnswer, Marks, MonthScores, SurveyScores},
};
use chrono_tz::Tz;
use rusqlite::Connection;

use super::TERMS;
use crate::db::{At, Json};

/// How far back they go: two years, and the month in which those begin.
const PAST: Span = Span::hours((2 * 365 + 31) * 24);

/// The company's scores at `now`, by the months of `zone`.
pub fn scores(
    conn: &Connection,
    organisation: &OrganisationId,
    zone: Tz,
    now: Timestamp,
) -> rusqlite::Result<SurveyScores> {
    let mut months: BTreeMap<String, Month> = BTreeMap::new();
    let mut rows = conn.prepare_cached(
        "SELECT s.closed, s.answer, f.id IS NOT NULL FROM survey s LEFT JOIN follow_up f ON f.survey_id = s.id
         WHERE s.organisation_id = ?1 AND s.closed >= ?2",
    )?;
    let mut rows = rows.query((organisation.as_str(), At(now - PAST)))?;
    while let Some(row) = rows.next()? {
        let At(closed) = row.get(0)?;
        let month = closed.0.with_timezone(&zone).format("%Y-%m").to_string();
        let month = months.entry(month).or_default();
        month.surveys += 1;
        month.follow_ups += u64::from(row.get::<_, bool>(2)?);
        if let Some(Json(given)) = row.get::<_, Option<Json<GivenAnswer>>>(1)? {
            month.add(&given);
        }
    }
    let months = months.into_iter().map(|(name, month)| month.told(name)).collect();
    Ok(SurveyScores { questionnaire: TERMS.asked.clone(), months })
}

/// One month while it is counted.
#[derive(Default)]
struct Month {
    surveys: u64,
    follow_ups: u64,
    scores: Vec<f64>,
    overall: Vec<u8>,
    dimensions: BTreeMap<DimensionId, Vec<u8>>,
    nps: Vec<u8>,
}

impl Month {
    fn add(&mut self, given: &GivenAnswer) {
        self.scores.push(given.score);
        self.overall.push(given.answer.overall);
        self.nps.extend(given.answer.nps);
        for (dimension, mark) in &given.answer.marks {
            self.dimensions.entry(dimension.clone()).or_default().push(*mark);
        }
    }

    fn told(self, month: String) -> MonthScores {
        let of_dimension = |id: &DimensionId| marks(self.dimensions.get(id).map_or(&[], Vec::as_slice));
        let dimensions = TERMS.asked.dimensions.iter().map(|dimension| &dimension.id);
        MonthScores {
            month,
            surveys: self.surveys,
            answers: self.overall.len() as u64,
            score: mean(self.scores.iter().copied()),
            overall: marks(&self.overall),
            dimensions: dimensions.map(|id| (id.clone(), of_dimension(id))).collect(),
            nps: (0..=BEST_NPS).map(|value| count(&self.nps, value)).collect(),
            follow_ups: self.follow_ups,
        }
    }
}

fn marks(given: &[u8]) -> Marks {
    Marks {
        count: given.len() as u64,
        mean: mean(given.iter().copied().map(f64::from)),
        distribution: (1..=BEST_MARK).map(|mark| count(given, mark)).collect(),
    }
}

fn count(given: &[u8], value: u8) -> u64 {
    given.iter().map(|given| u64::from(*given == value)).sum()
}

/// To two decimals.
fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let count = u32::try_from(values.len()).ok().filter(|count| *count > 0)?;
    Some((values.sum::<f64>() / f64::from(count) * 100.0).round() / 100.0)
}
