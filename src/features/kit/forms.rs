//! What is filled in: fields, choices, files.

use aftercare_contract::catalogue::UploadLimits;
use leptos::prelude::*;

use super::{Specimen, message, say};
use crate::{
    api::ApiError,
    i18n::{I18n, Word, use_i18n},
    ui::{Button, ButtonKind, DropArea, ErrorSummary, Field, FileBox, FileButton, FileRow, TextField, described_by},
    uploads::{Place, Refusal, State, Transfer, Upload},
};

const MEGABYTE: u64 = 1_000_000;

#[component]
pub(super) fn Fields() -> impl IntoView {
    let i18n = use_i18n();
    let wrong = RwSignal::new(false);
    let (name, phone) = (RwSignal::new(String::new()), RwSignal::new("0000 018".to_owned()));
    let name_error = Signal::derive(move || wrong.get().then(|| i18n.field_required()));
    let phone_error = Signal::derive(move || Some(i18n.field_bad_format()));
    let errors = Signal::derive(move || {
        let name = name_error.get().map(|error| (Some("kit-name"), error));
        let phone = phone_error.get().filter(|_| wrong.get()).map(|error| (Some("kit-phone"), error));
        name.into_iter().chain(phone).collect::<Vec<_>>()
    });
    let check = Callback::new(move |()| wrong.set(true));
    view! {
        <Specimen title=["Fields", "输入项", "入力項目"]>
            <ErrorSummary errors=errors />
            <div class="fields--2">
                <Field
                    id="kit-serial"
                    label=message(I18n::new_device_search)
                    hint=message(I18n::new_device_search_hint)
                >
                    <input
                        class="input"
                        id="kit-serial"
                        placeholder="ADX64-2209-03157"
                        aria-describedby=described_by("kit-serial", true, false)
                    />
                </Field>
                <TextField id="kit-name" label=message(I18n::account_name) value=name error=name_error />
                <TextField id="kit-phone" kind="tel" label=message(I18n::account_phone) value=phone error=phone_error />
                <Field id="kit-site" label=message(I18n::list_site) optional=true>
                    <select class="input" id="kit-site">
                        <option>{message(I18n::list_site_all)}</option>
                        <option>"Pudong 2"</option>
                    </select>
                </Field>
                <Field id="kit-contract" label=message(I18n::ticket_contract)>
                    <input class="input" id="kit-contract" value="AD-2024-0187" disabled />
                </Field>
                <Field id="kit-tried" label=message(I18n::new_tried) optional=true>
                    <textarea class="input" id="kit-tried" rows="3"></textarea>
                </Field>
            </div>
            <div class="buttons">
                <Button kind=ButtonKind::Primary on_press=check>
                    {message(I18n::ticket_send)}
                </Button>
                <span class="soft">
                    {say(["sums up what is wrong", "汇总错误", "誤りをまとめて示します"])}
                </span>
            </div>
        </Specimen>
    }
}

#[component]
pub(super) fn Choices() -> impl IntoView {
    let card = |(index, name): (usize, Word)| {
        let note =
            (index == 0).then(|| view! { <span class="option__note">{message(I18n::new_because_interrupted)}</span> });
        view! {
            <label class="option">
                <input type="radio" name="kit-situation" checked=index == 1 />
                <span>{message(name)}</span>
                {note}
            </label>
        }
    };
    let check = |(index, name): (usize, Word)| {
        view! {
            <label class="choice">
                <input type="checkbox" checked=index == 0 disabled=index == 2 />
                <span>{message(name)}</span>
            </label>
        }
    };
    let switch = |(index, name): (usize, Word)| {
        view! {
            <label class="rate__one">
                <input type="radio" name="kit-workaround" checked=index == 0 />
                <span>{message(name)}</span>
            </label>
        }
    };
    let situations = [
        I18n::new_situation_down,
        I18n::new_situation_partly,
        I18n::new_situation_degraded,
        I18n::new_situation_unnoticed,
    ];
    let channels: [Word; 3] = [I18n::channel_email, I18n::channel_phone, I18n::channel_we_com];
    let answers: [Word; 3] = [I18n::new_yes, I18n::new_no, I18n::new_unsure];
    view! {
        <Specimen title=["Choices", "选项", "選択肢"]>
            <fieldset class="field">
                <legend>{message(I18n::new_situation)}</legend>
                <div class="options options--2">
                    {situations.map(|name| name as Word).into_iter().enumerate().map(card).collect_view()}
                </div>
            </fieldset>
            <fieldset class="field">
                <legend>{message(I18n::ticket_contact_by)}</legend>
                <div class="choices">{channels.into_iter().enumerate().map(check).collect_view()}</div>
            </fieldset>
            <fieldset class="field">
                <legend>{message(I18n::new_data_at_risk)}</legend>
                <div>
                    <div class="yesno">{answers.into_iter().enumerate().map(switch).collect_view()}</div>
                </div>
            </fieldset>
        </Specimen>
    }
}

#[component]
pub(super) fn Files() -> impl IntoView {
    let place = Place::Draft("kit".to_owned());
    let limits = UploadLimits { max_size: 20 * MEGABYTE, max_files: 10, extensions: vec!["log".to_owned()] };
    let said = RwSignal::new(String::new());
    let picker = view! { <FileBox id="kit-files" place=place.clone() limits=limits.clone() /> };
    let file = |name: &str, percent: u64, state| {
        let mut transfer = Transfer::new(name.to_owned(), 184 * MEGABYTE);
        transfer.sent = transfer.size * percent / 100;
        transfer.state = state;
        view! { <FileRow upload=Upload::specimen(transfer) said=said picker="kit-files" /> }
    };
    let refused = State::Refused;
    let rows = [
        file("diag-1.tar.gz", 62, State::Sending),
        file("diag-2.tar.gz", 0, State::Waiting),
        file("diag-3.tar.gz", 62, State::Paused),
        file("ssl-engine.log", 31, State::Interrupted),
        file("trace.pcap", 48, State::FileNeeded),
        file("front-panel.jpg", 100, State::Sent),
        file("core.dump", 0, refused(Refusal::TooLarge { max: 20 * MEGABYTE })),
        file("setup.exe", 0, refused(Refusal::Extension)),
        file("ha.log", 0, refused(Refusal::TooMany { max: 10 })),
        file("boot.log", 0, refused(Refusal::Backend(ApiError::Server { status: 503 }))),
    ];
    view! {
        <Specimen title=["Files", "文件", "ファイル"]>
            <ul class="files">{rows.collect_view()}</ul>
            <DropArea place=place.clone() limits=Some(limits.clone())>
                {picker}
            </DropArea>
            <div class="buttons">
                <FileButton id="kit-file" place=place limits=limits>
                    {message(I18n::ticket_attach)}
                </FileButton>
            </div>
        </Specimen>
    }
}
