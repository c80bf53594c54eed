//! Signing in: as a page for guests, and in place when a session ends in the middle of work.

mod form;

use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::use_i18n,
    platform::config::use_config,
    route::{Route, use_navigation},
    ui::{Dialog, Icon, PageHeader, brand, language_switch},
};
use form::SignInForm;

/// The page that guests see in place of any other: the address stays, and so does the way to it.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let hotline = use_config().with_value(|config| config.hotline.clone());
    let wanted = move || !matches!(navigation.route(), Route::SignIn);
    let help = hotline.map(|number| {
        let url = ["tel:", &number].concat();
        view! {
            <aside class="door__side">
                <section>
                    <h2>{move || i18n.production_down()}</h2>
                    <p>
                        <a class="door__number" href=url>
                            {number}
                        </a>
                    </p>
                </section>
            </aside>
        }
    });
    view! {
        <div class="door">
            <header class="door__top">{brand()} {language_switch()}</header>
            <main class="door__main" id="main" tabindex="-1">
                <div>
                    <PageHeader title=Signal::derive(move || i18n.sign_in()) />
                    <Show when=wanted>
                        <p class="soft">{move || i18n.sign_in_back_to()}</p>
                    </Show>
                </div>
                <SignInForm />
            </main>
            {help}
        </div>
    }
    .into_any()
}

/// Asks to sign in again on top of whatever is open, when the session has ended.
pub fn again() -> AnyView {
    let i18n = use_i18n();
    let gate = use_api().gate();
    view! {
        <Dialog open=Signal::derive(move || gate.is_closed()) title=Signal::derive(move || i18n.sign_in_again())>
            <div class="dialog__body">
                <p>
                    <Icon name="lock" />
                    " "
                    {move || i18n.sign_in_again_text()}
                </p>
                <SignInForm />
            </div>
        </Dialog>
    }
    .into_any()
}
