//! Serial numbers that are looked up, pasted or from a file: what covers each of them.

use aftercare_contract::fleet::{FoundDevice, LookupAnswer, LookupLine, LookupOutcome, MAX_LOOKUP_LINES, SerialLookup};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::{
    export::{SaveTable, Table},
    rows::BLOCK,
};
use crate::{
    api::{ApiError, use_api},
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, files, local_time, storage::tab},
    route::{Area, DevicesPlace, Link, Route},
    ui::{Button, ButtonKind, ErrorNote, Field, PageHeader, described_by, el, icon},
};

/// Where the list that is being written is kept while the tab is open.
const KEPT: &str = "serial-numbers";

#[component]
pub(super) fn LookupPage() -> impl IntoView {
    let (i18n, api, clock) = (use_i18n(), use_api(), use_clock());
    let list = RwSignal::new(tab::get(KEPT).unwrap_or_default());
    let wrong = RwSignal::new(None::<String>);
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    // What was looked up, and what was found.
    let answer = RwSignal::new(None::<(SerialLookup, LookupAnswer)>);
    let write = move |words: String| {
        tab::set(KEPT, &words);
        // A file may have been read after the page has gone.
        list.try_set(words);
        wrong.try_set(None);
    };
    let look_up = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let asked = SerialLookup::of(&list.get_untracked());
        if let Err(error) = asked.check() {
            wrong.set(Some(i18n.field_error(&error)));
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let found = api.look_up(&asked).await;
            // The page may have gone meanwhile.
            busy.try_set(false);
            match found {
                Ok(found) => drop(answer.try_set(Some((asked, found)))),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    });
    let name = move || ["serial-numbers-", &local_time::day_of(clock.now()), ".csv"].concat();
    let fetch = Callback::new(move |()| -> Table {
        let asked = answer.with_untracked(|answer| answer.as_ref().map(|(asked, _)| asked.clone())).unwrap_or_default();
        let language = untrack(|| i18n.language()).tag();
        Box::pin(async move { api.look_up_csv(&asked, language).await })
    });
    let failure = move || failed.get().map(|error| view! { <ErrorNote error=error retry=look_up /> });
    let said = move || answer.with(|answer| answer.as_ref().map(|(_, found)| summary(i18n, found)));
    let result = move || {
        let (_, found) = answer.get()?;
        Some(view! { <Lines answer=found /> })
    };
    let most = move || i18n.number(MAX_LOOKUP_LINES as u64);
    view! {
        <PageHeader
            title=Signal::derive(move || i18n.devices_lookup())
            above=move || {
                view! {
                    <nav class="page-header__crumbs" aria-label=text(move || i18n.kb_crumbs())>
                        <Link to=Area::Devices.home()>{text(move || i18n.nav_devices())}</Link>
                    </nav>
                }
            }
            below=move || view! { <p class="page-header__lead">{text(move || i18n.devices_lookup_lead())}</p> }
        />
        <form
            class="serials"
            on:submit=move |event| {
                event.prevent_default();
                look_up.run(());
            }
        >
            <Field
                id="serials"
                label=Signal::derive(move || i18n.devices_lookup_list())
                hint=Signal::derive(move || i18n.devices_lookup_hint(&most()))
                error=wrong
            >
                <textarea
                    class="input mono"
                    id="serials"
                    rows="8"
                    spellcheck="false"
                    autocapitalize="characters"
                    aria-invalid=move || wrong.read().is_some().then_some("true")
                    aria-describedby=move || described_by("serials", true, wrong.read().is_some())
                    prop:value=list
                    on:input=move |event| write(event_target_value(&event))
                ></textarea>
            </Field>
            <div class="buttons">
                <Button kind=ButtonKind::Primary busy=busy>
                    {text(move || i18n.devices_lookup_do())}
                </Button>
                <label class="button button--quiet file-button" for="serials-file">
                    <input
                        class="quiet-text"
                        id="serials-file"
                        type="file"
                        accept=".csv,.txt,text/*"
                        on:change=move |event| read_file(&event, write)
                    />
                    {text(move || i18n.devices_lookup_file())}
                </label>
            </div>
        </form>
        {failure}
        <p class="found__count num" role="status">
            {said}
        </p>
        <Show when=move || answer.read().is_some()>
            <div class="buttons serials__save">
                <SaveTable name=Signal::derive(name) fetch=fetch />
            </div>
        </Show>
        {result}
    }
}

/// Hands what stands in the chosen file to `write`.
fn read_file(event: &ev::Event, write: impl Fn(String) + 'static) {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
    let file = input.files().and_then(|list| files::of_list(&list).into_iter().next());
    // The same file may be chosen again after it was changed.
    input.set_value("");
    if let Some(file) = file {
        spawn_local(async move {
            if let Some(words) = files::text(&file).await {
                write(words);
            }
        });
    }
}

/// How many of them were found, and how many weren't.
fn summary(i18n: I18n, answer: &LookupAnswer) -> String {
    let count = |outcome: &LookupOutcome| answer.items.iter().filter(|line| line.outcome == *outcome).count() as u64;
    let part = |outcome: LookupOutcome| {
        let number = count(&outcome);
        (number > 0).then(|| [&*outcome_word(i18n, &outcome), ": ", &*i18n.number(number)].concat())
    };
    LookupOutcome::KNOWN.iter().cloned().filter_map(part).collect::<Vec<_>>().join(" · ")
}

fn outcome_word(i18n: I18n, outcome: &LookupOutcome) -> String {
    match outcome {
        LookupOutcome::Found => i18n.devices_found_one(),
        LookupOutcome::NotFound => i18n.devices_not_found(),
        LookupOutcome::Duplicate => i18n.devices_duplicate(),
        LookupOutcome::Malformed => i18n.devices_malformed(),
        LookupOutcome::Other(word) => word.clone(),
    }
}

#[component]
fn Lines(answer: LookupAnswer) -> impl IntoView {
    let i18n = use_i18n();
    let columns: [fn(I18n) -> String; 5] = [
        I18n::devices_line,
        I18n::devices_serial,
        I18n::devices_result,
        I18n::devices_warranty_end,
        I18n::devices_contract,
    ];
    let column = move |name: fn(I18n) -> String| {
        view! {
            <th role="columnheader" scope="col">
                {text(move || name(i18n))}
            </th>
        }
    };
    let blocks = move || {
        let block = |lines: &[LookupLine]| {
            let rows = lines.iter().map(|line| row(i18n, line)).collect_view();
            view! {
                <tbody role="rowgroup" class="fleet__block">
                    {rows}
                </tbody>
            }
        };
        answer.items.chunks(BLOCK).map(block).collect_view()
    };
    view! {
        <table role="table" class="ledger ledger--tight ledger--cards fleet fleet--serials">
            <caption class="quiet-text">{text(move || i18n.devices_lookup())}</caption>
            <thead role="rowgroup">
                <tr role="row">{columns.map(column).collect_view()}</tr>
            </thead>
            {blocks}
        </table>
    }
}

fn row(i18n: I18n, line: &LookupLine) -> impl IntoView + use<> {
    let (class, symbol) = match line.outcome {
        LookupOutcome::Found => ("judged judged--good", "check"),
        LookupOutcome::Duplicate => ("judged judged--calm", "copy"),
        _ => ("judged judged--watch", "alert"),
    };
    let word = match line.first_line {
        Some(first) => i18n.devices_duplicate_of(&i18n.number(first.into())),
        None => outcome_word(i18n, &line.outcome),
    };
    let device = line.device.clone();
    let what = device.clone().map(|FoundDevice { id, name, model, site, .. }| {
        let to = Route::from(&DevicesPlace::One(id)).print();
        let place = [Some(model), site].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        view! {
            <a class="ledger__main" href=to>
                {name}
            </a>
            <span class="ledger__sub">{place}</span>
        }
    });
    let warranty = device.as_ref().and_then(|device| device.warranty_end).map(|day| i18n.date(day));
    let contract = device.and_then(|device| {
        let until = device.contract_end.map(|day| i18n.date(day));
        let plan = device.plan.map(|plan| i18n.localized(&plan).0);
        Some([device.contract?].into_iter().chain(plan).chain(until).collect::<Vec<_>>().join(" · "))
    });
    view! {
        <tr role="row">
            <td role="cell" class="num" data-label=i18n.devices_line()>
                {i18n.number(line.line.into())}
            </td>
            <th role="rowheader" scope="row" class="mono">
                {line.serial_number.clone()}
            </th>
            <td role="cell" data-label=i18n.devices_result()>
                <span>{what} {el("span", class).child(icon(symbol)).text(&word)}</span>
            </td>
            <td role="cell" class="num" data-label=i18n.devices_warranty_end()>
                {warranty}
            </td>
            <td role="cell" class="num" data-label=i18n.devices_contract()>
                {contract}
            </td>
        </tr>
    }
}
