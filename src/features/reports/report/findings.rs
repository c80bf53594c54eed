//! The findings of a report, page by page; whole where they are printed.

use aftercare_contract::{
    list::Page,
    report::{Finding, FindingQuery},
};
use leptos::prelude::*;

use super::{filter::Filter, finding::FindingCard, state::ReportView};
use crate::{
    api::Phase,
    i18n::{text, use_i18n},
    route::{Link, ReportPlace, Route},
    ui::{Button, ErrorNote, Loaded},
};

#[component]
pub(super) fn Findings(view: ReportView) -> impl IntoView {
    let findings = view.findings();
    let named = Memo::new(move |_| view.named());
    view! {
        <Filter view=view />
        {move || named.get().map(|finding| view! { <FindingCard finding=finding view=view /> })}
        <Loaded remote=findings.remote() retry=findings.list().retry() let:list>
            <List view=view list=list />
        </Loaded>
    }
}

#[component]
fn List(view: ReportView, list: Signal<Page<Finding>>) -> impl IntoView {
    let i18n = use_i18n();
    let findings = view.findings();
    let counts = Memo::new(move |_| {
        list.with(|list| (u64::try_from(list.items.len()).unwrap_or_default(), list.total, list.next_cursor.is_some()))
    });
    let shown = move || {
        let (shown, total, _) = counts.get();
        i18n.findings_shown(&i18n.number(shown), &i18n.number(total))
    };
    let more = Callback::new(move |()| findings.more());
    let failure = move || match findings.phase() {
        Phase::Failed(error) => Some(view! { <ErrorNote error=error retry=more /> }),
        _ => None,
    };
    let busy = Signal::derive(move || findings.phase() == Phase::Fetching);
    let none = move || {
        let all = Route::from(&ReportPlace::report(view.id()));
        let filtered = view.query() != FindingQuery::default();
        let words = if filtered { i18n.findings_none() } else { i18n.findings_none_at_all() };
        let clear = filtered.then(|| view! { <Link to=all>{i18n.findings_clear()}</Link> });
        view! { <p class="section__lead">{words} " " {clear}</p> }
    };
    let cut = move || {
        let (shown, total, _) = counts.get();
        i18n.findings_print_short(&i18n.number(shown), &i18n.number(total))
    };
    view! {
        <div class="findings">
            // A decision gives a finding another version, and so another card.
            <For
                each=move || list.get().items
                key=|finding| (finding.id.clone(), finding.version)
                children=move |finding| view! { <FindingCard finding=finding view=view /> }
            />
        </div>
        {move || (counts.get().1 == 0).then(none)}
        {failure}
        <Show when=move || { counts.get().1 > 0 }>
            <div class="list-foot findings__foot">
                <p class="num" role="status">
                    {shown}
                </p>
                <Show when=move || counts.get().2>
                    <Button busy=busy on_press=more>
                        {text(move || i18n.reports_more())}
                    </Button>
                </Show>
            </div>
        </Show>
        <Show when=move || counts.get().2>
            <p class="findings__cut">{cut}</p>
        </Show>
    }
}
