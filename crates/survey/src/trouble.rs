//! What stands in the place of a survey that isn't there. None of it tells anything about a ticket.

use crate::{
    api::Config,
    dom::{El, el},
    words::Words,
};

/// Why there is no survey on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The page's address names none.
    Malformed,
    /// The backend knows none.
    Unknown,
    /// Its time is over.
    Expired,
    /// It is one's own, and one isn't signed in.
    SignedOut,
    /// The backend has said something else than a survey.
    Refused,
    /// There is no network; it is being tried again.
    Unreachable,
}

impl Trouble {
    const fn words(self, words: &Words) -> [&'static str; 2] {
        match self {
            Self::Malformed => words.malformed,
            Self::Unknown => words.unknown,
            Self::Expired => words.expired,
            Self::SignedOut => words.signed_out,
            Self::Refused => words.unreadable,
            Self::Unreachable => words.unreachable,
        }
    }
}

/// Says what is the matter, and what to do.
pub fn content(trouble: Trouble, words: &Words) -> Vec<El> {
    let [title, text] = trouble.words(words);
    let remedy = if trouble == Trouble::Unreachable {
        el("button", "survey__button").attr("type", "button").attr("data-do", "wake").text(words.try_now)
    } else {
        el("a", "survey__button survey__button--plain").attr("href", "/").text(words.to_portal)
    };
    vec![
        el("h1", "survey__title").attr("tabindex", "-1").text(title),
        el("p", "thanks__lead").text(text),
        el("div", "thanks__actions").child(remedy),
    ]
}

/// The telephone, where the operator's settings name one.
pub fn foot(config: &Config, words: &Words) -> Vec<El> {
    let hotline = config.hotline.iter();
    hotline.map(|number| el("p", "").text(words.hotline).text(" ").child(telephone(number))).collect()
}

/// A telephone number to be tapped.
pub fn telephone(number: &str) -> El {
    el("a", "survey__number").attr("href", &["tel:", number].concat()).text(number)
}
