//! What of the history is shown: a kind of events, and words to be found in them.

use aftercare_contract::{
    history::{Event, EventType},
    ticket::Channel,
};
use leptos::prelude::*;

use super::event;
use crate::{
    i18n::{I18n, text, use_i18n},
    server_state::TicketState,
    ui::Icon,
};

/// What the filter of the history tells apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    #[default]
    All,
    Messages,
    /// Status, step, people, severity, and what the customer did.
    State,
    /// The expected time and the contract's clocks.
    Times,
    Files,
}

impl Shown {
    const EACH: [Self; 5] = [Self::All, Self::Messages, Self::State, Self::Times, Self::Files];

    fn takes(self, event: &Event) -> bool {
        let is_message = event.event_type == EventType::Message;
        let is_time = matches!(
            event.event_type,
            EventType::EtaChanged | EventType::ClockPaused | EventType::ClockResumed | EventType::ClockVerdict
        );
        let has_files =
            event.attachment.is_some() || event.message.as_ref().is_some_and(|message| !message.attachment.is_empty());
        match self {
            Self::All => true,
            Self::Messages => is_message,
            Self::State => !is_message && !is_time && event.event_type != EventType::FileAdded,
            Self::Times => is_time,
            Self::Files => has_files,
        }
    }
}

/// What the reader wants to see. A printed history is whole.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    shown: RwSignal<Shown>,
    text: RwSignal<String>,
    words: Memo<Vec<String>>,
    printing: Signal<bool>,
}

impl Wanted {
    pub(super) fn new(printing: Signal<bool>) -> Self {
        let text = RwSignal::new(String::new());
        let words = Memo::new(move |_| text.read().to_lowercase().split_whitespace().map(str::to_owned).collect());
        Self { shown: RwSignal::new(Shown::All), text, words, printing }
    }

    /// Whether an event is shown; tracked. `filed_by` is the channel by which the ticket came.
    pub(super) fn takes(self, i18n: I18n, event: &Event, filed_by: &Channel) -> bool {
        self.printing.get() || self.shown.get().takes(event) && is_found(i18n, event, filed_by, &self.words.read())
    }

    /// Whether something may be left out; tracked.
    pub(super) fn is_set(self) -> bool {
        !self.printing.get() && (self.shown.get() != Shown::All || self.searches())
    }

    /// Whether words are looked for; tracked.
    pub(super) fn searches(self) -> bool {
        !self.words.read().is_empty()
    }

    /// Shows everything again.
    pub(super) fn clear(self) {
        self.shown.set(Shown::All);
        self.text.set(String::new());
    }
}

/// Whether every word stands somewhere in what is shown of an event.
fn is_found(i18n: I18n, event: &Event, filed_by: &Channel, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let message = event.message.as_ref();
    let reasons = [event.reason.as_ref(), event.eta.as_ref().map(|eta| &eta.reason), message.map(|it| &it.prose)];
    let files = message.into_iter().flat_map(|message| &message.attachment).chain(&event.attachment);
    let mut text = event::title(i18n, event, filed_by);
    let rest = reasons.into_iter().flatten().map(|prose| &prose.text);
    for part in rest.chain(files.map(|file| &file.name)).chain([&event.actor.name]) {
        text.push('\n');
        text.push_str(part);
    }
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

#[component]
pub(super) fn FilterBar(wanted: Wanted, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let history = state.history();
    let one = move |filter: Shown| {
        let name = match filter {
            Shown::All => I18n::ticket_show_all,
            Shown::Messages => I18n::ticket_show_messages,
            Shown::State => I18n::ticket_show_status,
            Shown::Times => I18n::ticket_show_times,
            Shown::Files => I18n::ticket_show_files,
        };
        // As long as there may be more of a kind, a number would be wrong.
        let count = Memo::new(move |_| {
            let count =
                history.with(|history| Some(history.value()?.events().filter(|event| filter.takes(event)).count()));
            count.filter(|_| state.is_whole())
        });
        let figure = move || count.get().map(|count| i18n.number(u64::try_from(count).unwrap_or_default()));
        let choose = move |_| {
            wanted.shown.set(filter);
            state.load_all();
        };
        view! {
            <label class="segment">
                <input type="radio" name="shown" prop:checked=move || wanted.shown.get() == filter on:change=choose />
                <span>{text(move || name(i18n))}</span>
                <span class="faint num">{figure}</span>
            </label>
        }
    };
    let typed = move |typed: String| {
        wanted.text.set(typed);
        state.load_all();
    };
    view! {
        <div class="history__bar" role="search" aria-label=move || i18n.ticket_history()>
            <fieldset class="segments">
                <legend class="quiet-text">{text(move || i18n.ticket_show())}</legend>
                {Shown::EACH.map(one).collect_view()}
            </fieldset>
            <label class="history__search">
                <Icon name="search" />
                <span class="quiet-text">{text(move || i18n.ticket_search())}</span>
                <input
                    class="input"
                    type="search"
                    autocomplete="off"
                    placeholder=move || i18n.ticket_search()
                    prop:value=wanted.text
                    on:input:target=move |event| typed(event.target().value())
                />
            </label>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{
        Timestamp,
        history::{Actor, Side},
    };
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn each_event_is_of_one_kind_besides_its_files() {
        for event_type in EventType::KNOWN {
            let actor = Actor { side: Side::Vendor, name: String::new(), tier: None };
            let event = Event::new(event_type.clone(), actor, Timestamp::default());
            let kinds = [Shown::Messages, Shown::State, Shown::Times].into_iter().filter(|kind| kind.takes(&event));
            assert_eq!(kinds.count(), usize::from(*event_type != EventType::FileAdded), "{event_type}");
        }
    }
}
