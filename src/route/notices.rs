//! Places of the notices.

use aftercare_contract::notice::NoticeQuery;

use super::{Area, Lookup, Route};

impl From<&NoticeQuery> for Route {
    fn from(query: &NoticeQuery) -> Self {
        Self::Area(Area::Notices, Lookup::new("", &NoticeQuery { limit: None, ..query.clone() }.print()))
    }
}

impl Lookup {
    /// Which notices are asked for.
    pub fn notices(&self) -> NoticeQuery {
        NoticeQuery::parse(self.parts().1)
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::notice::{NoticeGroup, NoticeState};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_is_looked_for_survives_its_url() {
        let query =
            NoticeQuery { state: NoticeState::Past, group: Some(NoticeGroup::Release), ..NoticeQuery::default() };
        for query in [NoticeQuery::default(), query] {
            let url = Route::from(&query).print();
            let (path, asked) = url.split_once('?').unwrap_or((&url, ""));
            let Route::Area(Area::Notices, lookup) = Route::parse(path, asked) else { panic!("{url}") };
            assert_eq!(lookup.notices(), query, "{url}");
        }
    }
}
