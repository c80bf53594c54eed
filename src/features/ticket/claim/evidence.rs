//! Files that prove a claim: they go the way of all uploads, and become files of the ticket.

use aftercare_contract::{
    catalogue::{Catalogue, UploadLimits},
    claim::{Claim, ClaimDecision},
    ticket::{Action, SrNumber, TakeAction},
    upload::UploadId,
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{super::deciding::Deciding, lead_back};
use crate::{
    i18n::{text, use_i18n},
    platform::focus,
    server_state::{Query, TicketState},
    ui::{Button, DropArea, ErrorNote, FileButton, FileList, Icon, Screening, Suspects},
    uploads::{Place, Uploads, use_uploads},
};

/// The control that chooses files.
pub(super) const PICKER: &str = "claim-files";

/// The files of a claim that aren't sent with anything yet.
#[derive(Clone, Copy)]
pub(super) struct Evidence {
    place: StoredValue<Place>,
    limits: Memo<Option<UploadLimits>>,
    uploads: Uploads,
    screening: Screening,
    sr: StoredValue<SrNumber>,
}

impl Evidence {
    pub(super) fn new(state: TicketState, catalogue: Query<Catalogue>) -> Self {
        let limits = Memo::new(move |_| catalogue.value().map(|catalogue| catalogue.uploads));
        let place = Place::Draft(["claim-", state.sr().as_str()].concat());
        let screening = Screening::new(place.clone(), limits, PICKER);
        let (place, sr) = (StoredValue::new(place), StoredValue::new(state.sr()));
        Self { place, limits, uploads: use_uploads(), screening, sr }
    }

    /// Those that the backend knows already.
    pub(super) fn ids(self) -> Vec<UploadId> {
        self.place.with_value(|place| self.uploads.ids(place))
    }

    /// Whether nothing waits for the visitor's word about a secret.
    pub(super) async fn is_clear(self) -> bool {
        self.screening.is_clear().await
    }

    /// They have become a part of the ticket.
    pub(super) fn sent(self, with: &[UploadId]) {
        let (place, sr) = (self.place.get_value(), self.sr.get_value());
        self.uploads.sent_with(&place, &sr, with);
    }
}

/// The files, and where more are chosen.
#[component]
pub(super) fn EvidenceFiles(evidence: StoredValue<Evidence>) -> impl IntoView {
    let i18n = use_i18n();
    let evidence = evidence.get_value();
    let screen = Callback::new(move |files| evidence.screening.take(files));
    let picker = move || {
        let limits = evidence.limits.get()?;
        Some(view! {
            <FileButton id=PICKER place=evidence.place.get_value() limits=limits screen=screen>
                <Icon name="paperclip" />
                {text(move || i18n.claim_attach())}
            </FileButton>
        })
    };
    view! {
        <DropArea place=evidence.place.get_value() limits=evidence.limits screen=screen>
            <Suspects screening=evidence.screening />
            <FileList place=evidence.place.get_value() picker=PICKER />
            {picker}
        </DropArea>
    }
}

/// Brings more evidence for a claim that is handled.
#[component]
pub(super) fn More(
    claim: Memo<Claim>,
    evidence: StoredValue<Evidence>,
    deciding: StoredValue<Deciding>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (deciding, files) = (deciding.get_value(), evidence.get_value());
    let wrong = RwSignal::new(None::<String>);
    let send_now = move || {
        let uploads = files.ids();
        let decision = ClaimDecision { uploads: uploads.clone(), ..ClaimDecision::on(claim.read_untracked().revision) };
        let action = TakeAction { claim: Some(decision), ..Action::AddClaimEvidence.into() };
        match action.validate() {
            Ok(valid) => {
                wrong.set(None);
                deciding.send(valid, move |settled| match settled {
                    Ok(()) => {
                        files.sent(&uploads);
                        lead_back();
                    }
                    Err(errors) => wrong.set(errors.first().map(|error| untrack(|| i18n.field_error(error)))),
                });
            }
            Err(errors) => {
                wrong.set(errors.first().map(|error| untrack(|| i18n.field_error(error))));
                focus::on(&["#", PICKER].concat());
            }
        }
    };
    let send = Callback::new(move |()| {
        spawn_local(async move {
            match files.is_clear().await {
                // While files were looked into, the page may have been left.
                _ if wrong.is_disposed() => {}
                true => send_now(),
                false => wrong.set(Some(untrack(|| i18n.new_secret_undecided()))),
            }
        });
    });
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let failure = move || deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=send /> });
    view! {
        <form class="object__form" on:submit=submitted novalidate>
            <EvidenceFiles evidence=evidence />
            <Complaint wrong=wrong />
            {failure}
            <Button busy=deciding.busy>{text(move || i18n.action(&Action::AddClaimEvidence))}</Button>
        </form>
    }
}

/// What is wrong with the files.
#[component]
pub(super) fn Complaint(wrong: RwSignal<Option<String>>) -> impl IntoView {
    move || {
        wrong.get().map(|wrong| {
            view! {
                <p class="field__error" role="alert">
                    <Icon name="alert" />
                    <span>{wrong}</span>
                </p>
            }
        })
    }
}
