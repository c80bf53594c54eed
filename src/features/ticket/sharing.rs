//! Who follows the ticket: colleagues with whom it is shared, and sharing it with more of them.

use aftercare_contract::{
    account::{Colleague, PersonId},
    list::Page,
    ticket::{Action, PartyRole, TakeAction, Ticket},
};
use leptos::{ev, prelude::*};

use super::{deciding::Deciding, part};
use crate::{
    api::use_api,
    i18n::{text, use_i18n},
    server_state::{Query, TicketState},
    ui::{Button, ErrorNote, Icon, Loaded},
};

#[component]
pub(super) fn Sharing(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let followers = part(ticket, |ticket| {
        let follows = ticket.related_party.iter().filter(|party| party.role == PartyRole::Watcher);
        follows.filter_map(|party| Some((party.id.clone()?, party.name.clone()))).collect::<Vec<_>>()
    });
    let requester = part(ticket, |ticket| {
        let filed = ticket.related_party.iter().find(|party| party.role == PartyRole::Requester);
        filed.and_then(|party| party.id.clone())
    });
    let adds = part(ticket, |ticket| ticket.actions.contains(&Action::AddWatcher));
    let removes = part(ticket, |ticket| ticket.actions.contains(&Action::RemoveWatcher));
    let opened = RwSignal::new(false);
    let deciding = Deciding::new(state);
    // The last one, to be sent again where it couldn't be.
    let wanted = StoredValue::new(None::<TakeAction>);
    let send = Callback::new(move |()| {
        if let Some(wanted) = wanted.get_value() {
            // Whoever follows it by now, or does no more, is shown.
            deciding.send(wanted, |_| {});
        }
    });
    let decide = move |action: Action, person: PersonId| {
        wanted.set_value(Some(TakeAction { person: Some(person), ..action.into() }));
        send.run(());
    };
    let failure = move || deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=send /> });
    let line = move |(id, name): (PersonId, String)| {
        let (word, press) = (name.clone(), move |()| decide(Action::RemoveWatcher, id.clone()));
        let remove = removes.get().then(|| {
            view! {
                <Button busy=deciding.busy on_press=Callback::new(press)>
                    {text(move || i18n.ticket_unshare(&word))}
                </Button>
            }
        });
        view! { <li>{remove}</li> }
    };
    let choice = move || {
        let colleagues = Query::new(move || async move { api.colleagues().await });
        let share = Callback::new(move |person| decide(Action::AddWatcher, person));
        let left = move |page: Signal<Page<Colleague>>| {
            Memo::new(move |_| {
                let taken = |id: &PersonId| {
                    requester.read().as_ref() == Some(id) || followers.read().iter().any(|(follower, _)| follower == id)
                };
                page.with(|page| page.items.iter().filter(|person| !taken(&person.id)).cloned().collect::<Vec<_>>())
            })
        };
        view! {
            <Loaded remote=colleagues.remote() retry=colleagues.retry() let:page>
                <Choice left=left(page) busy=deciding.busy share=share />
            </Loaded>
        }
    };
    view! {
        <details class="sharing" on:toggle:target=move |event| opened.set(event.target().open())>
            <summary>
                <Icon name="right" />
                {text(move || i18n.action(&Action::AddWatcher))}
            </summary>
            {failure}
            <ul>{move || followers.get().into_iter().map(line).collect_view()}</ul>
            <Show when=move || adds.get() && opened.get()>{choice()}</Show>
        </details>
    }
}

/// The form that shares it with one of those who don't follow it yet.
#[component]
fn Choice(left: Memo<Vec<Colleague>>, busy: RwSignal<bool>, share: Callback<PersonId>) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(String::new());
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        // Nothing chosen yet is the first, as the control shows it.
        let person = left.with_untracked(|left| {
            let own = left.iter().find(|person| *person.id.as_str() == *chosen.read_untracked());
            own.or(left.first()).map(|person| person.id.clone())
        });
        if let Some(person) = person {
            share.run(person);
        }
    };
    let option = |Colleague { id, name }: Colleague| view! { <option value=id.0>{name}</option> };
    view! {
        <Show
            when=move || !left.read().is_empty()
            fallback=move || view! { <p class="faint">{text(move || i18n.ticket_share_nobody())}</p> }
        >
            <form on:submit=submitted>
                <label for="share-with">{text(move || i18n.ticket_share_with())}</label>
                <select class="input" id="share-with" on:change:target=move |event| chosen.set(event.target().value())>
                    {move || left.get().into_iter().map(option).collect_view()}
                </select>
                <p class="faint">{text(move || i18n.ticket_share_note())}</p>
                <Button busy=busy>{text(move || i18n.ticket_share())}</Button>
            </form>
        </Show>
    }
}
