//! Thanks, and what comes of the answer.

use aftercare_contract::{
    Prose, Timestamp,
    survey::{FollowUp, GivenAnswer, Questionnaire, Reason, Survey, SurveyForm},
};

use crate::{
    dom::{El, el},
    form,
    words::{Language, Words},
};

/// The answer as the backend has it, with what happens next.
pub fn content(survey: &SurveyForm, given: &GivenAnswer, language: Language) -> Vec<El> {
    let SurveyForm { survey, questionnaire, .. } = survey;
    let words = language.words();
    let time = language.time(given.corrected.unwrap_or(given.answered));
    let lead = if questionnaire.is_low(&given.answer) { words.sorry_lead } else { words.thanks_lead };
    let mut content = vec![
        el("p", "thanks__status").text(&words.received.replace("{time}", &time)),
        el("h1", "survey__title").attr("tabindex", "-1").text(words.thanks),
        el("p", "thanks__lead").text(lead),
    ];
    content.extend(survey.follow_up.iter().map(|follow_up| next(survey, follow_up, language)));
    content.push(
        el("section", "")
            .attr("aria-labelledby", "rating")
            .child(el("h2", "thanks__heading").attr("id", "rating").text(words.your_rating))
            .child(marks(questionnaire, given, language))
            .child(actions(survey, language)),
    );
    content
}

/// One need not stay; and where to call.
pub fn foot(form: &SurveyForm, language: Language) -> Vec<El> {
    vec![el("p", "").text(language.words().may_close), form::hotline(form, language)]
}

fn actions(survey: &Survey, language: Language) -> El {
    let words = language.words();
    let change = survey.editable.then(|| {
        el("button", "survey__button survey__button--plain")
            .attr("type", "button")
            .attr("data-do", "change")
            .text(words.change)
    });
    let until = survey.editable.then(|| {
        let until = words.until.replace("{time}", &language.time(survey.expires));
        el("p", "survey__hint").text(&until)
    });
    let see = form::ticket_link(survey, words.sign_in).attr("class", "survey__button survey__button--plain");
    el("div", "thanks__actions").children(change).child(see).children(until)
}

/// What a low mark has led to.
fn next(survey: &Survey, follow_up: &FollowUp, language: Language) -> El {
    let words = language.words();
    let heading = |text| el("h2", "thanks__heading").attr("id", "next").text(text);
    let section = el("section", "").attr("aria-labelledby", "next");
    if let Some(answer) = &follow_up.answer {
        return section.child(heading(words.outcome)).child(told(follow_up, language)).child(prose(
            "thanks__answer",
            answer,
            language,
        ));
    }
    let due = words.step_due.replace("{time}", &language.time(follow_up.due));
    let (before, after) = due.split_once("{ticket}").unwrap_or((&due, ""));
    let ticket = el("span", "survey__sr").text(survey.sr_number.as_str());
    section.child(heading(words.next)).child(
        el("ol", "thanks__steps")
            .attr("role", "list")
            .child(
                step("thanks__step--done", words.step_registered, words.done)
                    .child(note().text(&language.time(follow_up.opened))),
            )
            .child(step("thanks__step--now", words.step_looking, words.now).attr("aria-current", "step"))
            .child(step("", words.step_told, words.to_come).child(note().text(before).child(ticket).text(after))),
    )
}

fn step(class: &str, name: &str, state: &str) -> El {
    el("li", &["thanks__step ", class].concat())
        .child(el("span", "thanks__step-name").text(name).text(" ").child(el("span", "survey__optional").text(state)))
}

fn note() -> El {
    el("span", "thanks__step-note")
}

/// Who has told it, and when.
fn told(follow_up: &FollowUp, language: Language) -> El {
    let time = follow_up.answered.map(|time: Timestamp| language.time(time));
    let facts: Vec<String> = follow_up.by.iter().cloned().chain(time).collect();
    el("p", "survey__hint").text(&facts.join(" · "))
}

fn prose(class: &str, prose: &Prose, language: Language) -> El {
    el("p", class).text_in(language.tag(), (prose.language.as_deref().unwrap_or(language.tag()), &prose.text))
}

/// All that was answered.
fn marks(questionnaire: &Questionnaire, given: &GivenAnswer, language: Language) -> El {
    let (tag, words, answer) = (language.tag(), language.words(), &given.answer);
    let row = |name: El, value: String, why: Option<El>| {
        el("div", "thanks__mark").child(name).child(el("dd", "").text(&value)).children(why)
    };
    let overall = row(
        el("dt", "").text(words.overall),
        mark(answer.overall, words),
        why(&questionnaire.reasons, given, language),
    );
    let dimensions = questionnaire.dimensions.iter().filter_map(|dimension| {
        let name = el("dt", "").text_in(tag, dimension.name.in_language(tag));
        let given_mark = answer.marks.get(&dimension.id)?;
        Some(row(name, mark(*given_mark, words), why(&dimension.reasons, given, language)))
    });
    let nps = answer
        .nps
        .map(|nps| row(el("dt", "").text(words.nps_short), words.nps_given.replace("{mark}", &nps.to_string()), None));
    let comment = answer.comment.as_ref().map(|comment| {
        let text = el("dd", "thanks__why");
        let language_of = comment.language.as_deref().unwrap_or(tag);
        el("div", "thanks__mark")
            .child(el("dt", "").text(words.comment_given))
            .child(text.text_in(tag, (language_of, &comment.text)))
    });
    el("dl", "thanks__marks").child(overall).children(dimensions).children(nps).children(comment)
}

/// 4 · Good
fn mark(mark: u8, words: &Words) -> String {
    let word = usize::from(mark).checked_sub(1).and_then(|index| words.marks.get(index));
    [mark.to_string().as_str(), word.copied().unwrap_or_default()].join(" · ")
}

/// Those of these reasons that were chosen.
fn why(reasons: &[Reason], given: &GivenAnswer, language: Language) -> Option<El> {
    let chosen = reasons.iter().filter(|reason| given.answer.reasons.contains(&reason.id));
    let names: Vec<&str> = chosen.map(|reason| reason.name.in_language(language.tag()).1).collect();
    (!names.is_empty()).then(|| el("dd", "thanks__why").text(&names.join(language.words().separator)))
}
