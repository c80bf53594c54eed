//! Satisfaction surveys: one after each service, answered by the link of an e-mail without signing in, or signed in.
//!
//! The link's token travels in the URL's fragment and then in a body, never in a path or a query. Opening a survey
//! records nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Localized, Prose, Timestamp,
    account::Hotline,
    ticket::SrNumber,
    validate::{Invalid, check_language, check_prose},
};

ids! {
    /// A survey.
    SurveyId;
    /// Something that is marked by itself: `speed`, `solution`, …
    DimensionId;
    /// Why a mark is low; unique over all dimensions.
    ReasonId;
    /// What a low mark has led to.
    FollowUpId;
}

/// The best mark; the worst is 1.
pub const BEST_MARK: u8 = 5;
/// The highest answer to whether one would recommend the service; the lowest is 0.
pub const BEST_NPS: u8 = 10;
/// Most characters of a comment.
pub const MAX_COMMENT: usize = 2000;
/// Characters of a token: 256 bits in the URL-safe alphabet of base64.
pub const TOKEN_LENGTH: usize = 43;

/// What is asked. Names and weights are the backend's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Questionnaire {
    /// Marks up to this one are low: reasons are asked for, and somebody looks into it.
    pub low_mark: u8,
    /// Reasons for a low overall mark.
    pub reasons: Vec<Reason>,
    /// What is marked by itself, in this order.
    pub dimensions: Vec<Dimension>,
    /// Whether it is asked, from 0 to [`BEST_NPS`], if one would recommend the service.
    pub nps: bool,
}

/// Something that is marked by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Dimension {
    /// Its id.
    pub id: DimensionId,
    /// What it is called.
    pub name: Localized,
    /// What is meant, in a few words.
    pub hint: Localized,
    /// How much it counts, in relation to the others.
    pub weight: u32,
    /// Reasons for a low mark.
    pub reasons: Vec<Reason>,
}

/// Why a mark is low.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// Its id.
    pub id: ReasonId,
    /// What it says.
    pub name: Localized,
}

/// What somebody answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SurveyAnswer {
    /// 1 to [`BEST_MARK`].
    pub overall: u8,
    /// 1 to [`BEST_MARK`]; a dimension that was left open is absent.
    #[serde(default)]
    pub marks: BTreeMap<DimensionId, u8>,
    /// Why marks are low.
    #[serde(default)]
    pub reasons: Vec<ReasonId>,
    /// 0 to [`BEST_NPS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps: Option<u8>,
    /// In their own words; plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Prose>,
}

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GivenAnswer {
    /// What was answered.
    pub answer: SurveyAnswer,
    /// The weighted mark, see [`Questionnaire::score`].
    pub score: f64,
    /// When it was first answered.
    pub answered: Timestamp,
    /// When it was last corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Timestamp>,
}

/// What a low mark has led to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FollowUp {
    /// Its id.
    pub id: FollowUpId,
    /// Since when somebody looks into it.
    pub opened: Timestamp,
    /// By when the customer hears what came of it.
    pub due: Timestamp,
    /// When they were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Timestamp>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Prose>,
}

/// A survey, with the service that it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Survey {
    /// Its id.
    pub id: SurveyId,
    /// The ticket.
    pub sr_number: SrNumber,
    /// The ticket's title.
    pub name: String,
    /// BCP 47 tag of the language that the title is written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_language: Option<String>,
    /// Who worked on it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engineer: Option<String>,
    /// When the service ended.
    pub closed: Timestamp,
    /// Until when it can be answered, and the answer be corrected.
    pub expires: Timestamp,
    /// Whether the caller may answer or correct it now.
    pub editable: bool,
    /// What was answered so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<GivenAnswer>,
    /// What a low mark has led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
}

/// A survey with all that its page shows; also the answer to answering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SurveyForm {
    /// The survey.
    pub survey: Survey,
    /// What is asked.
    pub questionnaire: Questionnaire,
    /// BCP 47 tag of the language that the respondent chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The vendor's telephone.
    pub hotline: Hotline,
    /// The backend's clock.
    pub server_time: Timestamp,
}

/// Surveys, those closed last first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Surveys {
    /// As many as are worth showing.
    pub items: Vec<Survey>,
    /// How many there are.
    pub total: u64,
    /// What they ask.
    pub questionnaire: Questionnaire,
    /// The backend's clock.
    pub server_time: Timestamp,
}

/// What opens a survey without signing in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OpenSurvey {
    /// The link's token.
    pub token: String,
}

/// Answers a survey, or corrects the answer, without signing in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AnswerSurvey {
    /// The link's token.
    pub token: String,
    /// What is answered.
    pub answer: SurveyAnswer,
}

impl core::fmt::Debug for OpenSurvey {
    /// Leaves the token out: what is printed ends up in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("OpenSurvey").finish_non_exhaustive()
    }
}

impl core::fmt::Debug for AnswerSurvey {
    /// Leaves the token out: what is printed ends up in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AnswerSurvey").field("answer", &self.answer).finish_non_exhaustive()
    }
}

/// The path and fragment of a survey's link; `mark` is preselected as the overall mark, and nothing more.
///
/// ```
/// use aftercare_contract::survey::{link, read_fragment};
/// let token = "l8v3mJqT9GHHmVxQj2nC6oQx0Q1bQn1Z7m0lqv0mYhA";
/// assert_eq!(link(token, Some(4)), format!("/survey#{token}/4"));
/// assert_eq!(read_fragment(&format!("{token}/4")), (token, Some(4)));
/// assert_eq!(read_fragment(&format!("#{token}")), (token, None));
/// ```
pub fn link(token: &str, mark: Option<u8>) -> String {
    let mark = mark.map(|mark| format!("/{mark}")).unwrap_or_default();
    format!("/survey#{token}{mark}")
}

/// What stands before the id in the fragment of [`own_link`].
pub const OWN: &str = "own/";

/// The path and fragment of the page of one's own survey, which is answered signed in.
pub fn own_link(id: &SurveyId) -> String {
    format!("/survey#{OWN}{id}")
}

/// The token in the fragment of a link, and the mark that it preselects. Whether it is a token is for
/// [`is_token`] to say.
pub fn read_fragment(fragment: &str) -> (&str, Option<u8>) {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let (token, mark) = fragment.split_once('/').unwrap_or((fragment, ""));
    (token, mark.parse().ok().filter(|mark| (1..=BEST_MARK).contains(mark)))
}

/// Whether a token has the form of one; a link that was cut short or broken over two lines hasn't.
pub fn is_token(token: &str) -> bool {
    token.len() == TOKEN_LENGTH && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Checks a token's form.
pub fn check_token(token: &str) -> Result<(), Vec<FieldError>> {
    if is_token(token) { Ok(()) } else { Err(vec![FieldError::new("/token", FieldCode::BadFormat)]) }
}

impl Questionnaire {
    /// The weighted mark to two decimals: the dimensions that were marked, by their weights; where none was, the
    /// overall mark.
    pub fn score(&self, answer: &SurveyAnswer) -> f64 {
        let marked =
            self.dimensions.iter().filter_map(|dimension| Some((dimension.weight, answer.marks.get(&dimension.id)?)));
        let (weights, sum) = marked.fold((0_u64, 0_u64), |(weights, sum), (weight, mark)| {
            (weights + u64::from(weight), sum + u64::from(weight) * u64::from(*mark))
        });
        let hundredths = (sum * 100 + weights / 2).checked_div(weights);
        let hundredths = hundredths.unwrap_or_else(|| u64::from(answer.overall) * 100);
        // No mark is above 255, so this always fits.
        f64::from(u32::try_from(hundredths).unwrap_or(u32::MAX)) / 100.0
    }

    /// Whether somebody has to look into it: the overall mark or one of the others is low.
    pub fn is_low(&self, answer: &SurveyAnswer) -> bool {
        core::iter::once(&answer.overall).chain(answer.marks.values()).any(|mark| *mark <= self.low_mark)
    }

    /// The reasons that are asked for after these marks.
    pub fn reasons_for<'a>(&'a self, answer: &'a SurveyAnswer) -> impl Iterator<Item = &'a Reason> {
        let low = |mark: u8| mark <= self.low_mark;
        let overall = self.reasons.iter().filter(move |_| low(answer.overall));
        let marked = self.dimensions.iter().filter(move |dimension| {
            let mark = answer.marks.get(&dimension.id);
            mark.is_some_and(|mark| low(*mark))
        });
        overall.chain(marked.flat_map(|dimension| &dimension.reasons))
    }
}

impl SurveyAnswer {
    /// The answer with its comment trimmed, and without reasons for marks that aren't low.
    pub fn validate(&self, questionnaire: &Questionnaire) -> Result<Self, Vec<FieldError>> {
        self.validate_at("", questionnaire)
    }

    fn validate_at(&self, base: &str, questionnaire: &Questionnaire) -> Result<Self, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let is_mark = |mark: u8| (1..=BEST_MARK).contains(&mark);
        if self.overall == 0 {
            invalid.add(format!("{base}/overall"), FieldCode::Required);
        } else if !is_mark(self.overall) {
            invalid.add(format!("{base}/overall"), FieldCode::NotOffered);
        }
        for (dimension, mark) in &self.marks {
            if !is_mark(*mark) || !questionnaire.dimensions.iter().any(|known| known.id == *dimension) {
                let pointer = dimension.as_str().replace('~', "~0").replace('/', "~1");
                invalid.add(format!("{base}/marks/{pointer}"), FieldCode::NotOffered);
            }
        }
        let everywhere = questionnaire.dimensions.iter().flat_map(|dimension| &dimension.reasons);
        let known: Vec<_> = questionnaire.reasons.iter().chain(everywhere).collect();
        for (index, reason) in self.reasons.iter().enumerate() {
            if !known.iter().any(|known| known.id == *reason) {
                invalid.add(format!("{base}/reasons/{index}"), FieldCode::NotOffered);
            }
        }
        if self.nps.is_some_and(|nps| nps > BEST_NPS || !questionnaire.nps) {
            invalid.add(format!("{base}/nps"), FieldCode::NotOffered);
        }
        let comment = self.comment.as_ref().map(|comment| {
            check_language(&mut invalid, &format!("{base}/comment/language"), comment.language.as_deref());
            let text = check_prose(&mut invalid, &format!("{base}/comment/text"), &comment.text, 0, MAX_COMMENT);
            Prose { text, language: comment.language.clone() }
        });
        let asked = questionnaire.reasons_for(self).map(|reason| &reason.id);
        let reasons = asked.filter(|asked| self.reasons.contains(asked)).cloned().collect();
        let comment = comment.filter(|comment| !comment.text.is_empty());
        invalid.into_result(Self { reasons, comment, ..self.clone() })
    }
}

impl AnswerSurvey {
    /// The answer as [`SurveyAnswer::validate`] gives it; pointers are into this body.
    pub fn validate(&self, questionnaire: &Questionnaire) -> Result<SurveyAnswer, Vec<FieldError>> {
        self.answer.validate_at("/answer", questionnaire)
    }
}

/// How content the company is with the service, by months. Only real answers count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SurveyScores {
    /// What was asked.
    pub questionnaire: Questionnaire,
    /// The months in which services ended, oldest first; a survey and its answer count in the month of the service.
    pub months: Vec<MonthScores>,
}

/// The surveys on the services that ended in one month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MonthScores {
    /// Year and month: `2026-11`.
    pub month: String,
    /// How many were sent.
    pub surveys: u64,
    /// How many were answered.
    pub answers: u64,
    /// The mean of the weighted marks; absent without an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The overall marks.
    pub overall: Marks,
    /// The marks of each dimension; those that were left open aren't counted.
    pub dimensions: BTreeMap<DimensionId, Marks>,
    /// How often each answer from 0 to [`BEST_NPS`] was given.
    pub nps: Vec<u64>,
    /// How many low marks are or were looked into.
    pub follow_ups: u64,
}

/// Marks, counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Marks {
    /// How many.
    pub count: u64,
    /// Their mean; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// How many of each, from 1 to [`BEST_MARK`].
    pub distribution: Vec<u64>,
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn questionnaire(weights: &[u32]) -> Questionnaire {
        let reason = |id: String| Reason { id: ReasonId(id), name: Localized::default() };
        let dimensions = weights.iter().enumerate().map(|(index, weight)| Dimension {
            id: DimensionId(format!("d{index}")),
            name: Localized::default(),
            hint: Localized::default(),
            weight: *weight,
            reasons: vec![reason(format!("d{index}Late"))],
        });
        let dimensions = dimensions.collect();
        Questionnaire { low_mark: 2, reasons: vec![reason("overallBad".to_owned())], dimensions, nps: true }
    }

    fn answer(overall: u8, marks: &[Option<u8>]) -> SurveyAnswer {
        let marks = marks.iter().enumerate();
        let marks = marks.filter_map(|(index, mark)| Some((DimensionId(format!("d{index}")), (*mark)?))).collect();
        SurveyAnswer { overall, marks, ..SurveyAnswer::default() }
    }

    #[test]
    fn the_weights_of_what_was_marked_are_scaled() {
        let asked = questionnaire(&[30, 40, 20, 10]);
        for (marks, score) in [
            (vec![Some(5), Some(5), Some(5), Some(5)], 5.0),
            (vec![Some(2), Some(4), Some(4), Some(5)], 3.5),
            (vec![Some(1), Some(5), None, None], 3.29),
            (vec![None, None, None, Some(2)], 2.0),
            (vec![None; 4], 3.0),
        ] {
            assert!((asked.score(&answer(3, &marks)) - score).abs() < 1e-9, "{marks:?}");
        }
    }

    #[test]
    fn one_low_mark_is_enough() {
        let asked = questionnaire(&[50, 50]);
        assert!(asked.is_low(&answer(2, &[Some(5), Some(5)])));
        assert!(asked.is_low(&answer(4, &[Some(5), Some(1)])));
        assert!(!asked.is_low(&answer(3, &[None, Some(3)])));
    }

    #[test]
    fn only_what_is_offered_is_taken() {
        let asked = questionnaire(&[50, 50]);
        let wrong = SurveyAnswer {
            marks: [("d0".into(), 6), ("d9".into(), 3)].into(),
            reasons: vec!["d0Late".into(), "none".into()],
            nps: Some(11),
            comment: Some(Prose { text: "x".repeat(MAX_COMMENT + 1), language: None }),
            ..answer(0, &[])
        };
        let request = AnswerSurvey { token: String::new(), answer: wrong };
        let errors: Vec<_> = request.validate(&asked).unwrap_err();
        let pointers: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            [
                "/answer/overall",
                "/answer/marks/d0",
                "/answer/marks/d9",
                "/answer/reasons/1",
                "/answer/nps",
                "/answer/comment/text"
            ]
        );
        let unasked = Questionnaire { nps: false, ..asked };
        assert!(SurveyAnswer { nps: Some(9), ..answer(5, &[]) }.validate(&unasked).is_err());
    }

    #[test]
    fn reasons_stay_with_the_low_marks_that_they_are_for() {
        let asked = questionnaire(&[50, 50]);
        let reasons: Vec<ReasonId> = vec!["overallBad".into(), "d0Late".into(), "d1Late".into(), "d0Late".into()];
        let blank = Some(Prose { text: " \r\n ".to_owned(), language: None });
        let given = SurveyAnswer { reasons, comment: blank, ..answer(4, &[Some(2), Some(3)]) };
        let kept = given.validate(&asked).unwrap();
        assert_eq!((kept.reasons, kept.comment), (vec!["d0Late".into()], None));
    }

    #[test]
    fn a_link_that_was_cut_is_no_token() {
        let token = "l8v3mJqT9GHHmVxQj2nC6oQx0Q1bQn1Z7m0lqv0mYhA";
        assert!(is_token(token));
        for cut in ["", &token[1..], &format!("{token}="), &format!("{}%", &token[1..])] {
            assert!(check_token(cut).is_err(), "{cut}");
        }
        assert_eq!(read_fragment(&format!("{token}/0")), (token, None));
        assert_eq!(read_fragment(&format!("{token}/4/5")), (token, None));
    }

    proptest! {
        #[test]
        fn a_score_lies_between_the_marks_and_knows_only_proportions(
            marks in vec((0_u32..1000, proptest::option::of(1..=BEST_MARK)), 0..6),
            overall in 1..=BEST_MARK,
            scale in 1_u32..1000,
        ) {
            let (weights, marks): (Vec<_>, Vec<_>) = marks.into_iter().unzip();
            let answer = answer(overall, &marks);
            let score = questionnaire(&weights).score(&answer);
            let counted = weights.iter().zip(&marks).filter(|(weight, _)| **weight > 0);
            let counted: Vec<u8> = counted.filter_map(|(_, mark)| *mark).collect();
            let least = counted.iter().min().copied().unwrap_or(overall);
            let most = counted.iter().max().copied().unwrap_or(overall);
            prop_assert!((f64::from(least)..=f64::from(most)).contains(&score));
            let scaled: Vec<_> = weights.iter().map(|weight| weight * scale).collect();
            prop_assert!((questionnaire(&scaled).score(&answer) - score).abs() < 0.011);
        }

        #[test]
        fn a_better_mark_never_lowers_the_score(
            marks in vec((0_u32..1000, 1..BEST_MARK), 1..6),
            better in any::<proptest::sample::Index>(),
        ) {
            let (weights, marks): (Vec<_>, Vec<_>) = marks.into_iter().map(|(weight, mark)| (weight, Some(mark))).unzip();
            let asked = questionnaire(&weights);
            let mut raised = marks.clone();
            let index = better.index(raised.len());
            raised[index] = raised[index].map(|mark| mark + 1);
            prop_assert!(asked.score(&answer(1, &raised)) >= asked.score(&answer(1, &marks)));
        }

        #[test]
        fn any_fragment_can_be_read(fragment in ".*") {
            let (token, mark) = read_fragment(&fragment);
            prop_assert!(fragment.contains(token) && mark.is_none_or(|mark| (1..=BEST_MARK).contains(&mark)));
        }
    }
}
