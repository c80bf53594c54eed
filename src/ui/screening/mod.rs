//! Looks into what is about to be sent: a text that seems to hold a password, a key or a token is pointed out, and a
//! file waits for the visitor's word.

mod secrets;

use std::{ops::Range, rc::Rc};

use aftercare_contract::catalogue::UploadLimits;
use futures::lock::Mutex;
use js_sys::Uint8Array;
use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

use super::{Button, ButtonKind, Icon};
use crate::{
    i18n::{text, use_i18n},
    platform::{files, focus, random},
    uploads::{Place, Uploads, use_uploads},
};

pub use secrets::redact;

/// Text that is read at once: little enough that the page stays quick meanwhile, in bytes.
const PIECE: u64 = 256 * 1024;
/// Logs are looked into up to here, in bytes: beyond, looking takes longer than anybody waits.
const MOST: u64 = 32 * 1024 * 1024;
/// Names of files that are text end so, in lower case.
const TEXT: &[&str] = &[
    "bash_history",
    "cfg",
    "conf",
    "config",
    "csv",
    "env",
    "ini",
    "json",
    "key",
    "log",
    "md",
    "out",
    "pem",
    "properties",
    "ps1",
    "py",
    "sh",
    "sql",
    "toml",
    "trace",
    "txt",
    "xml",
    "yaml",
    "yml",
];

/// A file that seems to hold secrets.
#[derive(Clone)]
struct Suspect {
    key: String,
    file: File,
    secrets: Vec<Range<u64>>,
}

/// Whether a text seems to hold a secret.
pub fn holds_secret(text: &str) -> bool {
    !secrets::find(text.as_bytes()).is_empty()
}

/// The way of a form's files to the uploads.
#[derive(Clone, Copy)]
pub struct Screening {
    uploads: Uploads,
    place: StoredValue<Place>,
    limits: Signal<Option<UploadLimits>>,
    /// The id of the control that gets the focus when something was decided.
    picker: &'static str,
    suspects: RwSignal<Vec<Suspect>, LocalStorage>,
    /// Held by who looks into files.
    turn: StoredValue<Rc<Mutex<()>>, LocalStorage>,
}

impl Screening {
    /// For the files of a place; nothing is sent before the limits are known.
    pub fn new(place: Place, limits: impl Into<Signal<Option<UploadLimits>>>, picker: &'static str) -> Self {
        Self {
            uploads: use_uploads(),
            place: StoredValue::new(place),
            limits: limits.into(),
            picker,
            suspects: RwSignal::new_local(Vec::new()),
            turn: StoredValue::new_local(Rc::default()),
        }
    }

    /// Looks into files and sends those that are harmless.
    pub fn take(self, chosen: Vec<File>) {
        let (texts, others): (Vec<File>, Vec<File>) = chosen.into_iter().partition(is_text);
        self.send(others);
        let turn = self.turn.get_value();
        spawn_local(async move {
            let _turn = turn.lock().await;
            for file in texts {
                let secrets = secrets_in(&file).await;
                if secrets.is_empty() {
                    self.send(vec![file]);
                } else {
                    // The form may have gone, and the file with it.
                    let _ = self.suspects.try_update(|all| all.push(Suspect { key: random::uuid(), file, secrets }));
                }
            }
        });
    }

    /// Waits until every file was looked into; whether all of them may be sent.
    pub async fn is_clear(self) -> bool {
        let turn = self.turn.get_value();
        let _turn = turn.lock().await;
        self.suspects.try_with_untracked(Vec::is_empty).unwrap_or(true)
    }

    fn send(self, files: Vec<File>) {
        // The form may have gone.
        if let (Some(Some(limits)), Some(place)) = (self.limits.try_get_untracked(), self.place.try_get_value()) {
            self.uploads.add(&place, files, &limits);
        }
    }

    /// Takes a suspect off the list, and with it what the visitor has decided.
    fn decide(self, key: &str, sent: impl FnOnce(Suspect) -> Option<File>) {
        let found = self.suspects.try_update(|all| {
            let index = all.iter().position(|suspect| suspect.key == key)?;
            Some(all.remove(index))
        });
        if let Some(file) = found.flatten().and_then(sent) {
            self.send(vec![file]);
        }
        // The buttons are gone.
        focus::on(&["#", self.picker].concat());
    }
}

/// Says that a text seems to hold a secret, and takes that out at a tap.
#[component]
pub fn SecretNote(
    /// Whether it does.
    #[prop(into)]
    found: Signal<bool>,
    /// Takes it out, and puts the focus where the text is: the button is gone.
    redact: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div role="status">
            <Show when=move || found.get()>
                <div class="banner banner--yours">
                    <Icon name="shield" />
                    <p>{text(move || i18n.new_secret_text())}</p>
                    <Button on_press=redact>{text(move || i18n.new_secret_redact())}</Button>
                </div>
            </Show>
        </div>
    }
}

/// The files that wait for the visitor's word.
#[component]
pub fn Suspects(screening: Screening) -> impl IntoView {
    let row = move |suspect: Suspect| {
        view! {
            <SuspectRow
                screening=screening
                key=suspect.key.clone()
                name=suspect.file.name()
                places=suspect.secrets.len()
            />
        }
    };
    let rows = move || screening.suspects.get().into_iter().map(row).collect_view();
    view! { <div role="status">{rows}</div> }
}

#[component]
fn SuspectRow(screening: Screening, key: String, name: String, places: usize) -> impl IntoView {
    let i18n = use_i18n();
    let places = u64::try_from(places).unwrap_or_default();
    let decide = move |sent: fn(Suspect) -> Option<File>| {
        let key = key.clone();
        Callback::new(move |()| screening.decide(&key, sent))
    };
    let clean = decide(|suspect| files::replaced(&suspect.file, &suspect.secrets, secrets::MARK));
    let (as_it_is, none) = (decide(|suspect| Some(suspect.file)), decide(|_| None));
    view! {
        <div class="banner banner--yours">
            <Icon name="shield" />
            <p>{text(move || i18n.new_secret_file(places, &name))}</p>
            <div class="buttons">
                <Button on_press=clean>{text(move || i18n.new_secret_file_redact())}</Button>
                <Button kind=ButtonKind::Quiet on_press=as_it_is>
                    {text(move || i18n.new_secret_file_keep())}
                </Button>
                <Button kind=ButtonKind::Quiet on_press=none>
                    {text(move || i18n.new_secret_file_drop())}
                </Button>
            </div>
        </div>
    }
}

fn is_text(file: &File) -> bool {
    let name = file.name().to_lowercase();
    file.type_().starts_with("text/") || name.rsplit_once('.').is_some_and(|(_, end)| TEXT.contains(&end))
}

/// Where secrets stand in a file, in bytes from its beginning.
async fn secrets_in(file: &File) -> Vec<Range<u64>> {
    let size = files::size(file).min(MOST);
    let (mut found, mut from) = (Vec::new(), 0);
    while from < size {
        let to = size.min(from + PIECE);
        let Some(piece) = files::read(file, from..to).await else { break };
        let piece = Uint8Array::new(&piece).to_vec();
        let judged = if to == size { piece.len() } else { secrets::judged(&piece) };
        let offset = |place: usize| from + u64::try_from(place).unwrap_or_default();
        let secrets = secrets::find(piece.get(..judged).unwrap_or_default());
        found.extend(secrets.into_iter().map(|secret| offset(secret.start)..offset(secret.end)));
        let next = offset(judged);
        if next == from {
            break;
        }
        from = next;
    }
    found
}
