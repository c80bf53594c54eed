//! Early warnings, life cycle, maintenance, releases.

mod calendar;
mod choices;
mod entry;

use aftercare_contract::{
    Timestamp,
    notice::{MAX_READ, Notice, NoticeGroup, NoticeQuery, NoticeState, Notices, ReadNotices},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{IdempotencyKey, use_api},
    i18n::{I18n, Word, text, use_i18n},
    live::use_live,
    platform::{clock::use_clock, zone},
    route::{Area, Link, Route, use_navigation},
    server_state::Query,
    ui::{Button, Loaded, PageHeader, keep_place, notice_group, notice_key, use_toasts},
};
use calendar::Calendar;
use choices::Choices;
use entry::Entry;

/// The page that the address asks for.
pub fn page() -> AnyView {
    let (i18n, api, navigation, live) = (use_i18n(), use_api(), use_navigation(), use_live());
    let query = Memo::new(move |before: Option<&NoticeQuery>| match navigation.route() {
        Route::Area(Area::Notices, lookup) => lookup.notices(),
        _ => before.cloned().unwrap_or_default(),
    });
    let notices = Query::new(move || {
        let query = query.get();
        async move { api.notices(&query).await }
    });
    // Which of them fit, and in which order, only the backend knows.
    live.on_news(move |news| {
        if news.notices.is_some() {
            notices.refresh();
        }
    });
    live.on_reset(move || notices.refresh());
    keep_place(move || Route::from(&query.get()).print(), move || notices.with(|notices| notices.value().is_some()));
    let lead = move || {
        let unread = notices.with(|notices| notices.value().map(|notices| notices.unread));
        unread.map(|unread| match (unread.count, unread.urgent) {
            (0, _) => i18n.notices_none_unread(),
            (count, 0) => i18n.notices_unread(count),
            (count, urgent) => [i18n.notices_unread(count), i18n.notices_urgent(urgent)].join(" "),
        })
    };
    let below = move || {
        view! {
            <p class="page-header__lead" role="status">
                {lead}
            </p>
        }
    };
    view! {
        <div class="sheet notices">
            <PageHeader title=move || i18n.nav_notices() below=below>
                <ReadAll notices=notices />
            </PageHeader>
            <Filter query=query notices=notices />
            <Loaded remote=notices.remote() retry=notices.retry() let:found>
                <List found=found query=query notices=notices />
            </Loaded>
            <Calendar />
            <Choices />
        </div>
    }
    .into_any()
}

/// Marks all that is shown as read.
#[component]
fn ReadAll(notices: Query<Notices>) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let busy = RwSignal::new(false);
    let unread = Memo::new(move |_| {
        let unread = |notices: &Notices| {
            let unread = notices.items.iter().filter(|notice| !notice.read).map(|notice| notice.id.clone());
            unread.take(MAX_READ).collect::<Vec<_>>()
        };
        notices.with(|notices| notices.value().map(unread).unwrap_or_default())
    });
    let press = Callback::new(move |()| {
        let read = ReadNotices { ids: unread.get_untracked() };
        busy.set(true);
        spawn_local(async move {
            match api.read_notices(&read, &IdempotencyKey::fresh()).await {
                Ok(_) => notices.refresh(),
                Err(error) => toasts.say(i18n.api_error(&error)),
            }
            busy.try_set(false);
        });
    });
    move || {
        (!unread.read().is_empty()).then(|| {
            view! {
                <Button busy=busy on_press=press>
                    {text(move || i18n.notices_read_all())}
                </Button>
            }
        })
    }
}

/// Which notices: by group, and by what became of them. Both are links, so that each list has its own address.
#[component]
fn Filter(query: Memo<NoticeQuery>, notices: Query<Notices>) -> impl IntoView {
    let i18n = use_i18n();
    let count = move |group: Option<&NoticeGroup>| {
        notices.with(|notices| {
            let groups = &notices.value()?.groups;
            let counts = groups.iter().filter(|count| group.is_none_or(|group| count.group == *group));
            Some(counts.map(|count| count.count).sum::<u64>())
        })
    };
    let groups = std::iter::once(None).chain(NoticeGroup::KNOWN.iter().map(Some)).map(move |group| {
        let chosen = Memo::new(move |_| query.with(|query| query.group.as_ref() == group));
        let to = move || NoticeQuery { group: group.cloned(), cursor: None, ..query.get() };
        let name = move || group.map_or_else(|| i18n.notices_all(), |group| notice_group(i18n, group));
        view! {
            <Way
                to=Signal::derive(to)
                chosen=chosen
                name=Signal::derive(name)
                count=Signal::derive(move || count(group))
            />
        }
    });
    let states: [(NoticeState, Word); 3] = [
        (NoticeState::Active, I18n::notices_active),
        (NoticeState::Snoozed, I18n::notices_snoozed),
        (NoticeState::Past, I18n::notices_past),
    ];
    let states = states.map(move |(state, name)| {
        let own = state.clone();
        let chosen = Memo::new(move |_| query.with(|query| query.state == own));
        let to = move || NoticeQuery { state: state.clone(), cursor: None, ..query.get() };
        view! { <Way to=Signal::derive(to) chosen=chosen name=Signal::derive(move || name(i18n)) count=None.into() /> }
    });
    let device = move || {
        let device = query.with(|query| query.device.clone())?;
        let named = notices.with(|notices| {
            let mut devices = notices.value()?.items.iter().flat_map(|notice| &notice.devices);
            devices.find(|one| one.id.as_str() == device).map(|one| one.name.clone())
        });
        let without = NoticeQuery { device: None, cursor: None, ..query.get() };
        let name = named.unwrap_or(device);
        Some(view! {
            <p class="soft">
                {i18n.notices_of_device(&name)} " " <Link to=Route::from(&without)>{i18n.notices_all_devices()}</Link>
            </p>
        })
    };
    view! {
        <nav class="notices__filter" aria-label=text(move || i18n.notices_filter())>
            <ul class="notices__ways">{groups.collect_view()}</ul>
            <ul class="notices__ways">{states.into_iter().collect_view()}</ul>
            {device}
        </nav>
    }
}

#[component]
fn Way(to: Signal<NoticeQuery>, chosen: Memo<bool>, name: Signal<String>, count: Signal<Option<u64>>) -> impl IntoView {
    let i18n = use_i18n();
    let current = move || chosen.get().then_some("page");
    let href = move || Route::from(&to.get()).print();
    let count = move || {
        count.get().map(|count| {
            view! {
                " "
                <span class="num">{i18n.number(count)}</span>
            }
        })
    };
    view! {
        <li>
            <a class="notices__way" href=href aria-current=current>
                {name}
                {count}
            </a>
        </li>
    }
}

/// How many days a week has: what is older stands under a heading of its own.
const WEEK: i64 = 7;

#[component]
fn List(found: Signal<Notices>, query: Memo<NoticeQuery>, notices: Query<Notices>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let recent = move |now: Timestamp, notice: &Notice| zone::day(now) - zone::day(notice.published) < WEEK;
    let of = move |new: bool| {
        Memo::new(move |_| {
            let now = clock.minute();
            found.with(|found| {
                found.items.iter().filter(|notice| recent(now, notice) == new).cloned().collect::<Vec<_>>()
            })
        })
    };
    let section = move |id: &'static str, heading: Word, items: Memo<Vec<Notice>>| {
        move || {
            (!items.read().is_empty()).then(|| {
                view! {
                    <section class="section" aria-labelledby=id>
                        <div class="section__margin">
                            <h2 class="section__heading" id=id>
                                {text(move || heading(i18n))}
                            </h2>
                        </div>
                        <div class="section__matter">
                            <For each=move || items.get() key=notice_key let:notice>
                                <Entry notice=notice notices=notices />
                            </For>
                        </div>
                    </section>
                }
            })
        }
    };
    let none = move || {
        found.with(|found| found.items.is_empty()).then(|| {
            let words = move || match query.read().state {
                NoticeState::Snoozed => i18n.notices_no_snoozed(),
                NoticeState::Past => i18n.notices_no_past(),
                _ => i18n.notices_none(),
            };
            view! { <p class="empty">{text(words)}</p> }
        })
    };
    let more = move || {
        let cursor = found.with(|found| found.next_cursor.clone())?;
        let next = Route::from(&NoticeQuery { cursor: Some(cursor), ..query.get_untracked() });
        Some(view! {
            <div class="list-foot">
                <Link class="button" to=next>
                    {text(move || i18n.notices_older())}
                </Link>
            </div>
        })
    };
    view! {
        {none}
        {section("notices-week", I18n::notices_this_week, of(true))}
        {section("notices-before", I18n::notices_before, of(false))}
        {more}
    }
}
