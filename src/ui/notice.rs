//! What notices have in common wherever they stand.

use aftercare_contract::{
    Localized,
    notice::{Notice, NoticeGroup, NoticeUrgency},
};
use leptos::prelude::*;

use super::Icon;
use crate::i18n::{I18n, text};

/// A text of the backend, marked where it isn't in the visitor's language.
pub fn said(i18n: I18n, words: Localized) -> AnyView {
    let said = move || {
        let (words, lang) = i18n.localized(&words);
        view! { <span lang=lang>{words}</span> }
    };
    said.into_any()
}

/// All that a notice says, for lists: one that has changed is shown anew.
pub fn notice_key(notice: &Notice) -> String {
    serde_json::to_string(notice).unwrap_or_default()
}

/// What a group is called.
pub fn notice_group(i18n: I18n, group: &NoticeGroup) -> String {
    match group {
        NoticeGroup::EarlyWarning => i18n.notice_group_warning(),
        NoticeGroup::LifeCycle => i18n.notice_group_life(),
        NoticeGroup::Maintenance => i18n.notice_group_maintenance(),
        NoticeGroup::Release => i18n.notice_group_release(),
        NoticeGroup::Other(word) => word.clone(),
    }
}

/// What it is, and how urgent: in words and by a sign.
pub fn notice_mark(i18n: I18n, notice: &Notice) -> AnyView {
    let (group, urgency, settled) = (notice.group.clone(), notice.urgency.clone(), notice.settled.is_some());
    let (look, symbol) = match (&urgency, &group) {
        _ if settled => ("good", "check"),
        (NoticeUrgency::High, _) => ("bad", "alert"),
        (NoticeUrgency::Medium, NoticeGroup::Maintenance) => ("watch", "calendar"),
        (NoticeUrgency::Medium, _) => ("watch", "info"),
        _ => ("calm", "info"),
    };
    let words = move || {
        let urgency = match &urgency {
            _ if settled => i18n.notice_settled(),
            NoticeUrgency::High => i18n.notice_urgent(),
            _ => return notice_group(i18n, &group),
        };
        [notice_group(i18n, &group), urgency].join(" · ")
    };
    view! {
        <span class=["judged judged--", look].concat()>
            <Icon name=symbol />
            {text(words)}
        </span>
    }
    .into_any()
}
