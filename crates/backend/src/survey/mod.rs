//! Satisfaction surveys: made when a ticket closes, answered by the link of its e-mail or signed in.
//!
//! - [`store`]: the surveys and their answers; [`follow_up`]: what low marks lead to; `scores`: what all of them say;
//! - `limit`: how often a link may be tried.
//!
//! Nothing that only looks at a survey writes anything: links are opened by mail scanners and by browsers that
//! fetch ahead.

mod api;
pub mod follow_up;
mod limit;
mod scores;
pub mod store;

use std::sync::LazyLock;

use aftercare_contract::{Span, survey::Questionnaire};
use serde::Deserialize;

pub use api::router;
pub use limit::Openings;

use crate::App;

/// What is asked, and what was promised about it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    /// How long a survey can be answered.
    valid_for: Span,
    /// How soon a customer hears what came of a low mark.
    follow_up_within: Span,
    /// What is asked.
    pub asked: Questionnaire,
}

/// Those of `questionnaire.json`.
pub static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; a test reads it")]
    serde_json::from_str(include_str!("questionnaire.json")).expect("questionnaire.json holds the questions")
});

/// Forgets tries that don't count any more.
pub fn sweep(app: &App) {
    app.openings.sweep(app.clock.now());
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everything_is_asked_in_three_languages_and_every_reason_has_its_own_name() {
        let asked = &TERMS.asked;
        let of_dimensions = asked.dimensions.iter().flat_map(|dimension| &dimension.reasons);
        let reasons: Vec<_> = asked.reasons.iter().chain(of_dimensions).collect();
        let ids: BTreeSet<_> = reasons.iter().map(|reason| &reason.id).collect();
        assert_eq!(ids.len(), reasons.len());
        let names = asked.dimensions.iter().flat_map(|dimension| [&dimension.name, &dimension.hint]);
        for wording in names.chain(reasons.iter().map(|reason| &reason.name)) {
            assert_eq!(wording.tags().collect::<BTreeSet<_>>(), ["en", "ja", "zh-CN"].into(), "{wording:?}");
        }
        assert_eq!(asked.dimensions.iter().map(|dimension| dimension.weight).sum::<u32>(), 100);
    }
}
