//! A decision about something of the ticket, as it is sent: again under the same key if it is the same one, and never
//! over what somebody else has changed meanwhile.

use aftercare_contract::{
    FieldError,
    ticket::{TakeAction, Ticket},
};
use leptos::{prelude::*, task::spawn_local};

use super::event;
use crate::{
    api::{Api, ApiError, IdempotencyKey, use_api},
    i18n::{I18n, text, use_i18n},
    platform::focus,
    server_state::TicketState,
    ui::{Icon, Toasts, use_toasts},
};

#[derive(Clone, Copy)]
pub(super) struct Deciding {
    /// Whether another state, or somebody else's decision, came before the visitor's.
    pub(super) overtaken: RwSignal<bool>,
    /// Why it couldn't be sent.
    pub(super) failed: RwSignal<Option<ApiError>>,
    pub(super) busy: RwSignal<bool>,
    /// The last one that was sent.
    sent: StoredValue<Option<(TakeAction, IdempotencyKey)>>,
    state: TicketState,
    api: Api,
    i18n: I18n,
    toasts: Toasts,
}

impl Deciding {
    pub(super) fn new(state: TicketState) -> Self {
        Self {
            overtaken: RwSignal::new(false),
            failed: RwSignal::new(None),
            busy: RwSignal::new(false),
            sent: StoredValue::new(None),
            state,
            api: use_api(),
            i18n: use_i18n(),
            toasts: use_toasts(),
        }
    }

    /// Something is about to be decided, whatever became of it before.
    pub(super) fn begin(self) {
        self.overtaken.set(false);
        self.failed.set(None);
    }

    /// Sends a decision unless one is on the way; `settled` gets what the backend found wrong with it, if anything.
    pub(super) fn send(self, action: TakeAction, settled: impl FnOnce(Result<(), Vec<FieldError>>) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.begin();
        let key = self.sent.get_value().filter(|(of, _)| *of == action).map(|(_, key)| key);
        let key = key.unwrap_or_else(IdempotencyKey::fresh);
        self.sent.set_value(Some((action.clone(), key.clone())));
        self.busy.set(true);
        let sr = self.state.sr();
        spawn_local(async move {
            let answer = self.api.act(&sr, &action, &key).await;
            // The page may have been left meanwhile; it is decided nevertheless.
            if !self.busy.is_disposed() {
                self.busy.set(false);
                self.settle(&action, answer, settled);
            }
        });
    }

    fn settle(
        self,
        action: &TakeAction,
        answer: Result<Ticket, ApiError>,
        settled: impl FnOnce(Result<(), Vec<FieldError>>),
    ) {
        match answer {
            Ok(ticket) => {
                self.state.take(ticket);
                // The same once more would be another one.
                self.sent.set_value(None);
                self.toasts.say(untrack(|| event::done(self.i18n, &action.action)));
                settled(Ok(()));
            }
            Err(ApiError::Stale { .. }) => self.was_overtaken(),
            Err(error) if error.fields().is_empty() => self.failed.set(Some(error)),
            Err(error) => {
                // Something may have been agreed elsewhere meanwhile.
                self.state.retry().run(());
                settled(Err(error.fields().to_vec()));
            }
        }
    }

    /// Something else came before: shows what is there now. The choices stay.
    pub(super) fn was_overtaken(self) {
        self.overtaken.set(true);
        self.state.retry().run(());
    }
}

/// Says that something else came before what the visitor decided; takes the focus when it comes.
#[component]
pub(super) fn Overtaken(overtaken: RwSignal<bool>, id: &'static str, words: fn(I18n) -> String) -> impl IntoView {
    let i18n = use_i18n();
    Effect::new(move |_| {
        if overtaken.get() {
            request_animation_frame(move || focus::on(&["#", id].concat()));
        }
    });
    view! {
        <Show when=move || overtaken.get()>
            <div class="banner banner--late" id=id tabindex="-1" role="alert">
                <Icon name="alert" />
                <p>{text(move || words(i18n))}</p>
            </div>
        </Show>
    }
}
