//! Everything once more, and the button.

use aftercare_contract::{
    asset::GradePromises,
    ticket::{Channel, Promise},
};
use leptos::prelude::*;

use super::{
    controls::FormSection,
    device::device_name,
    draft::Section,
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
        <FormSection section=Section::Review title=I18n::new_review_title beside=beside>
            <dl class="review">
                <Line section=Section::Symptom label=I18n::new_review_request words=request_words />
                <Line section=Section::Device label=I18n::new_section_device words=device_words />
                <Line section=Section::Impact label=I18n::new_severity words=grade_words />
                <Line section=Section::Files label=I18n::upload_files words=file_words />
                <Line section=Section::Contact label=I18n::new_section_contact words=contact_words />
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
        let channels = draft.contact.channels.iter().filter(|channel| **channel != Channel::Web);
        let words = [draft.contact.name.clone(), i18n.channel(&Channel::Web)].into_iter();
        words.chain(channels.map(|channel| i18n.channel(channel))).collect::<Vec<_>>().join(" · ")
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
