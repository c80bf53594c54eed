//! Of which kinds of notices the viewer is told.

use aftercare_contract::notice::{NoticeChoice, NoticeChoices, NoticeKind};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    server_state::Query,
    ui::{Loaded, use_toasts},
};

#[component]
pub(super) fn Choices() -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let choices = Query::new(move || async move { api.notice_choices().await });
    let choose = Callback::new(move |choice: NoticeChoice| {
        spawn_local(async move {
            match api.choose_notices(&NoticeChoices { notices: vec![choice] }).await {
                Ok(all) => {
                    choices.set(all);
                    toasts.say(i18n.notice_choices_saved());
                }
                Err(error) => {
                    // Shows again what holds.
                    choices.refresh();
                    toasts.say(i18n.api_error(&error));
                }
            }
        });
    });
    let line = move |NoticeChoice { kind, wanted }: NoticeChoice| {
        let chosen = kind.clone();
        let change =
            move |event| choose.run(NoticeChoice { kind: chosen.clone(), wanted: event_target_checked(&event) });
        view! {
            <label class="choice">
                <input type="checkbox" prop:checked=wanted on:change=change />
                <span>{text(move || name(i18n, &kind))}</span>
            </label>
        }
    };
    view! {
        <section class="section" aria-labelledby="notice-choices">
            <div class="section__margin">
                <h2 class="section__heading" id="notice-choices">
                    {text(move || i18n.notice_choices())}
                </h2>
                <div class="section__aside">
                    <p>{text(move || i18n.notice_choices_lead())}</p>
                </div>
            </div>
            <div class="section__matter">
                <Loaded remote=choices.remote() retry=choices.retry() let:choices>
                    <div class="choices notices__choices">
                        {move || choices.get().notices.into_iter().map(line).collect_view()}
                    </div>
                </Loaded>
            </div>
        </section>
    }
}

/// What a kind is called.
fn name(i18n: I18n, kind: &NoticeKind) -> String {
    match kind {
        NoticeKind::Smart => i18n.notice_smart(),
        NoticeKind::Raid => i18n.notice_raid(),
        NoticeKind::Cooling => i18n.notice_cooling(),
        NoticeKind::Bottleneck => i18n.notice_bottleneck(),
        NoticeKind::ConfigurationDrift => i18n.notice_drift(),
        NoticeKind::Vulnerability => i18n.notice_vulnerability(),
        NoticeKind::Firmware => i18n.notice_firmware(),
        NoticeKind::EndOfLife => i18n.notice_end_of_life(),
        NoticeKind::EndOfServiceLife => i18n.notice_end_of_service_life(),
        NoticeKind::WarrantyEnd => i18n.notice_warranty_end(),
        NoticeKind::ContractEnd => i18n.notice_contract_end(),
        NoticeKind::Maintenance => i18n.notice_maintenance(),
        NoticeKind::Release => i18n.notice_release(),
        NoticeKind::Other(word) => word.clone(),
    }
}
