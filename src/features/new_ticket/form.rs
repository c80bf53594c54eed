//! The form's state: the draft, what is wrong with it, and its keeping on this device.

use std::time::Duration;

use aftercare_contract::{
    FieldError, Timestamp,
    account::Me,
    asset::{Contract, Device},
    catalogue::{Catalogue, RequestKind},
    report::FindingRef,
    ticket::NewTicket,
};
use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};

use super::draft::Draft;
use crate::{
    api::IdempotencyKey,
    i18n::{I18n, use_i18n},
    platform::{
        clock::{Clock, use_clock},
        json, storage,
        timer::Timer,
    },
    uploads::{Place, Uploads, use_uploads},
};

/// How long after the last key the draft is saved.
const PAUSE: Duration = Duration::from_millis(500);

/// Whether the draft is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// There is nothing to keep.
    Nothing,
    /// It is on this device since then.
    Since(Timestamp),
    /// The browser doesn't keep it: storage is full or forbidden.
    Not,
}

/// The form of one visitor.
#[derive(Clone, Copy)]
pub struct Form {
    draft: RwSignal<Draft>,
    /// Told when the draft was changed by other means than its controls, which then have to show it.
    refilled: Trigger,
    errors: RwSignal<Vec<FieldError>>,
    kept: RwSignal<Kept>,
    /// When the draft that was found at the beginning had been saved.
    restored: RwSignal<Option<Timestamp>>,
    discarded: RwSignal<Option<Draft>>,
    /// Nothing is kept any more: the request was sent.
    closed: StoredValue<bool>,
    catalogue: Signal<Catalogue>,
    around: StoredValue<Around>,
}

/// What the form works with.
struct Around {
    me: Me,
    i18n: I18n,
    clock: Clock,
    uploads: Uploads,
}

impl Form {
    /// The draft that `me` left on this device, or an empty one; kept there from now on until the owner goes.
    pub fn open(me: &Me, catalogue: Signal<Catalogue>) -> Self {
        let found: Option<Draft> = storage::get(&slot(me)).and_then(|draft| json::read(&draft.into()));
        let saved = found.as_ref().and_then(|draft| draft.saved);
        let form = Self {
            draft: RwSignal::new(found.unwrap_or_else(|| empty(me))),
            refilled: Trigger::new(),
            errors: RwSignal::new(Vec::new()),
            kept: RwSignal::new(saved.map_or(Kept::Nothing, Kept::Since)),
            restored: RwSignal::new(saved),
            discarded: RwSignal::new(None),
            closed: StoredValue::new(false),
            catalogue,
            around: StoredValue::new(Around {
                me: me.clone(),
                i18n: use_i18n(),
                clock: use_clock(),
                uploads: use_uploads(),
            }),
        };
        form.uploads().open(&me.user.id);
        form.keep();
        form
    }

    /// What the form's files belong to.
    pub fn place() -> Place {
        Place::Draft("new".to_owned())
    }

    /// Something of the draft; tracked.
    pub fn read<T>(self, read: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with(read)
    }

    /// Something of the draft and the catalogue; tracked.
    pub fn with_catalogue<T>(self, read: impl FnOnce(&Draft, &Catalogue) -> T) -> T {
        self.draft.with(|draft| self.catalogue.with(|catalogue| read(draft, catalogue)))
    }

    /// The chosen kind of request; tracked.
    pub fn kind(self) -> Option<RequestKind> {
        self.with_catalogue(|draft, catalogue| draft.kind(catalogue).cloned())
    }

    /// The text that a control shows. It follows the draft only when that was changed by other means: a control that is
    /// written to while somebody types breaks the composing of Chinese and Japanese.
    pub fn text(self, read: fn(&Draft) -> &str) -> Signal<String> {
        Signal::derive(move || {
            self.refilled.track();
            self.draft.with_untracked(|draft| read(draft).to_owned())
        })
    }

    /// Like [`Self::text`] for one of the kind's own fields.
    pub fn own_text(self, key: String) -> Signal<String> {
        Signal::derive(move || {
            self.refilled.track();
            self.draft.with_untracked(|draft| draft.own(&key).to_owned())
        })
    }

    /// Changes the draft where `pointer` leads; what was wrong there is being mended.
    pub fn edit(self, pointer: &str, change: impl FnOnce(&mut Draft)) {
        let mended = |error: &FieldError| within(&error.pointer, pointer) || within(pointer, &error.pointer);
        if self.errors.with_untracked(|errors| errors.iter().any(mended)) {
            self.errors.update(|errors| errors.retain(|error| !mended(error)));
        }
        self.draft.update(change);
    }

    /// Like [`Self::edit`] where not the control itself has changed the draft, so that it has to show it.
    pub fn refill(self, pointer: &str, change: impl FnOnce(&mut Draft)) {
        self.edit(pointer, change);
        self.refilled.notify();
    }

    /// The request is about this device.
    pub fn pick(self, device: Device) {
        let today = self.around.with_value(|around| around.clock.now()).0.date_naive();
        self.refill("/device", |draft| {
            draft.search.clone_from(&device.serial_number);
            let runs = |contract: &Contract| (contract.valid_from.0..=contract.valid_to.0).contains(&today);
            draft.covered = device.contract.as_ref().is_some_and(runs);
            draft.device = Some(device);
        });
    }

    /// What happens, in a few words, where nothing has been said yet.
    pub fn begin(self, words: &str) {
        if self.draft.try_with_untracked(|draft| draft.name.is_empty()) == Some(true) && !words.is_empty() {
            self.refill("/name", |draft| words.clone_into(&mut draft.name));
        }
    }

    /// What happens, where nothing has been said yet.
    pub fn tell(self, words: &str) {
        if self.draft.try_with_untracked(|draft| draft.description.is_empty()) == Some(true) {
            self.refill("/description", |draft| words.clone_into(&mut draft.description));
        }
    }

    /// It is made of this finding, or of none.
    pub fn tie(self, finding: Option<FindingRef>) {
        self.refill("/finding", |draft| draft.finding = finding);
    }

    /// The finding that it is made of; tracked.
    pub fn finding(self) -> Option<FindingRef> {
        self.draft.with(|draft| draft.finding.clone())
    }

    /// Where no device has been named yet, one of this model is looked for.
    pub fn look_for(self, model: &str) {
        let unnamed = |draft: &Draft| draft.device.is_none() && draft.search.is_empty();
        if self.draft.try_with_untracked(unnamed) == Some(true) {
            self.refill("/device", |draft| model.clone_into(&mut draft.search));
        }
    }

    /// The request is about another device.
    pub fn unpick(self) {
        self.refill("/device", |draft| {
            draft.search.clear();
            draft.device = None;
        });
    }

    /// What is wrong with a field or with an entry of it, in words; tracked.
    pub fn error(self, pointer: impl Into<String>) -> Signal<Option<String>> {
        let pointer = pointer.into();
        Signal::derive(move || {
            let is_here = |error: &&FieldError| {
                let rest = error.pointer.strip_prefix(&pointer).map(|rest| rest.trim_start_matches('/'));
                rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
            };
            self.errors.with(|errors| errors.iter().find(is_here).map(|error| sentence(self.i18n(), error)))
        })
    }

    /// What is wrong; tracked.
    pub fn errors(self) -> Vec<FieldError> {
        self.errors.get()
    }

    /// Shows what is wrong.
    pub fn set_errors(self, errors: Vec<FieldError>) {
        self.errors.set(errors);
    }

    /// Whether the draft is safe; tracked.
    pub fn kept(self) -> Kept {
        self.kept.get()
    }

    /// When the draft was saved that was found at the beginning; tracked.
    pub fn restored(self) -> Option<Timestamp> {
        self.restored.get()
    }

    /// Whether a draft was thrown away that can still be had back; tracked.
    pub fn can_undo(self) -> bool {
        self.discarded.with(Option::is_some)
    }

    /// Begins anew. What is thrown away can be had back until the page is left.
    pub fn discard(self) {
        let draft = self.draft.get_untracked();
        self.uploads().remove_all(&thrown_away());
        self.uploads().move_all(&Self::place(), &thrown_away());
        self.fill(self.around.with_value(|around| empty(&around.me)));
        self.discarded.set(Some(draft));
    }

    /// Takes back what was thrown away.
    pub fn undo(self) {
        if let Some(draft) = self.discarded.try_update(Option::take).flatten() {
            self.uploads().remove_all(&Self::place());
            self.uploads().move_all(&thrown_away(), &Self::place());
            self.fill(draft);
        }
    }

    /// A `request` is about to be sent: it may get through without an answer, and a later try has to know.
    pub fn attempting(self, request: &NewTicket) {
        self.draft.update(|draft| {
            if draft.attempts.last() != Some(request) {
                draft.attempts.push(request.clone());
            }
        });
        self.save();
    }

    /// The draft is sent under another key from now on: the former one has made a ticket.
    pub fn renew(self) {
        self.draft.update(|draft| {
            IdempotencyKey::fresh().as_str().clone_into(&mut draft.key);
            draft.attempts.clear();
        });
        self.save();
    }

    /// Forgets the draft and its files: an article has solved it.
    pub fn solved(self) {
        // The form may have been left meanwhile; the draft is then still on this device.
        if self.closed.try_get_value() == Some(false) {
            self.discard();
            self.close();
        }
    }

    /// Forgets the draft: the backend has it.
    pub fn close(self) {
        self.closed.set_value(true);
        self.around.with_value(|around| storage::remove(&slot(&around.me)));
    }

    /// Saves the draft now.
    pub fn save(self) {
        // A timer or the leaving of the page may come after the form has gone.
        if self.closed.try_get_value() != Some(false) {
            return;
        }
        let now = self.around.with_value(|around| around.clock.now());
        let draft = Draft { saved: Some(now), ..self.draft.get_untracked() };
        let kept = self.around.with_value(|Around { me, .. }| {
            if draft.is_blank(me) {
                storage::remove(&slot(me));
                Kept::Nothing
            } else {
                let saved = serde_json::to_string(&draft).is_ok_and(|json| storage::set(&slot(me), &json));
                if saved { Kept::Since(now) } else { Kept::Not }
            }
        });
        self.kept.set(kept);
    }

    fn i18n(self) -> I18n {
        self.around.with_value(|around| around.i18n)
    }

    fn uploads(self) -> Uploads {
        self.around.with_value(|around| around.uploads)
    }

    fn fill(self, draft: Draft) {
        self.restored.set(None);
        self.errors.set(Vec::new());
        self.draft.set(draft);
        self.refilled.notify();
    }

    /// Saves after each pause in typing, and at once when the page is left or put away.
    fn keep(self) {
        Effect::new(move |before: Option<Option<Timer>>| {
            self.draft.track();
            // The first time nothing has been typed yet; later ones drop the timer of the one before.
            before.map(|_| Timer::after(PAUSE, move || self.save()))
        });
        let left = window_event_listener(ev::pagehide, move |_| self.save());
        let hidden = window_event_listener(ev::visibilitychange, move |_| self.save());
        on_cleanup(move || {
            left.remove();
            hidden.remove();
            self.save();
            self.uploads().remove_all(&thrown_away());
        });
    }
}

/// The form of this page.
pub fn use_form() -> Form {
    expect_context()
}

/// What is wrong with a field, said beside it.
pub fn sentence(i18n: I18n, error: &FieldError) -> String {
    own_sentence(i18n, error).unwrap_or_else(|| i18n.field_error(error))
}

/// What is wrong with a field, said elsewhere: with the field's name, unless that is clear from the sentence.
pub fn sentence_with_name(i18n: I18n, error: &FieldError, kind: Option<&RequestKind>) -> String {
    own_sentence(i18n, error).unwrap_or_else(|| {
        let sentence = i18n.field_error(error);
        match name_of(i18n, &error.pointer, kind) {
            Some(name) => i18n.error_in_field(&name, &sentence),
            None => sentence,
        }
    })
}

/// The sentence that fits only this field and error, if there is one.
fn own_sentence(i18n: I18n, error: &FieldError) -> Option<String> {
    use aftercare_contract::FieldCode::{BadFormat, NotFound, Required};
    Some(match (&*error.pointer, &error.code) {
        ("/name", Required) => i18n.new_name_required(),
        ("/description", Required) => i18n.new_description_required(),
        ("/device", Required) => i18n.new_device_required(),
        ("/device", NotFound) => i18n.new_device_gone(),
        ("/since", BadFormat) => i18n.new_since_format(),
        ("/impact", Required) => i18n.new_situation_required(),
        ("/impact/interruption", Required) => i18n.new_impact_required(&i18n.new_interruption()),
        ("/impact/dataAtRisk", Required) => i18n.new_impact_required(&i18n.new_data_at_risk()),
        ("/impact/coreSystem", Required) => i18n.new_impact_required(&i18n.new_core_system()),
        ("/impact/affectedUsers", Required) => i18n.new_impact_required(&i18n.new_affected()),
        ("/impact/workaround", Required) => i18n.new_impact_required(&i18n.new_workaround()),
        ("/raiseSeverity/reason", Required) => i18n.new_raise_reason_required(),
        ("/contact/name", Required) => i18n.new_contact_required(),
        ("/contact/phone", BadFormat) => i18n.new_phone_format(),
        ("/uploads", Required) => i18n.new_secret_undecided(),
        (pointer, BadFormat) if pointer.starts_with("/fields/") => match (error.min, error.max) {
            (Some(min), Some(max)) => i18n.new_number_format(&i18n.number(min), &i18n.number(max)),
            _ => return None,
        },
        (pointer, NotFound) if pointer.starts_with("/uploads") => i18n.new_file_gone(),
        _ => return None,
    })
}

/// What a field is called.
fn name_of(i18n: I18n, pointer: &str, kind: Option<&RequestKind>) -> Option<String> {
    Some(match pointer {
        "/name" => i18n.new_name(),
        "/description" => i18n.new_description(),
        "/since" => i18n.new_since(),
        "/tried" => i18n.new_tried(),
        "/raiseSeverity/reason" => i18n.new_raise_reason(),
        "/contact/name" => i18n.new_contact_name(),
        "/externalIdentifier" => i18n.new_own_number(),
        _ if pointer.starts_with("/uploads") => i18n.upload_files(),
        _ => {
            let key = pointer.strip_prefix("/fields/")?;
            let field = kind?.fields.iter().find(|field| field.key == key)?;
            i18n.localized(&field.label).0
        }
    })
}

/// Whether a JSON pointer leads to `whole` or into it.
fn within(pointer: &str, whole: &str) -> bool {
    pointer.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn empty(me: &Me) -> Draft {
    Draft::new(IdempotencyKey::fresh().as_str().to_owned(), me)
}

fn thrown_away() -> Place {
    Place::Draft("thrown-away".to_owned())
}

fn slot(me: &Me) -> String {
    format!("draft:new:{}", me.user.id)
}
