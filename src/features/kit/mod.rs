//! Every component in every state on one page, for those who build the others. Only in development builds.
//!
//! Its own words stand here and not in `i18n/messages`, which are part of every build. What pages make of classes alone
//! is markup here, too.

mod charts;
mod forms;
mod marks;
mod notices;
mod times;

use aftercare_contract::Localized;
use leptos::prelude::*;

use crate::{
    i18n::{I18n, use_i18n},
    ui::{Hatch, PageHeader, ThemeSwitch},
};
use charts::Charts;
use forms::{Choices, Fields, Files};
use marks::{Buttons, Icons, Marks, Navigation};
use notices::{Dialogs, Happenings, Notices, Remotes};
use times::{Clocks, Ribbons};

/// English, Chinese, Japanese.
type Words = [&'static str; 3];

/// The page.
pub fn page() -> AnyView {
    view! {
        <PageHeader title=say(["Components", "组件", "コンポーネント"])>
            <ThemeSwitch />
        </PageHeader>
        <Hatch />
        <div class="fields">
            <Buttons />
            <Marks />
            <Ribbons />
            <Clocks />
            <Charts />
            <Fields />
            <Choices />
            <Files />
            <Notices />
            <Remotes />
            <Happenings />
            <Dialogs />
            <Navigation />
            <Icons />
        </div>
    }
    .into_any()
}

/// A component and its states.
#[component]
fn Specimen(
    /// What it is.
    title: Words,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel section">
            <h2>{say(title)}</h2>
            {children()}
        </section>
    }
}

/// Words of the kit's own in the visitor's language.
fn say(words: Words) -> Signal<String> {
    let (i18n, words) = (use_i18n(), localized(words));
    Signal::derive(move || i18n.localized(&words).0)
}

/// A message of the portal in the visitor's language.
fn message(words: impl Fn(I18n) -> String + Send + Sync + 'static) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || words(i18n))
}

fn localized([english, chinese, japanese]: Words) -> Localized {
    [("en", english), ("zh-CN", chinese), ("ja", japanese)].into()
}
