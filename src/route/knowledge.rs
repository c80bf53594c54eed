//! Places of the knowledge base.

use aftercare_contract::knowledge::{ArticleQuery, CategoryId};

use super::{Area, Lookup, Route};

impl From<&ArticleQuery> for Route {
    fn from(query: &ArticleQuery) -> Self {
        let category = query.category.as_ref().map_or("", CategoryId::as_str);
        let rest = ArticleQuery { category: None, prefer: None, limit: None, ..query.clone() }.print();
        Self::Area(Area::Knowledge, Lookup::new(category, &rest))
    }
}

impl Lookup {
    /// Which articles are asked for.
    pub fn articles(&self) -> ArticleQuery {
        let (category, query) = self.parts();
        let asked = ArticleQuery::parse(query);
        ArticleQuery { category: category.map(CategoryId).or(asked.category), ..asked }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_is_looked_for_survives_its_url() {
        let everything = ArticleQuery {
            text: "证书 & 3%".to_owned(),
            language: Some("ja".to_owned()),
            category: Some("high availability/ü".into()),
            product: Some("ADX-6400".to_owned()),
            mine: true,
            ..ArticleQuery::default()
        };
        for query in [ArticleQuery::default(), ArticleQuery { category: None, ..everything.clone() }, everything] {
            let url = Route::from(&query).print();
            let (path, asked) = url.split_once('?').unwrap_or((&url, ""));
            let Route::Area(Area::Knowledge, lookup) = Route::parse(path, asked) else { panic!("{url}") };
            assert_eq!(lookup.articles(), query, "{url}");
        }
    }
}
