//! The form: real radio buttons and check boxes, which keep the answer themselves until it is read from them.

use std::ops::RangeInclusive;

use aftercare_contract::{
    Prose,
    survey::{BEST_MARK, BEST_NPS, Dimension, MAX_COMMENT, Questionnaire, Reason, Survey, SurveyAnswer, SurveyForm},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use crate::{
    dom::{El, all, el, find, set},
    trouble::telephone,
    words::{Language, Words},
};

/// The names of the inputs; those of dimensions and reasons are followed by their ids.
const OVERALL: &str = "overall";
const NPS: &str = "nps";
const MARK: &str = "mark:";
const REASON: &str = "reason:";
/// Where the comment is typed.
const COMMENT: &str = "#comment";

/// What is said about sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// It isn't the last word. Until when is told afterwards: a browser's first date takes a slow phone 0.2 s.
    Later,
    /// It is on its way.
    Sending,
    /// It is tried again by itself.
    Waiting,
    /// The backend doesn't take it.
    Refused,
}

/// The form, with what was answered so far.
pub fn content(form: &SurveyForm, answer: &SurveyAnswer, language: Language) -> Vec<El> {
    let Questionnaire { dimensions, reasons, nps, .. } = &form.questionnaire;
    let words = language.words();
    let dimensions = dimensions.iter().map(|dimension| marked(dimension, answer, language));
    let overall = el("fieldset", "survey__question")
        .attr("aria-describedby", "overall-hint")
        .child(el("legend", "survey__ask").text(words.overall))
        .child(el("p", "survey__hint").attr("id", "overall-hint").text(words.overall_hint))
        .child(scale("scale", OVERALL, 1..=BEST_MARK, Some(answer.overall), Some(words)))
        .children(why("", words.reasons, reasons, answer, language));
    let details = el("section", "survey__question")
        .attr("aria-labelledby", "details")
        .child(el("h2", "survey__ask").attr("id", "details").text(words.details).text(" ").child(optional(words)))
        .child(el("p", "survey__hint").text(words.details_hint))
        .child(el("div", "survey__dimensions").children(dimensions));
    let recommend = nps.then(|| {
        el("fieldset", "survey__question")
            .attr("aria-describedby", "nps-least nps-most")
            .child(el("legend", "survey__ask").text(words.nps).text(" ").child(optional(words)))
            .child(scale("scale scale--nps", NPS, 0..=BEST_NPS, answer.nps, None))
            .child(
                el("div", "scale__ends")
                    .child(el("span", "").attr("id", "nps-least").text(words.nps_least))
                    .child(clear(NPS, words.nps, words))
                    .child(el("span", "").attr("id", "nps-most").text(words.nps_most)),
            )
    });
    let comment = el("div", "survey__question")
        .child(el("label", "survey__ask").attr("for", "comment").text(words.comment).text(" ").child(optional(words)))
        .child(el("p", "survey__hint").attr("id", "comment-hint").text(words.comment_hint))
        .child(
            el("textarea", "survey__comment")
                .attr("id", "comment")
                .attr("rows", "3")
                .attr("maxlength", &MAX_COMMENT.to_string())
                .attr("aria-describedby", "comment-hint")
                .text(answer.comment.as_ref().map_or("", |comment| &comment.text)),
        );
    let send = el("div", "survey__send")
        .child(el("button", "survey__button").attr("type", "submit").text(words.send))
        .child(el("p", "survey__send-note").attr("role", "status"));
    vec![
        el("h1", "survey__title").attr("tabindex", "-1").text(words.title),
        about(&form.survey, language),
        el("form", "survey__form")
            .flag("novalidate", true)
            .attr("autocomplete", "off")
            .child(overall)
            .child(details)
            .children(recommend)
            .child(comment)
            .child(
                el("div", "")
                    .attr("role", "alert")
                    .child(el("p", "survey__error").flag("hidden", true).text(words.overall_missing)),
            )
            .child(send),
    ]
}

/// Who sees the rating, and what to do where the problem is still there.
pub fn foot(form: &SurveyForm, language: Language) -> Vec<El> {
    let words = language.words();
    vec![
        el("p", "").text(words.who_sees),
        el("p", "").text(words.not_solved).text(" ").child(ticket_link(&form.survey, words.open_ticket)),
        hotline(form, language),
    ]
}

/// The vendor's telephone, with its hours.
pub fn hotline(form: &SurveyForm, language: Language) -> El {
    let hours = el("span", "").text_in(language.tag(), form.hotline.hours.in_language(language.tag()));
    el("p", "").text(language.words().hotline).text(" ").child(telephone(&form.hotline.number)).text(" · ").child(hours)
}

/// A link to the ticket in the portal, where one signs in first.
pub fn ticket_link(survey: &Survey, text: &str) -> El {
    el("a", "").attr("href", &["/tickets/", survey.sr_number.as_str()].concat()).text(text)
}

/// The service that is marked.
fn about(survey: &Survey, language: Language) -> El {
    let words = language.words();
    let title = survey.name_language.as_deref().unwrap_or(language.tag());
    let engineer = survey.engineer.as_ref().map(|engineer| words.handled_by.replace("{engineer}", engineer));
    el("p", "survey__about")
        .child(el("span", "survey__sr").text(survey.sr_number.as_str()))
        .text(" ")
        .child(el("strong", "").text_in(language.tag(), (title, &survey.name)))
        .children(engineer.map(|engineer| el("span", "survey__engineer").text(&engineer)))
}

fn optional(words: &Words) -> El {
    el("span", "survey__optional").text(words.optional)
}

/// A dimension, with reasons for a low mark.
fn marked(dimension: &Dimension, answer: &SurveyAnswer, language: Language) -> El {
    let (tag, words) = (language.tag(), language.words());
    let name = [MARK, dimension.id.as_str()].concat();
    let (_, called) = dimension.name.in_language(tag);
    let reasons = words.reasons_of.replace("{dimension}", called);
    el("fieldset", "dimension")
        .attr("aria-describedby", &["hint:", dimension.id.as_str()].concat())
        .child(el("legend", "dimension__name").text_in(tag, dimension.name.in_language(tag)))
        .child(
            el("p", "dimension__explain")
                .attr("id", &["hint:", dimension.id.as_str()].concat())
                .text_in(tag, dimension.hint.in_language(tag)),
        )
        .child(clear(&name, called, words))
        .child(scale("scale scale--row", &name, 1..=BEST_MARK, answer.marks.get(&dimension.id).copied(), Some(words)))
        .children(why(dimension.id.as_str(), &reasons, &dimension.reasons, answer, language))
}

/// Takes a mark back: a radio button can't be unchosen.
fn clear(name: &str, of: &str, words: &Words) -> El {
    el("button", "survey__clear")
        .attr("type", "button")
        .attr("data-do", "clear")
        .attr("data-name", name)
        .attr("aria-label", &words.clear_of.replace("{dimension}", of))
        .text(words.clear)
}

fn scale(class: &str, name: &str, marks: RangeInclusive<u8>, chosen: Option<u8>, words: Option<&Words>) -> El {
    let first = *marks.start();
    el("div", class).children(marks.map(|mark| {
        let number = mark.to_string();
        let word = words.and_then(|words| words.marks.get(usize::from(mark - first)));
        let word = word.map(|word| el("span", "scale__word").text(word));
        el("label", "scale__mark")
            .child(
                el("input", "scale__input")
                    .attr("type", "radio")
                    .attr("name", name)
                    .attr("value", &number)
                    .flag("checked", chosen == Some(mark)),
            )
            .child(el("span", "scale__text").child(el("span", "scale__number").text(&number)).text(" ").children(word))
    }))
}

/// Reasons for a low mark of a dimension, or for a low overall mark where there is no `dimension`.
fn why(dimension: &str, ask: &str, reasons: &[Reason], answer: &SurveyAnswer, language: Language) -> Option<El> {
    let choices = reasons.iter().map(|reason| {
        let input = el("input", "")
            .attr("type", "checkbox")
            .attr("name", &[REASON, reason.id.as_str()].concat())
            .flag("checked", answer.reasons.contains(&reason.id));
        let name = el("span", "").text_in(language.tag(), reason.name.in_language(language.tag()));
        el("li", "").child(el("label", "reasons__choice").child(input).child(name))
    });
    (!reasons.is_empty()).then(|| {
        el("fieldset", "reasons")
            .attr("data-for", dimension)
            .child(el("legend", "reasons__ask").text(ask))
            .child(el("ul", "reasons__list").attr("role", "list").children(choices))
            .child(el("p", "reasons__promise").text(language.words().promise))
    })
}

/// What is chosen and typed in the form now. An overall mark of 0 is none.
pub fn read(language: Language) -> SurveyAnswer {
    let mut answer = SurveyAnswer::default();
    for input in all(".survey__page input:checked").filter_map(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        let (name, mark) = (input.name(), input.value().parse().unwrap_or_default());
        if name == OVERALL {
            answer.overall = mark;
        } else if name == NPS {
            answer.nps = Some(mark);
        } else if let Some(dimension) = name.strip_prefix(MARK) {
            answer.marks.insert(dimension.into(), mark);
        } else if let Some(reason) = name.strip_prefix(REASON) {
            answer.reasons.push(reason.into());
        }
    }
    let comment = find(COMMENT).and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
    let text = comment.map(|field| field.value()).filter(|text| !text.trim().is_empty());
    answer.comment = text.map(|text| Prose { text, language: Some(language.tag().to_owned()) });
    answer
}

/// Takes the choice among the inputs of this name back.
pub fn unchoose(name: &str) {
    for input in all("form input:checked").filter_map(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        if input.name() == name {
            input.set_checked(false);
        }
    }
}

/// Asks for reasons where a mark is low, and lets take marks back where there are some.
pub fn follow(answer: &SurveyAnswer, questionnaire: &Questionnaire) {
    let mark_of = |dimension: &str| match dimension {
        "" => Some(answer.overall).filter(|mark| *mark > 0),
        id => answer.marks.get(&id.into()).copied(),
    };
    for reasons in all("[data-for]") {
        let mark = reasons.get_attribute("data-for").and_then(|dimension| mark_of(&dimension));
        let asked = mark.is_some_and(|mark| mark <= questionnaire.low_mark);
        set(&reasons, "hidden", (!asked).then_some(""));
    }
    for clear in all("[data-do=clear]") {
        let name = clear.get_attribute("data-name").unwrap_or_default();
        let given = match name.strip_prefix(MARK) {
            Some(dimension) => answer.marks.contains_key(&dimension.into()),
            None => answer.nps.is_some(),
        };
        set(&clear, "hidden", (!given).then_some(""));
    }
    if answer.overall > 0 {
        complain(false);
    }
}

/// Says, or doesn't say any more, that the overall mark is missing.
pub fn complain(missing: bool) {
    if let Some(error) = find(".survey__error") {
        set(&error, "hidden", (!missing).then_some(""));
    }
}

/// Says how it is with sending.
pub fn say(note: Note, words: &Words) {
    let text = match note {
        Note::Later => words.later,
        Note::Sending => words.sending,
        Note::Waiting => words.waiting,
        Note::Refused => words.refused,
    };
    if let Some(place) = find(".survey__send-note") {
        place.set_text_content(Some(text));
    }
}
