//! Which survey it is: what the page's address names.

use aftercare_contract::survey::{OWN, SurveyId, is_token, read_fragment};

/// How the page was come to.
#[derive(Clone, PartialEq, Eq)]
pub enum Source {
    /// By the link of an e-mail, with its token.
    Link(String),
    /// From the portal, signed in.
    Own(SurveyId),
}

/// Reads the page's fragment: the survey, and the mark that the link preselects. `None` where it is neither a token nor
/// a survey of one's own.
pub fn read(fragment: &str) -> Option<(Source, Option<u8>)> {
    if let Some(id) = fragment.trim_start_matches('#').strip_prefix(OWN) {
        return (!id.is_empty()).then(|| (Source::Own(id.into()), None));
    }
    let (token, mark) = read_fragment(fragment);
    is_token(token).then(|| (Source::Link(token.to_owned()), mark))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_link_that_was_cut_short_names_nothing() {
        let token = "l8v3mJqT9GHHmVxQj2nC6oQx0Q1bQn1Z7m0lqv0mYhA";
        let link = Source::Link(token.to_owned());
        assert!(read(&format!("#{token}/4")) == Some((link, Some(4))));
        assert!(read("#own/s-1") == Some((Source::Own("s-1".into()), None)));
        for cut in ["", "#", "#own/", &format!("#{}", &token[1..])] {
            assert!(read(cut).is_none(), "{cut}");
        }
    }
}
