//! Files to be sent: chosen, dropped, pasted or photographed, and how far each is.

use aftercare_contract::catalogue::UploadLimits;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, File, HtmlInputElement, Node};

use super::Icon;
use crate::{
    api::Remedy,
    i18n::{I18n, use_i18n},
    platform::{files, focus},
    uploads::{Place, Refusal, State, Transfer, Upload, use_uploads},
};

/// The files of a place, each with its progress and tools, and where more are chosen.
#[component]
pub fn FileBox(
    /// The id of the control that chooses files.
    id: &'static str,
    /// What they belong to.
    place: Place,
    /// What may be sent.
    limits: UploadLimits,
    /// Takes them first, to look at them; without, they are sent at once.
    #[prop(optional)]
    screen: Option<Callback<Vec<File>>>,
) -> impl IntoView {
    view! {
        <FileList place=place.clone() picker=id />
        <FilePicker id=id place=place limits=limits screen=screen />
    }
}

/// The files of a place, each with its progress and tools.
#[component]
pub fn FileList(
    /// What they belong to.
    place: Place,
    /// The id of the control that gets the focus when a file is taken away.
    picker: &'static str,
) -> impl IntoView {
    let uploads = use_uploads();
    let rows = Memo::new(move |_| uploads.of(&place));
    let any = move || !rows.read().is_empty();
    // Says what ended, once; the numbers on the way are only for eyes.
    let said = RwSignal::new(String::new());
    let row = move |upload: Upload| view! { <FileRow upload=upload said=said picker=picker /> };
    view! {
        <Show when=any>
            <ul class="files">
                <For each=move || rows.get() key=|upload| upload.key().to_owned() children=row />
            </ul>
        </Show>
        <p class="quiet-text" role="status">
            {said}
        </p>
    }
}

/// A button that chooses files, where there is little room.
#[component]
pub fn FileButton(
    /// The id of the control.
    id: &'static str,
    /// What the files belong to.
    place: Place,
    /// What may be sent.
    limits: UploadLimits,
    /// Takes them first, to look at them; without, they are sent at once.
    #[prop(optional)]
    screen: Option<Callback<Vec<File>>>,
    children: Children,
) -> impl IntoView {
    let chosen = chooser(place, limits, screen);
    view! {
        <label class="button button--quiet file-button" for=id>
            <input class="quiet-text" id=id type="file" multiple on:change=chosen />
            {children()}
        </label>
    }
}

/// Takes what was chosen in a control.
fn chooser(
    place: Place,
    limits: UploadLimits,
    screen: Option<Callback<Vec<File>>>,
) -> impl Fn(ev::Event) + Clone + 'static {
    let uploads = use_uploads();
    move |event: ev::Event| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            let chosen = input.files().map(|list| files::of_list(&list)).unwrap_or_default();
            match screen {
                Some(screen) => screen.run(chosen),
                None => uploads.add(&place, chosen, &limits),
            }
            // The same file may be chosen again after it was removed.
            input.set_value("");
        }
    }
}

#[component]
fn FilePicker(
    id: &'static str,
    place: Place,
    limits: UploadLimits,
    screen: Option<Callback<Vec<File>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (max_size, max_files) = (limits.max_size, limits.max_files);
    let chosen = chooser(place, limits, screen);
    let photographed = chosen.clone();
    let hint = [id, "-limits"].concat();
    view! {
        <div class="drop">
            <label for=id>
                <strong>{move || i18n.upload_drop()}</strong>
                <span class="button">{move || i18n.upload_choose()}</span>
                <input class="quiet-text" id=id type="file" multiple aria-describedby=hint.clone() on:change=chosen />
            </label>
            <label class="button drop__camera">
                {move || i18n.upload_photo()}
                <input class="quiet-text" type="file" accept="image/*" capture="environment" on:change=photographed />
            </label>
            <span id=hint>{move || i18n.upload_limits(&i18n.size(max_size), &i18n.number(max_files.into()))}</span>
        </div>
    }
}

/// One file with its progress and tools.
#[component]
pub fn FileRow(
    /// The file.
    upload: Upload,
    /// Takes what is to be read out when it has ended.
    said: RwSignal<String>,
    /// The id of the control that gets the focus when it is taken away.
    picker: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let transfer = {
        let upload = upload.clone();
        Memo::new(move |_| upload.transfer())
    };
    let state = Memo::new(move |_| transfer.with(|transfer| transfer.state.clone()));
    let name = transfer.with_untracked(|transfer| transfer.name.clone());
    Effect::new(move |before: Option<State>| {
        let now = state.get();
        let ended = matches!(now, State::Sent | State::Refused(_) | State::FileNeeded);
        if ended && before.is_some_and(|before| before != now) {
            said.set(transfer.with_untracked(|transfer| untrack(|| ending(i18n, transfer))));
        }
        now
    });
    let note_class = move || match state.get() {
        State::Interrupted | State::FileNeeded | State::Refused(_) => "file__note file__note--late",
        _ => "file__note num",
    };
    view! {
        <li class="file">
            <Icon name=icon_of(&name) />
            <span class="file__name">{name.clone()}</span>
            <FileBar transfer=transfer />
            <span class=note_class>{move || transfer.with(|transfer| note(i18n, transfer))}</span>
            <FileTools upload=upload name=name state=state picker=picker />
        </li>
    }
}

#[component]
fn FileBar(transfer: Memo<Transfer>) -> impl IntoView {
    let i18n = use_i18n();
    let class = move || {
        transfer.with(|transfer| match transfer.state {
            State::Sent | State::Refused(_) => None,
            State::Paused => Some("progress--paused"),
            State::Interrupted | State::FileNeeded => Some("progress--failed"),
            State::Waiting | State::Sending => Some(""),
        })
    };
    let class = Memo::new(move |_| class());
    move || {
        class.get().map(|class| {
            let label = move || transfer.with(|transfer| i18n.upload_progress_label(&transfer.name));
            let percent = move || transfer.with(|transfer| transfer.percent().to_string());
            view! {
                <span class="file__bar">
                    <progress class=class max="100" value=percent aria-label=label></progress>
                </span>
            }
        })
    }
}

#[component]
fn FileTools(upload: Upload, name: String, state: Memo<State>, picker: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let uploads = use_uploads();
    let upload = StoredValue::new(upload);
    let name = StoredValue::new(name);
    let pause = Callback::new(move |()| upload.with_value(|upload| uploads.pause(upload)));
    let resume = Callback::new(move |()| upload.with_value(|upload| uploads.resume(upload)));
    let remove = Callback::new(move |()| {
        let upload = upload.get_value();
        // The button goes with its row.
        focus::on(&["#", picker].concat());
        uploads.remove(&upload);
    });
    let main = move || {
        let tool = match state.get() {
            State::Waiting | State::Sending => ("pause", pause, I18n::upload_pause as fn(I18n, &str) -> String),
            State::Paused => ("play", resume, I18n::upload_resume as fn(I18n, &str) -> String),
            State::Interrupted => ("retry", resume, I18n::upload_retry as fn(I18n, &str) -> String),
            State::Refused(Refusal::Backend(error)) if error.remedy() != Remedy::FixForm => {
                ("retry", resume, I18n::upload_retry as fn(I18n, &str) -> String)
            }
            State::FileNeeded | State::Sent | State::Refused(_) => return None,
        };
        Some(tool)
    };
    let icon = Memo::new(move |_| main().map(|(icon, ..)| icon));
    let button = move || {
        icon.get().map(|icon| {
            let label = move || main().map(|(_, _, label)| name.with_value(|name| label(i18n, name)));
            let press = move |_| {
                if let Some((_, press, _)) = untrack(main) {
                    press.run(());
                }
            };
            view! {
                <button class="button button--quiet button--icon" type="button" aria-label=label on:click=press>
                    <Icon name=icon />
                </button>
            }
        })
    };
    view! {
        <span class="file__tools">
            {button}
            <button
                class="button button--quiet button--icon"
                type="button"
                aria-label=move || name.with_value(|name| i18n.upload_remove(name))
                on:click=move |_| remove.run(())
            >
                <Icon name="close" />
            </button>
        </span>
    }
}

/// Takes what is dropped or pasted anywhere within it.
#[component]
pub fn DropArea(
    /// What the files belong to.
    place: Place,
    /// What may be sent; nothing is taken before that is known.
    #[prop(into)]
    limits: Signal<Option<UploadLimits>>,
    /// Takes them first, to look at them; without, they are sent at once.
    #[prop(optional)]
    screen: Option<Callback<Vec<File>>>,
    children: Children,
) -> impl IntoView {
    let uploads = use_uploads();
    let area = NodeRef::<html::Div>::new();
    let over = RwSignal::new(false);
    let add = move |transfer: Option<DataTransfer>| -> bool {
        let found: Vec<File> = files::of_transfer(transfer);
        match limits.get_untracked().filter(|_| !found.is_empty()) {
            Some(limits) => {
                match screen {
                    Some(screen) => screen.run(found),
                    None => uploads.add(&place, found, &limits),
                }
                true
            }
            None => false,
        }
    };
    let add_pasted = add.clone();
    let dragged = move |event: ev::DragEvent| {
        if files::carries_files(event.data_transfer()) {
            event.prevent_default();
            over.set(true);
        }
    };
    let left = move |event: ev::DragEvent| {
        let to: Option<Node> = event.related_target().and_then(|target| target.dyn_into().ok());
        over.set(area.get_untracked().is_some_and(|area| area.contains(to.as_ref())));
    };
    let dropped = move |event: ev::DragEvent| {
        over.set(false);
        if add(event.data_transfer()) {
            event.prevent_default();
        }
    };
    let pasted = move |event: ev::ClipboardEvent| {
        let clipboard = event.clipboard_data();
        // Office programs offer a picture of the text that was copied; the text is what is meant.
        let text =
            clipboard.as_ref().and_then(|data| data.get_data("text/plain").ok()).is_some_and(|text| !text.is_empty());
        if !text && add_pasted(clipboard) {
            event.prevent_default();
        }
    };
    view! {
        <div
            class="drop-area"
            class:drop-area--over=over
            node_ref=area
            on:dragover=dragged
            on:dragleave=left
            on:drop=dropped
            on:paste=pasted
        >
            {children()}
        </div>
    }
}

fn icon_of(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    match &*extension {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "heic" | "bmp" => "image",
        "zip" | "gz" | "tgz" | "tar" | "7z" | "xz" | "bz2" | "zst" => "archive",
        _ => "file",
    }
}

/// Where a file stands, in words.
fn note(i18n: I18n, transfer: &Transfer) -> String {
    let size = i18n.size(transfer.size);
    let percent = i18n.number(transfer.percent());
    match &transfer.state {
        State::Waiting => i18n.upload_waiting(&size),
        State::Sending => {
            let progress = i18n.upload_sending(&percent, &i18n.size(transfer.sent), &size);
            match transfer.left() {
                Some(left) => [progress, i18n.upload_left(&i18n.span(left))].join(" · "),
                None => progress,
            }
        }
        State::Paused => i18n.upload_paused(&percent),
        State::Interrupted => i18n.upload_interrupted(&percent),
        State::FileNeeded => i18n.upload_file_needed(),
        State::Sent => i18n.upload_sent(&size),
        State::Refused(refusal) => match refusal {
            Refusal::TooLarge { max } => i18n.upload_too_large(&i18n.size(*max)),
            Refusal::Extension => i18n.upload_extension(),
            Refusal::TooMany { max } => i18n.upload_too_many(&i18n.number((*max).into())),
            Refusal::Backend(error) => i18n.upload_refused(&i18n.api_error(error)),
        },
    }
}

/// What is read out when a file has ended, well or not.
fn ending(i18n: I18n, transfer: &Transfer) -> String {
    match transfer.state {
        State::Sent => i18n.upload_said_sent(&transfer.name),
        _ => [transfer.name.clone(), note(i18n, transfer)].join(": "),
    }
}
