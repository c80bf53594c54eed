//! Everything once more, and the button.

use aftercare_contract::{
    asset::{Day, GradePromises},
    catalogue::{FieldInput, KindField},
    ticket::{Channel, Contact, Promise, RemoteAccess, Window},
};
use leptos::prelude::*;

use super::{
    controls::FormSection,
    device::device_name,
    draft::{Draft, Section},
    form::{Form, use_form},
};
use crate::{
    i18n::{I18n, text, use_i18n},
    route::{Route, use_navigation},
    ui::{Button, ButtonKind, Icon, severity_words, use_toasts},
    uploads::{State, use_uploads},
};

/// What will be sent, each line with a way back to it; `children` say why it wasn't sent.
#[component]
pub fn ReviewSection(
    /// Whether it is being sent.
    #[prop(into)]
    busy: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let (navigation, toasts) = (use_navigation(), use_toasts());
    let leave = Callback::new(move |()| {
        form.save();
        toasts.say(untrack(|| i18n.new_draft_left()));
        navigation.go(&Route::tickets());
    });
    let children = StoredValue::new(children);
    let beside = move || view! { <p class="soft">{text(move || promise(i18n, form))}</p> };
    view! {
        <FormSection section=Section::Review title=Signal::derive(move || i18n.new_review_title()) beside=beside>
            <dl class="review">
                <Line section=Section::Symptom label=I18n::new_review_request words=request_words />
                <Line section=Section::Symptom label=I18n::new_review_details words=detail_words />
                <Line section=Section::Device label=I18n::new_section_device words=device_words />
                <Line section=Section::Impact label=I18n::new_severity words=grade_words />
                <Line section=Section::Files label=I18n::upload_files words=file_words />
                <Line section=Section::Contact label=I18n::new_section_contact words=contact_words />
                <Line section=Section::Contact label=I18n::new_review_work words=work_words />
            </dl>
            {children.with_value(|children| children())}
            <div class="buttons">
                <Button kind=ButtonKind::Primary busy=busy>
                    <Icon name="send" />
                    {move || if busy.get() { i18n.new_sending() } else { i18n.new_send() }}
                </Button>
                <Button kind=ButtonKind::Quiet on_press=leave>
                    {text(move || i18n.new_keep_draft())}
                </Button>
            </div>
        </FormSection>
    }
}

#[component]
fn Line(section: Section, label: fn(I18n) -> String, words: fn(I18n, Form) -> String) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let there = move || form.kind().is_some_and(|kind| Section::of(&kind).contains(&section));
    view! {
        <Show when=there>
            <div>
                <dt>{text(move || label(i18n))}</dt>
                <dd>{text(move || words(i18n, form))}</dd>
                <dd>
                    <a href=["#", section.id()]
                        .concat()>
                        {text(move || i18n.new_change())}
                        <span class="quiet-text">" " {text(move || label(i18n))}</span>
                    </a>
                </dd>
            </div>
        </Show>
    }
}

fn request_words(i18n: I18n, form: Form) -> String {
    let kind = form.kind().map(|kind| i18n.localized(&kind.name).0).unwrap_or_default();
    form.read(|draft| match draft.name.trim() {
        "" => kind,
        name => i18n.new_review_line(&kind, name),
    })
}

/// The beginning of the description and what the kind's own fields hold.
fn detail_words(i18n: I18n, form: Form) -> String {
    let kind = form.kind();
    form.read(|draft| {
        let own = kind.iter().flat_map(|kind| &kind.fields).filter(|field| !draft.own(&field.key).is_empty());
        let own =
            own.map(|field| i18n.new_review_line(&i18n.localized(&field.label).0, &own_words(i18n, draft, field)));
        let description = shortened(draft.description.trim());
        let words: Vec<_> = [description].into_iter().filter(|words| !words.is_empty()).chain(own).collect();
        if words.is_empty() { i18n.new_review_none() } else { words.join("\n") }
    })
}

/// A value as it was chosen or typed.
fn own_words(i18n: I18n, draft: &Draft, field: &KindField) -> String {
    let value = draft.own(&field.key);
    if let Some(option) = field.options.iter().find(|option| option.value == value) {
        return i18n.localized(&option.label).0;
    }
    let day = value.parse().ok().filter(|_| field.input == FieldInput::Date);
    day.map_or_else(|| value.to_owned(), |day| i18n.date(Day(day)))
}

/// So many characters of a description are shown again.
const SHOWN: usize = 160;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => [text.get(..end).unwrap_or_default(), "…"].concat(),
        None => text.to_owned(),
    }
}

fn device_words(i18n: I18n, form: Form) -> String {
    form.read(|draft| match &draft.device {
        Some(device) => {
            let site = device.site.as_ref().map(|site| site.name.clone());
            [Some(device_name(device)), site].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        None => i18n.new_review_none(),
    })
}

fn grade_words(i18n: I18n, form: Form) -> String {
    grade(form).map_or_else(|| i18n.new_review_none(), |grade| severity_words(i18n, &grade.grade))
}

fn file_words(i18n: I18n, _: Form) -> String {
    let uploads = use_uploads().of(&Form::place());
    let all = uploads.iter().map(|upload| upload.transfer().state);
    let (sent, rest): (Vec<State>, Vec<State>) =
        all.filter(|state| !matches!(state, State::Refused(_))).partition(|state| *state == State::Sent);
    match (u64::try_from(sent.len()).unwrap_or_default(), u64::try_from(rest.len()).unwrap_or_default()) {
        (0, 0) => i18n.new_review_none(),
        (sent, 0) => i18n.new_review_files_sent(sent),
        (sent, rest) => i18n.new_review_files_on_way(rest, &i18n.number(sent)),
    }
}

fn contact_words(i18n: I18n, form: Form) -> String {
    form.read(|draft| {
        let Contact { name, phone, channels } = &draft.contact;
        let own = Some(draft.external_identifier.trim().to_owned()).filter(|own| !own.is_empty());
        let own = own.map(|own| i18n.new_review_line(&i18n.new_own_number(), &own));
        let channels = channels.iter().filter(|channel| **channel != Channel::Web);
        let words = [Some(name.clone()), phone.clone(), Some(i18n.channel(&Channel::Web))].into_iter().flatten();
        words.chain(channels.map(|channel| i18n.channel(channel))).chain(own).collect::<Vec<_>>().join(" · ")
    })
}

/// Access, window and visit.
fn work_words(i18n: I18n, form: Form) -> String {
    let Some(kind) = form.kind() else { return i18n.new_review_none() };
    form.read(|draft| {
        if !draft.asks_access(&kind) {
            return i18n.new_review_none();
        }
        let remote = match draft.remote_access {
            RemoteAccess::No => i18n.new_remote_no(),
            _ => i18n.new_review_remote(),
        };
        let window = match draft.window {
            Window::LowPeak => i18n.new_window_low_peak(),
            _ => i18n.new_window_anytime(),
        };
        let visit = draft.visit_wanted.then(|| i18n.new_visit());
        [Some(remote), Some(window), visit].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    })
}

/// The grade that the request will have.
fn grade(form: Form) -> Option<GradePromises> {
    form.with_catalogue(|draft, catalogue| {
        let raised = draft.raised(catalogue).map(|(grade, _)| grade.clone());
        raised.or_else(|| draft.proposal(catalogue).map(|(grade, _)| grade.clone()))
    })
}

/// When the first answer comes.
fn promise(i18n: I18n, form: Form) -> String {
    let response = grade(form).and_then(|grade| {
        grade.promises.into_iter().find(|promise| promise.promise == Promise::Response).map(|promise| promise.target)
    });
    match response {
        Some(target) => i18n.new_review_promise(&i18n.span(target)),
        None => i18n.new_review_number(),
    }
}
