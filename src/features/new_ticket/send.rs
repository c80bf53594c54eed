//! Sending: checked here, sent under the draft's key however often, and the draft goes only when the backend has it.

use aftercare_contract::{
    FieldCode, FieldError, ProblemType,
    ticket::{NewTicket, Promise, SrNumber, Ticket},
    upload::UploadId,
    validate::ValidNewTicket,
};
use leptos::prelude::*;

use super::{draft::Draft, form::Form};
use crate::{
    api::{Api, ApiError, IdempotencyKey, use_api},
    i18n::{I18n, use_i18n},
    platform::{
        clock::{Clock, use_clock},
        local_time,
    },
    route::{Navigation, Route, use_navigation},
    ui::{Screening, Toasts, use_toasts},
    uploads::{Uploads, use_uploads},
};

/// How the last try to send ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// There was none, or it worked.
    Fine,
    /// Fields are wrong.
    Fields(Vec<FieldError>),
    /// It didn't get through, or the backend couldn't take it.
    Failed(ApiError),
    /// An earlier try had got through, with what the form said then.
    Already(SrNumber),
}

/// Sends the form.
#[derive(Clone, Copy)]
pub struct Sender {
    form: Form,
    screening: Screening,
    api: Api,
    uploads: Uploads,
    clock: Clock,
    i18n: I18n,
    toasts: Toasts,
    navigation: Navigation,
}

impl Sender {
    /// For `form`, whose files go through `screening`.
    pub fn new(form: Form, screening: Screening) -> Self {
        Self {
            form,
            screening,
            api: use_api(),
            uploads: use_uploads(),
            clock: use_clock(),
            i18n: use_i18n(),
            toasts: use_toasts(),
            navigation: use_navigation(),
        }
    }

    /// Checks and sends. Where it works, the ticket's page opens.
    pub async fn send(self) -> Outcome {
        let decided = self.screening.is_clear().await;
        let draft = untrack(|| self.form.read(Clone::clone));
        let undecided = FieldError::new("/uploads", FieldCode::Required);
        let request = match self.check(&draft) {
            Ok(request) if decided => request,
            Ok(_) => return Outcome::Fields(vec![undecided]),
            Err(errors) if decided => return Outcome::Fields(errors),
            Err(errors) => return Outcome::Fields(errors.into_iter().chain([undecided]).collect()),
        };
        // Whatever happens from here on, a later try has to find out whether this one got through.
        self.form.attempting(request.get());
        let key = IdempotencyKey::kept(draft.key.clone());
        match self.api.file_ticket(&request, &key).await {
            Ok(ticket) => self.arrived(&ticket, &request.get().uploads),
            Err(error) if is_reused(&error) => self.find_earlier(&draft, request.get(), &key).await,
            Err(error) => {
                // A refusal is final: the same key would only repeat it.
                if matches!(error, ApiError::Problem(_)) && !error.is_passing() {
                    self.form.renew();
                }
                match error.fields() {
                    [] => Outcome::Failed(error),
                    fields => Outcome::Fields(fields.to_vec()),
                }
            }
        }
    }

    fn check(self, draft: &Draft) -> Result<ValidNewTicket, Vec<FieldError>> {
        let since = local_time::parse(&draft.since);
        let ui = untrack(|| self.i18n.language()).tag();
        let uploads = self.uploads.ids(&Form::place());
        untrack(|| {
            self.form.with_catalogue(|_, catalogue| {
                let kind = draft.kind(catalogue);
                let kind = kind.ok_or_else(|| vec![FieldError::new("/ticketType", FieldCode::NotOffered)])?;
                let request = draft.request(kind, catalogue, since, ui, uploads);
                draft.check(&request, kind, catalogue, self.clock.now())
            })
        })
    }

    /// The key has made a ticket of something else: of what the form said in an earlier try whose answer was lost.
    async fn find_earlier(self, draft: &Draft, now: &NewTicket, key: &IdempotencyKey) -> Outcome {
        for earlier in draft.attempts.iter().rev() {
            let valid = untrack(|| {
                self.form.with_catalogue(|_, catalogue| {
                    let kind = draft.kind(catalogue)?;
                    draft.check(earlier, kind, catalogue, self.clock.now()).ok()
                })
            });
            let Some(valid) = valid else { continue };
            match self.api.file_ticket(&valid, key).await {
                Ok(ticket) if NewTicket { uploads: now.uploads.clone(), ..earlier.clone() } == *now => {
                    return self.arrived(&ticket, &earlier.uploads);
                }
                Ok(ticket) => {
                    let sr = ticket.summary.sr_number;
                    self.uploads.taken_by(&Form::place(), &sr, &earlier.uploads);
                    self.form.renew();
                    return Outcome::Already(sr);
                }
                Err(error) if is_reused(&error) => {}
                Err(error) => return Outcome::Failed(error),
            }
        }
        self.form.renew();
        Outcome::Failed(ApiError::Decode)
    }

    fn arrived(self, ticket: &Ticket, with: &[UploadId]) -> Outcome {
        let sr = &ticket.summary.sr_number;
        self.form.close();
        self.uploads.sent_with(&Form::place(), sr, with);
        let answer = ticket.clocks.iter().find(|clock| clock.promise == Promise::Response).and_then(|clock| clock.due);
        self.toasts.say(untrack(|| match answer {
            Some(due) => self.i18n.new_sent_until(sr.as_str(), &self.i18n.moment(due, self.clock.now())),
            None => self.i18n.new_sent(sr.as_str()),
        }));
        self.navigation.go(&Route::Ticket(sr.clone()));
        Outcome::Fine
    }
}

fn is_reused(error: &ApiError) -> bool {
    matches!(error, ApiError::Problem(problem) if problem.problem_type == ProblemType::KeyReused)
}
