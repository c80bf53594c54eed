//! Filing a request: one form for every kind, made from the catalogue.
//!
//! What is typed is a [`draft`], kept on this device until the backend has confirmed the request; files are on their
//! way meanwhile and never hold it up.

mod controls;
mod device;
mod draft;
mod duplicates;
mod form;
mod impact;
mod likeness;
mod own_fields;
mod review;
mod scan;
mod sections;
mod send;
mod stepper;
mod suggestions;

use aftercare_contract::{
    FieldError,
    account::Me,
    catalogue::Catalogue,
    knowledge::{ArticleId, ArticleSummary},
    report::FindingRef,
};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{Api, Remedy, use_api},
    i18n::{I18n, text, use_i18n},
    route::{Known, Link, Route},
    server_state::Query,
    session::use_session,
    ui::{Button, DropArea, ErrorNote, ErrorSummary, Icon, Loaded, PageHeader, Screening},
};
use controls::keep_enter;
use device::DeviceSection;
use draft::{Section, control_of};
use duplicates::OpenTickets;
use form::{Form, Kept, sentence_with_name, use_form};
use impact::ImpactSection;
use review::ReviewSection;
use sections::{ContactSection, FilesSection, KindSection, SymptomSection};
use send::{Outcome, Sender};
use stepper::Stepper;

pub use suggestions::WriteProse;

/// The form, with what is `known` filled in; `write` makes the articles that it suggests.
pub fn page(known: Known, write: WriteProse) -> AnyView {
    provide_context(write);
    let i18n = use_i18n();
    let api = use_api();
    let session = use_session();
    let catalogue = Query::new(move || api.catalogue());
    let me = untrack(|| session.me());
    let form = move |catalogue: Signal<Catalogue>| {
        me.clone().map(|me| view! { <RequestForm me=me catalogue=catalogue known=known.clone() /> })
    };
    let hotline = move || {
        session.me().map(|me| {
            let number = me.hotline.number;
            let call = ["tel:", &number].concat();
            view! {
                <a class="button button--quiet page-header__extra" href=call>
                    <Icon name="phone" />
                    <span class="button__word">{text(move || i18n.new_production_down(&number))}</span>
                </a>
            }
        })
    };
    view! {
        <PageHeader title=Signal::derive(move || i18n.nav_new())>{hotline}</PageHeader>
        <Loaded remote=catalogue.remote() retry=catalogue.retry() children=form />
    }
    .into_any()
}

#[component]
fn RequestForm(me: Me, catalogue: Signal<Catalogue>, known: Known) -> impl IntoView {
    let api = use_api();
    let form = Form::open(&me, catalogue);
    provide_context(form);
    if let Some(ticket_type) = known.ticket_type {
        form.edit("/ticketType", |draft| draft.ticket_type = ticket_type);
    }
    if let Some(id) = known.device {
        spawn_local(async move {
            // Without it the device is looked up by hand.
            if let Ok(device) = api.device(&id).await {
                form.pick(device);
            }
        });
    }
    form.begin(&known.words);
    if let Some(finding) = known.finding {
        spawn_local(found(form, api, finding, use_i18n()));
    }
    if let Some(id) = known.article {
        spawn_local(read_before(form, api, id, use_i18n()));
    }
    let open = OpenTickets::of(form);
    let limits = untrack(|| catalogue.with(|catalogue| catalogue.uploads.clone()));
    let screening = Screening::new(Form::place(), Some(limits.clone()), "files");
    let screen = Callback::new(move |files| screening.take(files));
    let outcome = RwSignal::new(Outcome::Fine);
    let sender = Sender::new(form, screening);
    let send = Action::new_local(move |(): &()| async move {
        let mut end = sender.send().await;
        if let Outcome::Fields(errors) = &mut end {
            // In the order in which one comes across them.
            errors.sort_by_key(|error| Section::of_pointer(&error.pointer));
            form.set_errors(errors.clone());
        }
        // The form is gone when it has worked.
        let _ = outcome.try_set(end);
    });
    let busy = send.pending();
    let press = Callback::new(move |()| {
        if !busy.get_untracked() {
            outcome.set(Outcome::Fine);
            send.dispatch_local(());
        }
    });
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        press.run(());
    };
    view! {
        <DropArea place=Form::place() limits=limits screen=screen>
            <DraftNotes />
            <MadeOf />
            <Stepper />
            <Wrong outcome=outcome />
            <form class="request" novalidate on:submit=submitted on:keydown=|event| keep_enter(&event)>
                <KindSection />
                <DeviceSection open=open />
                <SymptomSection open=open />
                <ImpactSection />
                <FilesSection screening=screening />
                <ContactSection />
                <ReviewSection busy=busy>
                    <NotSent outcome=outcome retry=press />
                </ReviewSection>
            </form>
        </DropArea>
    }
}

/// The request is about what an article didn't solve: its title and its product are filled in, where nothing else is.
async fn read_before(form: Form, api: Api, id: ArticleId, i18n: I18n) {
    let language = untrack(|| i18n.language().tag());
    // Without it, what happens is said in one's own words.
    let Ok(article) = api.article(&id, language).await else { return };
    let ArticleSummary { title, products, .. } = article.summary;
    form.begin(&title);
    form.tell(&i18n.new_read_before(id.as_str(), &title));
    let Ok(base) = api.knowledge_base().await else { return };
    let own = base.products.iter().filter(|product| product.devices > 0 && products.contains(&product.id));
    let Some(model) = own.flat_map(|product| &product.models).next() else { return };
    if let Ok(devices) = api.find_devices(model).await
        && let [device] = &*devices.items
    {
        form.pick(device.clone());
    } else {
        form.look_for(model);
    }
}

/// The request is made of a finding: what is wrong and what is advised is filled in, where nothing else is.
async fn found(form: Form, api: Api, finding: FindingRef, i18n: I18n) {
    let Some((report, id)) = finding.parts() else { return };
    // Without it, what happens is said in one's own words.
    let Ok(known) = api.finding(&report, &id).await else { return };
    let said = |words| untrack(|| i18n.localized(words).0);
    form.begin(&said(&known.title));
    let source = untrack(|| i18n.request_finding_text(id.as_str(), report.as_str()));
    form.tell(&[source, said(&known.evidence), said(&known.advice)].join("\n\n"));
    form.tie(Some(finding));
}

/// Of which finding the request is made, and how to part them.
#[component]
fn MadeOf() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let finding = Memo::new(move |_| form.finding().as_ref().and_then(FindingRef::parts));
    let part = Callback::new(move |()| form.tie(None));
    let note = move || {
        finding.get().map(|(report, finding)| {
            let words = move || i18n.request_finding(finding.as_str(), report.as_str());
            view! {
                <div class="banner banner--info">
                    <Icon name="report" />
                    <p>{words}</p>
                    <Button on_press=part>{text(move || i18n.request_finding_drop())}</Button>
                </div>
            }
        })
    };
    view! { <div role="status">{note}</div> }
}

/// Where the draft is, that one was found, and how to be rid of it and to have it back.
#[component]
fn DraftNotes() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let kept = move || match form.kept() {
        Kept::Nothing => None,
        Kept::Since(time) => Some(i18n.new_draft_kept(&i18n.clock_time(time))),
        Kept::Not => Some(i18n.new_draft_not_kept()),
    };
    let discard = Callback::new(move |()| form.discard());
    let undo = Callback::new(move |()| form.undo());
    let note = move || {
        if form.can_undo() {
            let undo = view! { <Button on_press=undo>{text(move || i18n.new_draft_undo())}</Button> };
            Some(
                view! {
                    <Icon name="trash" />
                    <p>{text(move || i18n.new_draft_discarded())}</p>
                    {undo}
                }
                .into_any(),
            )
        } else {
            form.restored().map(|time| {
                let discard = view! { <Button on_press=discard>{text(move || i18n.new_draft_discard())}</Button> };
                let words = move || i18n.new_draft_restored(&i18n.full_time(time));
                view! {
                    <Icon name="edit" />
                    <p>{words}</p>
                    {discard}
                }
                .into_any()
            })
        }
    };
    let there = move || form.can_undo() || form.restored().is_some();
    view! {
        <p class="request__kept">{kept}</p>
        <div role="status">
            <Show when=there>
                <div class="banner banner--info">{note}</div>
            </Show>
        </div>
    }
}

/// What is wrong with the fields, as it was when the form was last sent.
#[component]
fn Wrong(outcome: RwSignal<Outcome>) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    // Not again with every letter that is typed: the summary takes the focus when it changes.
    let errors = Memo::new(move |_| {
        let kind = form.kind();
        let line = |error: &FieldError| (control_of(&error.pointer), sentence_with_name(i18n, error, kind.as_ref()));
        outcome.with(|outcome| match outcome {
            Outcome::Fields(errors) => errors.iter().map(line).collect(),
            _ => Vec::new(),
        })
    });
    view! { <ErrorSummary errors=errors /> }
}

/// Why the request wasn't sent, beside the button.
#[component]
fn NotSent(outcome: RwSignal<Outcome>, retry: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    move || match outcome.get() {
        Outcome::Failed(error) => {
            let kept = (error.remedy() == Remedy::Retry)
                .then(|| view! { <p class="soft">{text(move || i18n.new_kept_for_later())}</p> });
            Some(
                view! {
                    <ErrorNote error=error retry=retry />
                    {kept}
                }
                .into_any(),
            )
        }
        Outcome::Already(sr) => {
            let number = sr.to_string();
            Some(
                view! {
                    <div class="banner banner--yours" role="alert">
                        <Icon name="info" />
                        <p>{text(move || i18n.new_already(&number))}</p>
                        <Link class="button" to=Route::Ticket(sr)>
                            {text(move || i18n.new_already_open())}
                        </Link>
                    </div>
                }
                .into_any(),
            )
        }
        Outcome::Fine | Outcome::Fields(_) => None,
    }
}
