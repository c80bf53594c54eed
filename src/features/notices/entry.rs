//! A notice: what is the case, what it means, what to do, and what was done about it.

use aftercare_contract::{
    knowledge::ArticleId,
    notice::{Notice, NoticeAction, NoticeUrgency, Notices, TakeNoticeAction},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{IdempotencyKey, use_api},
    i18n::{I18n, Word, text, use_i18n},
    platform::{clock::use_clock, local_time, zone},
    route::{Known, Link, Route},
    server_state::Query,
    ui::{Button, ButtonKind, Icon, notice_mark, said, use_toasts},
};

/// For how many days a notice is put off where nobody says otherwise.
const DAYS: i64 = 7;

#[component]
pub(super) fn Entry(notice: Notice, notices: Query<Notices>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let id = ["notice-", notice.id.as_str()].concat();
    let (title_id, published) = ([&*id, "-title"].concat(), notice.published);
    let named = title_id.clone();
    let unread = (!notice.read && notice.settled.is_none()).then(|| {
        view! { <span class="notices__new">{text(move || i18n.notice_unread())}</span> }
    });
    let when = match (notice.window, notice.day) {
        (Some(window), _) => {
            let words = move || i18n.range_in_zone(window.start, window.end, None).unwrap_or_default();
            Some(fact(i18n, I18n::notice_when, view! { {text(words)} }.into_any()))
        }
        (None, Some(day)) => Some(fact(i18n, I18n::notice_day, view! { {text(move || i18n.date(day))} }.into_any())),
        (None, None) => None,
    };
    let advice = notice.advice.clone().map(|advice| fact(i18n, I18n::notice_advice, said(i18n, advice)));
    let article = notice.article.clone().map(|article| {
        let link = view! { <Link to=Route::Article(ArticleId(article.clone()), None)>{article}</Link> };
        fact(i18n, I18n::notice_article, link.into_any())
    });
    view! {
        <article class="finding" id=id tabindex="-1" aria-labelledby=named>
            <p class="finding__head">
                {notice_mark(i18n, &notice)} {unread}
                <time datetime=published.to_string()>{text(move || i18n.day_time(published, clock.minute()))}</time>
            </p>
            <h3 class="finding__title" id=title_id>
                {said(i18n, notice.title.clone())}
            </h3>
            <dl class="finding__facts">
                {fact(i18n, I18n::notice_what, said(i18n, notice.text.clone()))} {advice} {when}
                {devices(i18n, &notice)} {article}
            </dl>
            {state(i18n, &notice)}
            <Actions notice=notice notices=notices />
        </article>
    }
}

fn fact(i18n: I18n, name: Word, content: AnyView) -> AnyView {
    view! {
        <div class="finding__fact">
            <dt>{text(move || name(i18n))}</dt>
            <dd>{content}</dd>
        </div>
    }
    .into_any()
}

/// How many devices are named; of the others it is said how many they are.
const NAMED: usize = 6;

fn devices(i18n: I18n, notice: &Notice) -> Option<AnyView> {
    let contract = notice.contract.clone();
    if notice.devices.is_empty() && contract.is_none() {
        return None;
    }
    let more = notice.devices.len().saturating_sub(NAMED) as u64;
    let named = notice.devices.iter().take(NAMED).map(|device| {
        let (name, serial) = (device.name.clone(), device.serial_number.clone());
        view! { <li>{name} " " <span class="mono nowrap soft">{serial}</span></li> }
    });
    let more = (more > 0).then(|| view! { <li class="soft">{text(move || i18n.notice_more_devices(more))}</li> });
    let contract = contract.map(|number| view! { <li>{text(move || i18n.notice_contract(&number))}</li> });
    let list = view! { <ul class="notices__devices">{contract} {named.collect_view()} {more}</ul> };
    Some(fact(i18n, I18n::notice_concerns, list.into_any()))
}

/// What was done about it.
fn state(i18n: I18n, notice: &Notice) -> AnyView {
    let clock = use_clock();
    let line = |symbol: &'static str, words: AnyView| {
        view! {
            <p class="finding__state">
                <Icon name=symbol />
                <span>{words}</span>
            </p>
        }
    };
    let settled = notice.settled.map(|at| {
        let outcome = notice.outcome.clone().map(|outcome| said(i18n, outcome));
        let words = view! {
            {text(move || i18n.notice_settled_at(&i18n.day(at, clock.minute())))}
            " "
            {outcome}
        };
        line("check", words.into_any())
    });
    let acknowledged = notice.acknowledged.clone().map(|known| {
        let words = move || i18n.notice_in_hand(&known.by, &i18n.day_time(known.at, clock.minute()));
        line("users", view! { {text(words)} }.into_any())
    });
    let now = untrack(|| clock.minute());
    let snoozed = notice.snoozed_until.filter(|until| *until > now).map(|until| {
        line("clock", view! { {text(move || i18n.notice_snoozed_until(&i18n.day(until, clock.minute())))} }.into_any())
    });
    let tickets = (!notice.tickets.is_empty()).then(|| {
        let tickets = notice.tickets.iter().map(|ticket| {
            let number = ticket.sr_number.to_string();
            view! {
                <li>
                    <Link to=Route::Ticket(ticket.sr_number.clone())>{number}</Link>
                    " "
                    {ticket.name.clone()}
                </li>
            }
        });
        let list = view! {
            {text(move || i18n.notice_tickets())}
            <ul class="notices__devices">{tickets.collect_view()}</ul>
        };
        line("ticket", list.into_any())
    });
    view! {
        {settled}
        {acknowledged}
        {snoozed}
        {tickets}
    }
    .into_any()
}

/// The request that follows from it, in the visitor's language.
fn request(i18n: I18n, notice: &Notice) -> Option<AnyView> {
    let asked = notice.request.clone().filter(|_| notice.settled.is_none())?;
    let device = notice.devices.first().map(|device| device.id.clone());
    let (title, kind) = (asked.title, asked.ticket_type);
    let to = Signal::derive(move || {
        let words = i18n.localized(&title).0;
        Route::NewTicket(Known { device: device.clone(), ticket_type: Some(kind.clone()), words, ..Known::default() })
    });
    let class = if notice.urgency == NoticeUrgency::High { "button button--primary" } else { "button" };
    Some(
        view! {
            <Link class=class to=to>
                {said(i18n, asked.action)}
            </Link>
        }
        .into_any(),
    )
}

#[component]
fn Actions(notice: Notice, notices: Query<Notices>) -> impl IntoView {
    let (i18n, api, clock, toasts) = (use_i18n(), use_api(), use_clock(), use_toasts());
    let request = request(i18n, &notice);
    let Notice { id, acknowledged, snoozed_until, settled, window, .. } = notice;
    let (busy, choosing) = (RwSignal::new(false), RwSignal::new(false));
    let day = RwSignal::new(zone::earlier(zone::day_of(clock.now()), -DAYS).0.to_string());
    let (id, part) = (StoredValue::new(id.clone()), ["remind-", id.as_str()].concat());
    let act = Callback::new(move |(action, until)| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (id, act) = (id.get_value(), TakeNoticeAction { action, until });
        spawn_local(async move {
            match api.act_on_notice(&id, &act, &IdempotencyKey::fresh()).await {
                Ok(_) => {
                    toasts.say(done(i18n, &act.action));
                    notices.refresh();
                }
                Err(error) => toasts.say(i18n.api_error(&error)),
            }
            busy.try_set(false);
        });
    });
    let over = settled.is_some();
    let snoozed = snoozed_until.is_some_and(|until| until > untrack(|| clock.minute()));
    let button = move |words: Word, action: NoticeAction| {
        let press = Callback::new(move |()| act.run((action.clone(), None)));
        (!over).then(|| {
            view! {
                <Button kind=ButtonKind::Plain busy=busy on_press=press>
                    {text(move || words(i18n))}
                </Button>
            }
        })
    };
    let known = if acknowledged.is_some() {
        button(I18n::notice_unacknowledge, NoticeAction::Unacknowledge)
    } else {
        button(I18n::notice_acknowledge, NoticeAction::Acknowledge)
    };
    let open = Callback::new(move |()| choosing.update(|open| *open = !*open));
    let later = if snoozed {
        button(I18n::notice_unsnooze, NoticeAction::Unsnooze).into_any()
    } else {
        (!over)
            .then(|| {
                view! {
                    <Button kind=ButtonKind::Quiet on_press=open attr:aria-expanded=move || choosing.get().to_string()>
                        {text(move || i18n.notice_snooze())}
                    </Button>
                }
            })
            .into_any()
    };
    let calendar = window.map(|_| {
        view! {
            <a class="button button--quiet" href=move || api.notices_calendar_url(i18n.language().tag()) download="">
                <Icon name="calendar" />
                {text(move || i18n.notice_to_calendar())}
            </a>
        }
    });
    let choose = move || {
        choosing.get().then(|| {
            let press = Callback::new(move |()| {
                // At the beginning of that day, so that it is there in the morning.
                if let Some(until) = local_time::day_start(&day.get_untracked()) {
                    act.run((NoticeAction::Snooze, Some(until)));
                }
            });
            let field = part.clone();
            view! {
                <div class="notices__later">
                    <label for=field.clone()>{text(move || i18n.notice_snooze_until())}</label>
                    <input
                        class="input"
                        id=field
                        type="date"
                        min=zone::earlier(zone::day_of(clock.now()), -1).0.to_string()
                        prop:value=day
                        on:input=move |event| day.set(event_target_value(&event))
                    />
                    <Button busy=busy on_press=press>
                        {text(move || i18n.notice_snooze_now())}
                    </Button>
                </div>
            }
        })
    };
    view! {
        <div class="finding__actions">{request} {known} {later} {calendar}</div>
        {choose}
    }
}

/// What is said when it is done.
fn done(i18n: I18n, action: &NoticeAction) -> String {
    match action {
        NoticeAction::Acknowledge => i18n.notice_done_acknowledged(),
        NoticeAction::Snooze => i18n.notice_done_snoozed(),
        NoticeAction::Unacknowledge | NoticeAction::Unsnooze | NoticeAction::Other(_) => i18n.notice_done_back(),
    }
}
