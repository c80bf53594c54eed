//! Places of the reports.

use aftercare_contract::report::{FindingQuery, ReportId, ReportQuery};

use super::{Area, Lookup, Route, parameter};

/// The parameter that names the report with which another one is compared, with its `=`.
const AGAINST: &str = "against=";

/// A place of the reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportPlace {
    /// The list.
    List(ReportQuery),
    /// A report, of whose findings some are looked at.
    One(ReportId, FindingQuery),
    /// Two reports beside each other.
    Compared(ReportId, ReportId),
}

impl ReportPlace {
    /// A report.
    pub fn report(id: ReportId) -> Self {
        Self::One(id, FindingQuery::default())
    }
}

impl From<&ReportPlace> for Route {
    fn from(place: &ReportPlace) -> Self {
        let lookup = match place {
            ReportPlace::List(query) => {
                Lookup::new("", &ReportQuery { cursor: None, limit: None, ..query.clone() }.print())
            }
            ReportPlace::One(id, query) => {
                Lookup::new(id.as_str(), &FindingQuery { cursor: None, limit: None, ..query.clone() }.print())
            }
            ReportPlace::Compared(id, other) => {
                Lookup::new(id.as_str(), &[AGAINST, &super::encode(other.as_str())].concat())
            }
        };
        Self::Area(Area::Reports, lookup)
    }
}

impl Lookup {
    /// Which reports are asked for.
    pub fn reports(&self) -> ReportPlace {
        match self.parts() {
            (None, query) => ReportPlace::List(ReportQuery::parse(query)),
            (Some(id), query) => match parameter(query, AGAINST) {
                Some(other) => ReportPlace::Compared(ReportId(id), ReportId(other)),
                None => ReportPlace::One(ReportId(id), FindingQuery::parse(query)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::report::{DecisionState, FindingGrade, ReportKind};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_place_of_the_reports_survives_its_url() {
        let list =
            ReportQuery {
                kind: Some(ReportKind::HealthCheck), text: "双机 & 3%".to_owned(), ..ReportQuery::default()
            };
        let findings = FindingQuery {
            grade: Some(FindingGrade::High),
            decision: Some(DecisionState::Open),
            ..FindingQuery::default()
        };
        for place in [
            ReportPlace::List(ReportQuery::default()),
            ReportPlace::List(list),
            ReportPlace::report("HC-2026Q4-0071".into()),
            ReportPlace::One("a/b?c%".into(), findings),
            ReportPlace::Compared("HC-2026Q4-0071".into(), "HC/2026 Q3&".into()),
        ] {
            let url = Route::from(&place).print();
            let (path, query) = url.split_once('?').unwrap_or((&url, ""));
            let Route::Area(Area::Reports, lookup) = Route::parse(path, query) else { panic!("{url}") };
            assert_eq!(lookup.reports(), place, "{url}");
        }
    }
}
