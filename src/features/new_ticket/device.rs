//! Which device: found by typing, shown with its contract and what is already open on it.

use std::time::Duration;

use aftercare_contract::asset::{Contract, Device};
use leptos::{ev, prelude::*};

use super::{
    controls::FormSection,
    draft::Section,
    duplicates::{OpenOnDevice, OpenTickets},
    form::{Form, use_form},
    scan::ScanButton,
};
use crate::{
    api::use_api,
    i18n::{text, use_i18n},
    platform::{clock::use_clock, focus, timer::Timer},
    server_state::Query,
    ui::{Button, ButtonKind, ErrorNote, Field, Icon, described_by},
};

/// How long after the last key the backend is asked.
const PAUSE: Duration = Duration::from_millis(150);
/// Not "device": the sprite has a symbol of that id.
const ID: &str = "device-search";
const LIST: &str = "device-list";

/// Which device or service it is about.
#[component]
pub fn DeviceSection(
    /// What may be the same.
    open: OpenTickets,
) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let device = Memo::new(move |_| form.read(|draft| draft.device.clone()));
    let title = Signal::derive(move || i18n.new_device_title());
    view! {
        <FormSection section=Section::Device title=title beside=move || view! { <OpenOnDevice open=open /> }>
            <DeviceSearch />
            {move || device.get().map(|device| view! { <Picked device=device /> })}
        </FormSection>
    }
}

/// The finder: a combobox over the company's devices. A serial number typed (or scanned) in full picks its device.
#[component]
fn DeviceSearch() -> impl IntoView {
    let (i18n, form, api) = (use_i18n(), use_form(), use_api());
    let term = RwSignal::new(untrack(|| form.read(|draft| draft.search.clone())));
    let found = Query::new(move || {
        let term = term.get();
        async move {
            let page = api.find_devices(term.trim()).await?;
            pick_exact(form, &term, &page.items);
            Ok(page.items)
        }
    });
    let devices = Memo::new(move |_| found.value().unwrap_or_default());
    let open = RwSignal::new(false);
    let at = RwSignal::new(None::<usize>);
    let timer = StoredValue::new_local(None::<Timer>);

    let error = form.error("/device");
    let picked = Memo::new(move |_| form.read(|draft| draft.device.is_some()));
    let expanded = Memo::new(move |_| open.get() && !picked.get() && !devices.read().is_empty());
    let active = move || at.get().filter(|_| expanded.get()).map(option_id);
    let remote = found.remote();
    let none = move || {
        let answered = remote.with(|remote| remote.value().is_some() && remote.error().is_none());
        answered && !picked.get() && devices.read().is_empty()
    };
    let failure = move || {
        let error = remote.with(|remote| remote.error().cloned()).filter(|_| !picked.get())?;
        Some(view! { <ErrorNote error=error retry=found.retry() /> })
    };

    let typed = move |text: String| {
        form.edit("/device", |draft| {
            draft.device = draft.device.take().filter(|device| device.serial_number == text.trim());
            draft.search.clone_from(&text);
        });
        open.set(true);
        at.set(None);
        timer.set_value(Some(Timer::after(PAUSE, move || drop(term.try_set(text)))));
    };
    let scanned = Callback::new(move |code: String| {
        form.refill("/device", |draft| {
            draft.device = None;
            draft.search.clone_from(&code);
        });
        open.set(true);
        at.set(None);
        term.set(code);
        focus::on("#device-search");
    });
    let pick = move |index: usize| {
        if let Some(device) = devices.with_untracked(|devices| devices.get(index).cloned()) {
            form.pick(device);
        }
        open.set(false);
        at.set(None);
    };
    let key = move |event: ev::KeyboardEvent| {
        // While Chinese or Japanese is being composed, keys belong to the input method.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let count = devices.read_untracked().len();
        match &*event.key() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                open.set(true);
                let down = event.key() == "ArrowDown";
                at.update(|at| *at = Some(step(*at, count, down)));
            }
            "Enter" if expanded.get_untracked() => {
                // The only one is meant without moving to it.
                if let Some(index) = at.get_untracked().or((count == 1).then_some(0)) {
                    pick(index);
                }
            }
            "Escape" if expanded.get_untracked() => open.set(false),
            _ => return,
        }
        event.prevent_default();
    };
    let option = move |(index, device): (usize, Device)| {
        let site = device.site.as_ref().map(|site| site.name.clone());
        let serial = device.serial_number.clone();
        view! {
            <li
                class="suggestion"
                role="option"
                id=option_id(index)
                aria-selected=move || (at.get() == Some(index)).to_string()
                on:click=move |_| pick(index)
            >
                <strong>{device_name(&device)}</strong>
                <span class="mono">{serial}</span>
                <span>{site}</span>
            </li>
        }
    };
    view! {
        <Field
            id=ID
            label=Signal::derive(move || i18n.new_device_search())
            hint=MaybeProp::derive(move || Some(i18n.new_device_search_hint()))
            error=error
        >
            <div class="field__row">
                <div class="finder">
                    <input
                        class="input"
                        id=ID
                        role="combobox"
                        autocomplete="off"
                        spellcheck="false"
                        aria-autocomplete="list"
                        aria-controls=LIST
                        aria-expanded=move || expanded.get().to_string()
                        aria-activedescendant=active
                        aria-invalid=move || error.read().is_some().then_some("true")
                        aria-describedby=move || described_by(ID, true, error.read().is_some())
                        prop:value=form.text(|draft| &draft.search)
                        on:input:target=move |event| typed(event.target().value())
                        on:focus=move |_| open.set(true)
                        on:click=move |_| open.set(true)
                        on:blur=move |_| open.set(false)
                        on:keydown=key
                    />
                    // Firefox stops by Tab at what scrolls; the list is walked with the arrows from its field.
                    <ul
                        class="suggestions"
                        id=LIST
                        role="listbox"
                        tabindex="-1"
                        aria-label=move || i18n.new_device_list()
                        hidden=move || !expanded.get()
                        on:mousedown=|event| event.prevent_default()
                    >
                        {move || devices.get().into_iter().enumerate().map(option).collect_view()}
                    </ul>
                </div>
                <ScanButton found=scanned />
            </div>
            <p class="field__hint" role="status">
                {move || none().then(|| i18n.new_device_none())}
            </p>
            {failure}
        </Field>
    }
}

fn option_id(index: usize) -> String {
    format!("{LIST}-{index}")
}

/// The next place in a list of `count` that begins again at its end.
fn step(at: Option<usize>, count: usize, down: bool) -> usize {
    match (at, down) {
        (None, true) => 0,
        (None | Some(0), false) => count.saturating_sub(1),
        (Some(at), true) => (at + 1) % count.max(1),
        (Some(at), false) => at - 1,
    }
}

/// Picks the device whose serial number was typed in full, if it still stands there.
fn pick_exact(form: Form, term: &str, devices: &[Device]) {
    let term = term.trim();
    let exact = devices.iter().find(|device| device.serial_number.eq_ignore_ascii_case(term));
    let current = untrack(|| form.read(|draft| draft.search.trim() == term && draft.device.is_none()));
    if let Some(device) = exact.filter(|_| current) {
        form.pick(device.clone());
    }
}

/// “ADX-6400 · adx-sh-01”
pub fn device_name(device: &Device) -> String {
    [&*device.model, &*device.name].join(" · ")
}

/// The device that was found.
#[component]
fn Picked(device: Device) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let change = Callback::new(move |()| {
        form.unpick();
        focus::on("#device-search");
    });
    let site = device.site.clone().map(|site| site.name);
    let firmware = device.firmware.clone();
    let details = move || {
        let firmware = firmware.as_deref().map(|firmware| i18n.new_device_firmware(firmware));
        [site.clone(), firmware].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    view! {
        <div class="picked">
            <Icon name="device" />
            <div>
                <p>
                    <strong>{device_name(&device)}</strong>
                    " "
                    <span class="mono">{device.serial_number.clone()}</span>
                </p>
                <p>{details}</p>
                <Cover contract=device.contract />
            </div>
            <Button kind=ButtonKind::Quiet on_press=change>
                {text(move || i18n.new_change())}
                <span class="quiet-text">{text(move || i18n.new_device())}</span>
            </Button>
        </div>
    }
}

/// Under which plan it is covered, and until when.
#[component]
fn Cover(contract: Option<Contract>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let cover = move || match &contract {
        None => i18n.new_device_uncovered(),
        Some(contract) => {
            let until = i18n.date(contract.valid_to);
            let (plan, _) = i18n.localized(&contract.plan);
            let (hours, _) = i18n.localized(&contract.hours);
            if contract.valid_to.0 < clock.minute().0.date_naive() {
                i18n.new_device_expired(&plan, &until)
            } else {
                i18n.new_device_cover(&plan, &hours, &until)
            }
        }
    };
    view! { <p>{cover}</p> }
}
