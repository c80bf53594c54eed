//! What the contract of a device promises.

use aftercare_contract::{
    asset::{Contract, GradePromises},
    ticket::Promise,
};
use leptos::prelude::*;

use super::device::Section;
use crate::{
    api::use_api,
    i18n::{I18n, use_i18n},
    server_state::Query,
    ui::{Loaded, severity_words},
};

#[component]
pub(super) fn Promises(contract: Contract) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let catalogue = Query::new(move || async move { api.catalogue().await });
    let policy = contract.policy.clone();
    let aside = move || {
        let Contract { number, plan, hours, time_zone, valid_from, valid_to, .. } = contract;
        let plan = move || i18n.localized(&plan).0;
        let hours = move || [i18n.localized(&hours).0, i18n.zone_name(&time_zone)].join(" · ");
        let valid = move || i18n.devices_valid(&i18n.date(valid_from), &i18n.date(valid_to));
        view! {
            <p>{plan} " " <span class="mono nowrap">{number}</span></p>
            <p>{hours}</p>
            <p>{valid}</p>
        }
    };
    view! {
        <Section id="d-promises" title=I18n::devices_promises aside=aside>
            <Loaded remote=catalogue.remote() retry=catalogue.retry() let:catalogue>
                {
                    let policy = policy.clone();
                    move || {
                        let catalogue = catalogue.get();
                        let grades = catalogue.policies.into_iter().find(|one| one.id == policy).map(|one| one.grades);
                        view! { <Grades grades=grades.unwrap_or_default() /> }
                    }
                }
            </Loaded>
        </Section>
    }
}

/// A row for each grade, a column for each promise.
#[component]
fn Grades(grades: Vec<GradePromises>) -> impl IntoView {
    let i18n = use_i18n();
    let mut promises: Vec<Promise> = Vec::new();
    // The last promise is the customer's own.
    for target in
        grades.iter().flat_map(|grade| &grade.promises).filter(|target| target.promise != Promise::Confirmation)
    {
        if !promises.contains(&target.promise) {
            promises.push(target.promise.clone());
        }
    }
    let table = move || {
        let head = promises.iter().map(|promise| {
            view! {
                <th role="columnheader" scope="col">
                    {i18n.promise(promise)}
                </th>
            }
        });
        let head = head.collect_view();
        let row = |GradePromises { grade, promises: targets }: &GradePromises| {
            let cell = |promise: &Promise| {
                let target = targets.iter().find(|target| target.promise == *promise);
                view! {
                    <td role="cell" class="num" data-label=i18n.promise(promise)>
                        {target.map(|target| i18n.span(target.target))}
                    </td>
                }
            };
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row">
                        {severity_words(i18n, grade)}
                    </th>
                    {promises.iter().map(cell).collect_view()}
                </tr>
            }
        };
        view! {
            <table role="table" class="ledger ledger--tight ledger--cards">
                <caption class="quiet-text">{i18n.devices_promises()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">
                            {i18n.devices_severity()}
                        </th>
                        {head}
                    </tr>
                </thead>
                <tbody role="rowgroup">{grades.iter().map(row).collect_view()}</tbody>
            </table>
        }
    };
    view! { {table} }
}
