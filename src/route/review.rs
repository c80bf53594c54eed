//! Places of the service review.

use aftercare_contract::{asset::ContractId, review::ReviewPeriod};

use super::{Area, Lookup, Route, parameter};

/// Which review is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewPlace {
    /// Of which period; the backend chooses where none is named.
    pub period: Option<ReviewPeriod>,
    /// Under which contract; under all where none is named.
    pub contract: Option<ContractId>,
}

impl ReviewPlace {
    /// The query string, for the URL and for the backend alike.
    pub fn print(&self) -> String {
        let period = self.period.map(|period| ["period=", &period.to_string()].concat());
        let contract = self.contract.as_ref().map(|id| ["contract=", &super::encode(id.as_str())].concat());
        [period, contract].into_iter().flatten().collect::<Vec<_>>().join("&")
    }
}

impl From<&ReviewPlace> for Route {
    fn from(place: &ReviewPlace) -> Self {
        Self::Area(Area::Review, Lookup::new("", &place.print()))
    }
}

impl Lookup {
    /// Which review is asked for.
    pub fn review(&self) -> ReviewPlace {
        let (_, query) = self.parts();
        ReviewPlace {
            period: parameter(query, "period=").and_then(|period| period.parse().ok()),
            contract: parameter(query, "contract=").map(ContractId),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_is_looked_at_survives_its_url() {
        let place = ReviewPlace { period: "2026-Q3".parse().ok(), contract: Some("a & b".into()) };
        for place in [ReviewPlace::default(), place] {
            let url = Route::from(&place).print();
            let (path, asked) = url.split_once('?').unwrap_or((&url, ""));
            let Route::Area(Area::Review, lookup) = Route::parse(path, asked) else { panic!("{url}") };
            assert_eq!(lookup.review(), place, "{url}");
        }
    }
}
