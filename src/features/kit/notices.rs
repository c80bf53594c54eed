//! What the portal tells: banners, notes, dialogs, values on their way, the history.

use aftercare_contract::{Span, Timestamp};
use leptos::prelude::*;

use super::{Specimen, Words, message, say};
use crate::{
    api::{ApiError, Good, Phase, Remote},
    i18n::{I18n, Word, use_i18n},
    platform::clock::use_clock,
    ui::{Button, ButtonKind, Dialog, ErrorNote, Icon, Loaded, empty, use_toasts},
};

#[component]
pub(super) fn Notices() -> impl IntoView {
    let i18n = use_i18n();
    let now = use_clock().now();
    let toasts = use_toasts();
    let note = Callback::new(move |()| toasts.say(i18n.ticket_sent()));
    let cut = message(move |i18n| i18n.live_cut(&i18n.clock_time(now)));
    let banners = [
        ("banner banner--waiting", "offline", cut),
        ("banner banner--yours", "shield", message(I18n::new_secret_text)),
        ("banner banner--late", "alert", message(I18n::error_server)),
        ("banner banner--good", "check", message(I18n::home_done)),
        ("banner banner--info", "info", message(|i18n| i18n.list_new(3))),
    ];
    let banner = |(class, symbol, words): (&'static str, &'static str, Signal<String>)| {
        view! {
            <div class=class>
                <Icon name=symbol />
                <p>{words}</p>
                <button class="button" type="button">
                    {message(I18n::list_new_show)}
                </button>
            </div>
        }
    };
    view! {
        <Specimen title=["Banners and notes", "横幅与提示", "バナーと通知"]>
            <div>{banners.map(banner).collect_view()}</div>
            <div class="buttons">
                <Button on_press=note>{say(["Show a note", "显示提示", "通知を表示"])}</Button>
            </div>
            <div class="fields--2">
                {empty("filter", move || i18n.list_none())} {empty("st-closed", move || i18n.home_nothing())}
            </div>
        </Specimen>
    }
}

#[component]
pub(super) fn Remotes() -> impl IntoView {
    let now = use_clock().now();
    let good = Some(Good { value: "ADX 6400 · edge-pd2-01".to_owned(), at: now - Span::minutes(12) });
    let remotes: [(Words, Remote<String>); 5] = [
        (["Ready", "就绪", "表示中"], Remote { phase: Phase::Ready, last: good.clone() }),
        (["Loading", "加载中", "読み込み中"], Remote::new()),
        (["Refreshing", "刷新中", "更新中"], Remote { phase: Phase::Fetching, last: good.clone() }),
        (
            ["Failed, with the last good copy", "失败，显示上次内容", "失敗（前回の内容を表示）"],
            Remote { phase: Phase::Failed(ApiError::Offline), last: good },
        ),
        (["Failed", "失败", "失敗"], Remote { phase: Phase::Failed(ApiError::Server { status: 503 }), last: None }),
    ];
    let retry = Callback::new(|()| {});
    let one = move |(name, remote): (Words, Remote<String>)| {
        view! {
            <div>
                <h3>{say(name)}</h3>
                <Loaded remote=Signal::stored(remote) retry=retry let:value>
                    <p>{value}</p>
                </Loaded>
            </div>
        }
    };
    let busy = ApiError::TooMany { retry_after: Some(now + Span::minutes(3)) };
    view! {
        <Specimen title=["Values on their way", "远程数据", "取得中のデータ"]>
            <div class="fields--2">{remotes.map(one).collect_view()}</div>
            <ErrorNote error=busy retry=retry />
        </Specimen>
    }
}

#[component]
pub(super) fn Happenings() -> impl IntoView {
    let clock = use_clock();
    let now = clock.now();
    let entry = move |minutes: i64, tone: &str, symbol: &'static str, body: AnyView| {
        let at: Timestamp = now - Span::minutes(minutes);
        let look = ["timeline__mark", tone].join(" ");
        view! {
            <li class="timeline__item">
                <time class="timeline__time" datetime=at.to_string()>
                    {message(move |i18n| i18n.clock_time(at))}
                </time>
                <svg class=look aria-hidden="true">
                    <use href=["#", symbol].concat()></use>
                </svg>
                <div class="timeline__body">{body}</div>
            </li>
        }
    };
    let happened = |name: Word| {
        view! {
            <p class="timeline__line">
                <strong>{message(name)}</strong>
            </p>
        }
        .into_any()
    };
    let moved = view! {
        <p class="timeline__line">
            <strong>{message(I18n::event_eta)}</strong>
            " "
            <span class="was-now">
                <del>{message(move |i18n| i18n.moment(now, clock.minute()))}</del>
                <Icon name="arrow" />
                <ins class="num">
                    <strong>{message(move |i18n| i18n.moment(now + Span::hours(2), clock.minute()))}</strong>
                </ins>
            </span>
        </p>
        <p class="timeline__reason">
            {say([
                "The first card failed its test.",
                "首块板卡未通过测试。",
                "最初のカードが試験に不合格でした。",
            ])}
        </p>
    };
    let written = |look: &'static str, who: Signal<String>, words: Words| {
        view! {
            <article class=look>
                <header class="message__head">
                    <b>"Chen Lixing"</b>
                    <span>{who}</span>
                </header>
                <div class="message__text">{say(words)}</div>
            </article>
        }
        .into_any()
    };
    let question = ["Which slot is the card in?", "板卡在哪个槽位？", "カードはどのスロットにありますか。"];
    let answer = ["Slot 2.", "2 号槽位。", "スロット 2 です。"];
    let tones: [(&str, &'static str, Word); 5] = [
        ("", "st-received", I18n::event_created),
        ("timeline__mark--working", "st-working", I18n::state_working),
        ("timeline__mark--yours", "st-paused", I18n::event_paused),
        ("timeline__mark--late", "st-late", I18n::turn_late),
        ("timeline__mark--good", "check", I18n::event_confirmed),
    ];
    let tones = tones.into_iter().map(move |(tone, symbol, name)| entry(200, tone, symbol, happened(name)));
    view! {
        <Specimen title=["History", "历史记录", "履歴"]>
            <ol class="timeline">
                <li class="timeline__day">{message(move |i18n| i18n.long_day(now, clock.minute()))}</li>
                {tones.collect_view()}
                {entry(60, "timeline__mark--working", "clock", moved.into_any())}
                <li class="timeline__new">
                    <span>{message(move |i18n| i18n.ticket_new_since(&i18n.moment(now, clock.minute())))}</span>
                </li>
                {entry(40, "", "message", written("message", message(I18n::tier_l2), question))}
                {entry(30, "", "message", written("message message--own", message(I18n::ticket_you), answer))}
                {entry(
                    0,
                    "timeline__mark--waiting",
                    "message",
                    written("message message--own message--unsent", message(I18n::ticket_unsent), answer),
                )}
            </ol>
        </Specimen>
    }
}

#[component]
pub(super) fn Dialogs() -> impl IntoView {
    let open = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    view! {
        <Specimen title=["Dialog", "对话框", "ダイアログ"]>
            <div class="buttons">
                <Button on_press=Callback::new(move |()| {
                    open.set(true);
                })>{message(I18n::action_withdraw)}</Button>
            </div>
            <Dialog open=open title=message(I18n::action_withdraw) on_close=close>
                <div class="dialog__body">
                    <p>{message(I18n::ticket_withdraw_text)}</p>
                </div>
                <div class="dialog__foot">
                    <Button on_press=close>{message(I18n::cancel)}</Button>
                    <Button kind=ButtonKind::Danger on_press=close>
                        {message(I18n::action_withdraw)}
                    </Button>
                </div>
            </Dialog>
        </Specimen>
    }
}
