//! Surveys: asked after a ticket, answered by the link or signed in, and what comes of it.

use aftercare_contract::{
    Problem, ProblemType, Prose, Span,
    history::{EventType, Side},
    routes::{path, to},
    survey::{
        AnswerSurvey, DimensionId, OpenSurvey, Survey, SurveyAnswer, SurveyForm, SurveyScores, Surveys, read_fragment,
    },
    ticket::SrNumber,
};
use aftercare_tests::{
    Answer, Customer,
    api::new_key,
    backend::{HE, LIN},
};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::subject::{Credentials, Subject};

async fn on_ticket(customer: &Customer, sr: &SrNumber) -> Vec<Survey> {
    let surveys: Surveys = customer.load(&format!("{}?ticket={sr}", to(path::SURVEYS, &[]))).await;
    surveys.items
}

async fn token(subject: &Subject, sr: &SrNumber) -> String {
    subject.mail(sr, "closed").await.token().expect("the e-mail has the survey's link")
}

async fn open(customer: &Customer, token: &str) -> Answer {
    customer.post(&to(path::SURVEY_OPEN, &[]), &OpenSurvey { token: token.to_owned() }).await
}

async fn answer(customer: &Customer, token: &str, key: &str, answer: &SurveyAnswer) -> Answer {
    let body = AnswerSurvey { token: token.to_owned(), answer: answer.clone() };
    customer.post_with_key(&to(path::SURVEY_ANSWER, &[]), key, &body).await
}

fn marks(overall: u8) -> SurveyAnswer {
    SurveyAnswer { overall, marks: [("speed".into(), 4), ("solution".into(), 5)].into(), ..SurveyAnswer::default() }
}

fn comment(text: &str) -> Prose {
    Prose { text: text.to_owned(), language: Some("en".to_owned()) }
}

async fn demo(subject: &Subject, user_name: &str) -> Customer {
    let Credentials { user_name, password } = Credentials::demo(user_name);
    Customer::sign_in(&subject.origin, &user_name, &password).await
}

pub async fn nothing_of_surveys_is_told_without_signing_in(subject: &Subject) {
    let guest = Customer::guest(&subject.origin);
    let answer = to(path::SURVEY_ONE_ANSWER, &["x"]);
    for url in [to(path::SURVEYS, &[]), to(path::SURVEY, &["x"]), to(path::SURVEY_SCORES, &[]), to(path::MAILS, &[])] {
        guest.get(&url).await.expect(401);
    }
    guest.post(&answer, &marks(5)).await.expect(401);
}

pub async fn a_closed_ticket_asks_its_requester(subject: &Subject) {
    let sr = subject.file("Will be asked about").await;
    assert_eq!(on_ticket(&subject.customer, &sr).await, [], "not before its end");
    let sr = subject.close("Is asked about").await;
    let [survey] = &on_ticket(&subject.customer, &sr).await[..] else { panic!("one survey") };
    assert!(survey.editable && survey.answer.is_none());
    assert_eq!(survey.name, "Is asked about");
    assert_eq!(survey.expires.since(survey.closed), Span::hours(30 * 24));
    let waiting: Surveys = subject.customer.load(&format!("{}?open=true", to(path::SURVEYS, &[]))).await;
    assert!(waiting.items.iter().any(|waiting| waiting.id == survey.id));

    let url = to(path::SURVEY_ONE_ANSWER, &[survey.id.as_str()]);
    let form: SurveyForm = subject.customer.post(&url, &marks(5)).await.expect(200).json();
    let given = form.survey.answer.expect("it is stored");
    assert_eq!((given.answer, given.score), (marks(5), 4.57), "speed counts 30, solution 40");
    let waiting: Surveys = subject.customer.load(&format!("{}?open=true", to(path::SURVEYS, &[]))).await;
    assert!(waiting.items.iter().all(|waiting| waiting.id != survey.id), "it doesn't wait any more");
}

pub async fn opening_a_link_records_nothing(subject: &Subject) {
    let sr = subject.close("Looked at by a scanner").await;
    let before = (on_ticket(&subject.customer, &sr).await, subject.customer.history(&sr).await);
    let mail = subject.mail(&sr, "closed").await;
    let scanner = Customer::guest(&subject.origin);
    let mut seen = Vec::new();
    for link in mail.links() {
        let (page, fragment) = link.split_once('#').unwrap_or((&link, ""));
        let path = page.strip_prefix(&subject.origin).expect("every link leads to the portal");
        Answer::of(scanner.read(path)).await;
        if !fragment.is_empty() {
            let (token, mark) = read_fragment(fragment);
            let form: SurveyForm = open(&scanner, token).await.expect(200).json();
            assert_eq!((form.survey.sr_number, form.survey.answer), (sr.clone(), None));
            seen.extend(mark);
        }
    }
    assert_eq!(seen, [1, 2, 3, 4, 5], "a link for each mark");
    assert_eq!((on_ticket(&subject.customer, &sr).await, subject.customer.history(&sr).await), before);
}

pub async fn an_answer_is_kept_once_and_can_be_corrected(subject: &Subject) {
    let sr = subject.close("Answered and corrected").await;
    let (guest, token) = (Customer::guest(&subject.origin), token(subject, &sr).await);
    let (first, second) = (new_key(), new_key());
    let form: SurveyForm = answer(&guest, &token, &first, &marks(3)).await.expect(200).json();
    let answered = form.survey.answer.expect("it is stored").answered;
    let better = SurveyAnswer { nps: Some(9), comment: Some(comment("  thanks  ")), ..marks(5) };
    answer(&guest, &token, &second, &better).await.expect(200);
    // The first one was on its way for long: it changes nothing any more.
    answer(&guest, &token, &first, &marks(3)).await.expect(200);
    let [survey] = &on_ticket(&subject.customer, &sr).await[..] else { panic!("one survey") };
    let given = survey.answer.as_ref().expect("it is answered");
    assert_eq!((given.answer.overall, given.answer.nps, given.answered), (5, Some(9), answered));
    assert_eq!(given.answer.comment, Some(comment("thanks")));
    assert!(given.corrected.is_some());
    let other = answer(&guest, &token, &first, &marks(1)).await.expect(422).problem();
    assert_eq!(other.problem_type, ProblemType::KeyReused);
    let request = guest.bare(Method::POST, &to(path::SURVEY_ANSWER, &[])).header("origin", &subject.origin);
    let request = request.header("aftercare-write", "1").json(&AnswerSurvey { token, answer: marks(1) });
    assert_eq!(Answer::of(request).await.expect(400).problem().problem_type, ProblemType::KeyMissing);
}

pub async fn one_answer_however_often_it_is_sent(subject: &Subject) {
    let sr = subject.close("Tapped many times").await;
    let (guest, token, key) = (Customer::guest(&subject.origin), token(subject, &sr).await, new_key());
    let low = SurveyAnswer { overall: 1, ..SurveyAnswer::default() };
    for sent in join_all((0..8).map(|_| answer(&guest, &token, &key, &low))).await {
        assert!(sent.status == 200 || sent.problem().problem_type == ProblemType::InFlight, "{}", sent.text());
    }
    let history = subject.customer.history(&sr).await;
    let opened = history.iter().filter(|event| event.event_type == EventType::FollowUpOpened);
    assert_eq!(opened.count(), 1);
}

pub async fn wrong_fields_of_an_answer_are_named(subject: &Subject) {
    let sr = subject.close("Answered wrongly").await;
    let (guest, token) = (Customer::guest(&subject.origin), token(subject, &sr).await);
    let wrong = SurveyAnswer { marks: [("mood".into(), 3)].into(), nps: Some(11), ..marks(6) };
    let problem = answer(&guest, &token, &new_key(), &wrong).await.expect(422).problem();
    let pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/answer/overall", "/answer/marks/mood", "/answer/nps"]);
    assert!(on_ticket(&subject.customer, &sr).await[0].answer.is_none());
}

pub async fn a_link_that_opens_nothing_tells_nothing(subject: &Subject) {
    let sr = subject.close("Told to nobody").await;
    let (guest, token) = (Customer::guest(&subject.origin), token(subject, &sr).await);
    let unknown = token.chars().rev().collect::<String>();
    let ask = async |token: &str| {
        let answers = [open(&guest, token).await, answer(&guest, token, &new_key(), &marks(5)).await];
        answers.map(|answer| answer.problem())
    };
    for problem in ask(&unknown).await {
        assert_eq!(problem, Problem::new(ProblemType::NotFound));
    }
    for cut in ["", &token[1..], &format!("{token}x"), "\u{1F600}"] {
        for problem in ask(cut).await {
            assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (422, "/token"), "{cut}");
        }
    }
    // In a path or a query it is nothing: it would end up in logs.
    let url = to(path::SURVEY_OPEN, &[]);
    assert_eq!(guest.get(&format!("{url}?token={token}")).await.status, 405);
}

pub async fn strangers_neither_see_nor_answer(subject: &Subject) {
    let sr = subject.close("Not for other companies").await;
    let id = on_ticket(&subject.customer, &sr).await[0].id.clone();
    let secret = format!("secret {}", new_key());
    let url = to(path::SURVEY_ONE_ANSWER, &[id.as_str()]);
    let low = SurveyAnswer { comment: Some(comment(&secret)), ..marks(1) };
    subject.customer.post(&url, &low).await.expect(200);

    let (stranger, colleague) = (&subject.stranger, demo(subject, LIN).await);
    for other in [stranger, &colleague] {
        assert_eq!(on_ticket(other, &sr).await, []);
        assert_eq!(other.post(&url, &marks(5)).await.expect(404).problem(), Problem::new(ProblemType::NotFound));
        for list in [to(path::SURVEYS, &[]), to(path::SURVEY_SCORES, &[])] {
            assert!(!other.get(&list).await.text().contains(&secret), "{list}");
        }
    }
    assert_eq!(on_ticket(&subject.customer, &sr).await[0].answer.as_ref().map(|given| given.answer.overall), Some(1));
}

pub async fn an_admin_sees_the_answers_and_a_requester_the_scores_not(subject: &Subject) {
    let admin = demo(subject, HE).await;
    let url = to(path::SURVEY_SCORES, &[]);
    let newest = async || admin.load::<SurveyScores>(&url).await.months.pop();
    let sr = subject.close("Counted").await;
    let before = newest().await.expect("this month has a survey");
    let survey = on_ticket(&subject.customer, &sr).await[0].id.clone();
    subject.customer.post(&to(path::SURVEY_ONE_ANSWER, &[survey.as_str()]), &marks(4)).await.expect(200);
    let after = newest().await.expect("this month has a survey");
    // Others answer meanwhile.
    assert!(after.answers > before.answers && after.answers <= after.surveys);
    assert_eq!(after.overall.distribution.iter().sum::<u64>(), after.answers);
    assert!(after.dimensions[&DimensionId::from("speed")].count <= after.answers);
    assert_eq!(subject.customer.get(&url).await.expect(403).problem().problem_type, ProblemType::NotAllowed);

    let [seen] = &on_ticket(&admin, &sr).await[..] else { panic!("the company's") };
    assert!(seen.answer.is_some() && !seen.editable);
    admin.post(&to(path::SURVEY_ONE_ANSWER, &[survey.as_str()]), &marks(1)).await.expect(404);
}

pub async fn a_low_mark_is_looked_into_and_told(subject: &Subject) {
    let sr = subject.close("Took too long").await;
    let (guest, token) = (Customer::guest(&subject.origin), token(subject, &sr).await);
    let low = SurveyAnswer {
        marks: [("speed".into(), 2), ("solution".into(), 5)].into(),
        reasons: vec!["speedSilence".into()],
        comment: Some(comment("<b>Two hours</b> without a word")),
        ..marks(4)
    };
    let form: SurveyForm = answer(&guest, &token, &new_key(), &low).await.expect(200).json();
    let follow_up = form.survey.follow_up.expect("somebody looks into it");
    assert_eq!((follow_up.due.since(follow_up.opened), follow_up.answered), (Span::hours(24), None));
    // Whoever is content afterwards still hears what came of it, and once.
    answer(&guest, &token, &new_key(), &marks(5)).await.expect(200);
    answer(&guest, &token, &new_key(), &low).await.expect(200);

    let waiting: serde_json::Value = subject.desk().call(Method::GET, "/follow-ups", None).await.expect(200).json();
    let waiting = waiting["items"].as_array().expect("a list").clone();
    let ours: Vec<_> = waiting.iter().filter(|waiting| waiting["survey"]["srNumber"] == json!(sr)).collect();
    assert_eq!(ours.len(), 1);
    assert_eq!(ours[0]["survey"]["answer"]["answer"]["reasons"], json!(["speedSilence"]));
    let url = format!("/follow-ups/{}/answer", follow_up.id);
    let told = json!({ "text": "The night shift now calls you\neach hour.", "language": "en" });
    subject.desk().call(Method::POST, &url, Some(&json!({ "text": " " }))).await.expect(422);
    subject.desk().call(Method::POST, &url, Some(&told)).await.expect(200);
    subject.desk().call(Method::POST, &url, Some(&told)).await.expect(409);
    subject.desk().call(Method::POST, "/follow-ups/none/answer", Some(&told)).await.expect(404);

    let history = subject.customer.history(&sr).await;
    let [opened, answered] = &history[history.len() - 2..] else { panic!("both are told") };
    assert_eq!((&opened.event_type, &opened.actor.side), (&EventType::FollowUpOpened, &Side::System));
    assert_eq!(answered.event_type, EventType::FollowUpAnswered);
    assert!(answered.reason.as_ref().is_some_and(|reason| reason.text.starts_with("The night shift")));
    let survey = &on_ticket(&subject.customer, &sr).await[0];
    assert!(survey.follow_up.as_ref().is_some_and(|follow_up| follow_up.answered.is_some()));
    let mail = subject.mail(&sr, "followUp").await;
    assert!(mail.text.contains("> <b>Two hours</b> without") && mail.text.contains("> each hour."), "{}", mail.text);
    assert!(mail.html.contains("&lt;b&gt;Two hours&lt;/b&gt;"), "{}", mail.html);
}
