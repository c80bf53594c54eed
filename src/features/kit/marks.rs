//! Small things: buttons, states, grades, tabs, filters, menus, icons.

use aftercare_contract::ticket::{Severity, Status, Task, Turn, TurnOf};
use leptos::prelude::*;

use super::{Specimen, Words, localized, message, say};
use crate::{
    i18n::{I18n, Word, use_i18n},
    ui::{Button, ButtonKind, Icon, Menu, SeverityMark, brand, icon, state_chip, use_toasts},
};

#[component]
pub(super) fn Buttons() -> impl IntoView {
    view! {
        <Specimen title=["Buttons", "按钮", "ボタン"]>
            <div class="buttons">
                <Button kind=ButtonKind::Primary>{message(I18n::ticket_send)}</Button>
                <Button>{message(I18n::action_nudge)}</Button>
                <Button kind=ButtonKind::Quiet>{message(I18n::new_keep_draft)}</Button>
                <Button kind=ButtonKind::Danger>{message(I18n::action_withdraw)}</Button>
                <Button>
                    <Icon name="download" />
                    {message(I18n::list_export)}
                </Button>
                <button class="button button--icon" type="button" aria-label=message(I18n::turn_more)>
                    <Icon name="more" />
                </button>
            </div>
            <div class="buttons">
                <Button kind=ButtonKind::Primary busy=true>
                    {message(I18n::ticket_sending)}
                </Button>
                <Button busy=true>{message(I18n::action_nudge)}</Button>
                <button class="button" type="button" disabled>
                    {message(I18n::action_answer)}
                </button>
                <a class="button" href="">
                    {message(I18n::reload)}
                </a>
                <button class="linklike" type="button">
                    {message(I18n::list_clear)}
                </button>
            </div>
        </Specimen>
    }
}

#[component]
pub(super) fn Marks() -> impl IntoView {
    let chip = |(status, who, task)| state_chip(status, Turn { who, task, by: None });
    let states = [
        (Status::Acknowledged, TurnOf::Vendor, Task::Respond),
        (Status::InProgress, TurnOf::Vendor, Task::Diagnose),
        (Status::InProgress, TurnOf::Customer, Task::Answer),
        (Status::Pending, TurnOf::Customer, Task::Wait),
        (Status::Resolved, TurnOf::Customer, Task::Verify),
        (Status::Pending, TurnOf::ThirdParty, Task::Deliver),
        (Status::Held, TurnOf::Vendor, Task::Wait),
        (Status::Closed, TurnOf::Nobody, Task::Nothing),
        (Status::Cancelled, TurnOf::Nobody, Task::Nothing),
    ];
    let grades: [(&str, u8, Words); 5] = [
        ("P0", 1, ["System down", "系统宕机", "システム停止"]),
        ("P1", 2, ["Business severely interrupted", "业务严重中断", "業務に重大な支障"]),
        ("P2", 3, ["Function abnormal", "功能异常", "機能の異常"]),
        ("P3", 4, ["Question", "咨询", "お問い合わせ"]),
        ("minor", 4, ["Minor", "轻微", "軽微"]),
    ];
    let grade = |(code, rank, name): (&str, u8, Words)| {
        let severity = Severity { code: code.to_owned(), rank, name: localized(name) };
        view! { <SeverityMark severity=severity /> }
    };
    view! {
        <Specimen title=["States and grades", "状态与级别", "状態と重大度"]>
            <div class="buttons">{states.map(chip).collect_view()}</div>
            <div class="buttons">{grades.map(grade).collect_view()}</div>
            <div class="buttons">
                <span class="tag">{message(I18n::session_this)}</span>
                <span class="count">"5"</span>
                <span class="count count--plain">"1,284"</span>
                {brand()}
            </div>
        </Specimen>
    }
}

#[component]
pub(super) fn Navigation() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let segments = [
        I18n::ticket_show_all,
        I18n::ticket_show_messages,
        I18n::ticket_show_status,
        I18n::ticket_show_times,
        I18n::ticket_show_files,
    ];
    let segment = |(index, name): (usize, Word)| {
        view! {
            <label class="segment">
                <input type="radio" name="kit-segment" checked=index == 0 />
                <span>{message(name)}</span>
                <span class="faint num">{14 - 2 * index}</span>
            </label>
        }
    };
    let chip = move |name: Word| {
        view! {
            <li class="filter-chip">
                {message(name)} <button type="button" aria-label=move || i18n.list_without(&name(i18n))>
                    <Icon name="close" />
                </button>
            </li>
        }
    };
    let item = move |(class, symbol, name): (&'static str, &'static str, Word)| {
        view! {
            <button
                class=class
                type="button"
                popovertarget="kit-menu"
                popovertargetaction="hide"
                on:click=move |_| toasts.say(name(i18n))
            >
                <Icon name=symbol />
                <span>{message(name)}</span>
            </button>
        }
    };
    let items = [
        ("menu__item", "bell", I18n::action_nudge as Word),
        ("menu__item", "escalate", I18n::action_escalate),
        ("menu__item menu__item--danger", "st-cancelled", I18n::action_withdraw),
    ];
    view! {
        <Specimen title=["Tabs, filters, menu", "标签页、筛选、菜单", "タブ、絞り込み、メニュー"]>
            <nav class="tabs" aria-label=message(I18n::list_scopes)>
                <a class="tabs__tab" href="" aria-current="page">
                    {message(I18n::list_mine)}
                    <span class="count count--plain">"14"</span>
                </a>
                <a class="tabs__tab" href="">
                    {message(I18n::list_shared)}
                </a>
                <a class="tabs__tab" href="">
                    {message(I18n::list_organisation)}
                </a>
            </nav>
            <fieldset class="segments">
                <legend class="quiet-text">{message(I18n::ticket_show)}</legend>
                {segments.into_iter().enumerate().map(segment).collect_view()}
            </fieldset>
            <ul class="filters__chips">{[I18n::kind_fault, I18n::list_state_your_turn].map(chip).collect_view()}</ul>
            <div class="buttons">
                <Menu id="kit-menu" label=message(I18n::turn_more)>
                    {items.map(item).collect_view()}
                </Menu>
            </div>
        </Specimen>
    }
}

/// All symbols of the sprite.
#[component]
pub(super) fn Icons() -> impl IntoView {
    let symbols = document().get_elements_by_tag_name("symbol");
    let names: Vec<String> =
        (0..symbols.length()).filter_map(|index| symbols.get_with_index(index)).map(|symbol| symbol.id()).collect();
    let one = |name: String| {
        let symbol = icon(&name);
        view! { <li class="tag">{symbol} <code>{name}</code></li> }
    };
    view! {
        <Specimen title=["Icons", "图标", "アイコン"]>
            <p class="soft">
                {say([
                    "For eyes only: a word stands beside each.",
                    "仅供辨识，旁边必须有文字。",
                    "目で見るためのもの。必ず言葉を添えます。",
                ])}
            </p>
            <ul class="buttons">{names.into_iter().map(one).collect_view()}</ul>
        </Specimen>
    }
}
