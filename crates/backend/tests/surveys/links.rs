use aftercare_contract::{
    Problem, ProblemType, Span,
    routes::{path, to},
    survey::{Survey, SurveyForm, Surveys},
    ticket::SrNumber,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    close,
    common::eventually,
    token,
    world::{Answer, Customer, World, fault},
};

async fn open(world: &World, token: &str) -> Answer {
    let request = world.backend.guest().request(Method::POST, &to(path::SURVEY_OPEN, &[]));
    Answer::of(request.json(&json!({ "token": token }))).await
}

async fn answer(world: &World, token: &str, key: &str, overall: u8) -> Answer {
    let request = world.backend.guest().post(&to(path::SURVEY_ANSWER, &[]), key);
    Answer::of(request.json(&json!({ "token": token, "answer": { "overall": overall } }))).await
}

async fn on_ticket(customer: &Customer, sr: &SrNumber) -> Vec<Survey> {
    customer.get(&format!("{}?ticket={sr}", to(path::SURVEYS, &[]))).await.json::<Surveys>().items
}

#[tokio::test]
async fn a_link_works_for_thirty_days_and_says_then_that_it_is_over() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = close(&world, &lin).await;
    let token = token(&world, &sr).await;
    world.backend.hand.advance(Span::seconds(30 * 24 * 3600 - 1));
    assert_eq!(answer(&world, &token, "in-time", 4).await.status, 200);
    world.backend.hand.advance(Span::seconds(1));
    for late in [open(&world, &token).await, answer(&world, &token, "late", 1).await] {
        assert_eq!(late.json::<Problem>(), Problem::new(ProblemType::Expired), "and nothing else");
    }
    let lin = world.customer("lin").await;
    let [survey] = &on_ticket(&lin, &sr).await[..] else { panic!("one survey") };
    assert_eq!((survey.editable, survey.answer.as_ref().unwrap().answer.overall), (false, 4));
    // An answer that was sent in time and is repeated late is still the same answer.
    assert_eq!(answer(&world, &token, "in-time", 4).await.status, 200);
}

#[tokio::test]
async fn who_says_nothing_is_asked_too() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = lin.file(&fault("New connections fail", "a1")).await.summary.sr_number;
    world.act(&sr, "resolve", &json!({ "text": "Replaced the card" })).await;
    world.backend.hand.advance(Span::hours(24));
    eventually(async || !on_ticket(&world.customer("lin").await, &sr).await.is_empty()).await;
    assert_eq!(open(&world, &token(&world, &sr).await).await.status, 200);
}

#[tokio::test]
async fn a_ticket_that_ends_again_is_asked_about_anew() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = close(&world, &lin).await;
    let first = token(&world, &sr).await;
    world.backend.hand.advance(Span::minutes(5));
    lin.act(&sr, "reopen", Some("It is back")).await;
    world.act(&sr, "resolve", &json!({ "text": "Replaced the other card" })).await;
    lin.act(&sr, "confirm", None).await;
    let second = token(&world, &sr).await;
    assert_ne!(first, second);
    assert_eq!(open(&world, &first).await.problem().0, 410, "how it ended is what counts");
    assert_eq!(open(&world, &second).await.status, 200);
    let surveys = on_ticket(&lin, &sr).await;
    assert_eq!(surveys.iter().map(|survey| survey.editable).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn guessing_is_throttled_and_the_company_behind_the_address_is_not() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = close(&world, &lin).await;
    let token = token(&world, &sr).await;
    let mut refused = 0;
    for guess in 0..300 {
        let answer = open(&world, &format!("{guess:043}")).await;
        match answer.problem().0 {
            404 => assert!(guess < 200),
            429 => {
                refused += 1;
                assert!(answer.json::<Problem>().retry_after.is_some());
            }
            status => panic!("{status}"),
        }
    }
    assert_eq!(refused, 100);
    assert_eq!(open(&world, &token).await.status, 200, "a colleague's link isn't a guess");
    world.backend.hand.advance(Span::minutes(15));
    assert_eq!(open(&world, &format!("{:043}", 0)).await.problem().0, 404);
}

#[tokio::test]
async fn one_link_is_not_used_without_end() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = close(&world, &lin).await;
    let token = token(&world, &sr).await;
    let mut used = 0;
    while open(&world, &token).await.status == 200 {
        used += 1;
        assert!(used < 100);
    }
    assert!(used >= 50, "a person and a scanner come through");
    let problem = answer(&world, &token, "k", 4).await;
    assert_eq!(problem.problem().0, 429);
    world.backend.hand.advance(Span::minutes(15));
    assert_eq!(answer(&world, &token, "k", 4).await.status, 200, "a refusal for haste isn't kept");
}

#[tokio::test]
async fn a_token_is_nowhere_but_in_its_mail() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    let sr = close(&world, &lin).await;
    let token = token(&world, &sr).await;
    let form: SurveyForm = answer(&world, &token, "k", 4).await.json();
    assert!(!serde_json::to_string(&form).unwrap().contains(&token));
    let files = std::fs::read_dir(world.backend.folder.path()).unwrap().map(Result::unwrap);
    for entry in files.filter(|it| it.path().is_file()) {
        let content = std::fs::read(entry.path()).unwrap();
        let found = content.windows(token.len()).any(|window| window == token.as_bytes());
        assert!(!found, "{}", entry.path().display());
    }
}

#[tokio::test]
async fn scores_count_real_answers_by_the_month_of_the_service() {
    let world = World::new().await;
    let lin = world.customer("lin").await;
    for (overall, speed) in [(5, Some(5)), (2, None), (4, Some(2))] {
        let survey = on_ticket(&lin, &close(&world, &lin).await).await[0].id.clone();
        let marks = speed.map_or(json!({}), |mark| json!({ "speed": mark }));
        let answer = json!({ "overall": overall, "marks": marks, "nps": 9 });
        assert_eq!(lin.post(&to(path::SURVEY_ONE_ANSWER, &[survey.as_str()]), &answer).await.status, 200);
    }
    close(&world, &lin).await;
    // December in Shanghai.
    world.backend.hand.set("2026-11-30T23:30:00Z".parse().unwrap());
    let (lin, he) = (world.customer("lin").await, world.customer("he").await);
    close(&world, &lin).await;
    let months = async |zone: &str| {
        let url = format!("{}?zone={zone}", to(path::SURVEY_SCORES, &[]));
        he.get(&url).await.json::<Value>()["months"].clone()
    };
    let shanghai = months("Asia/Shanghai").await;
    assert_eq!(shanghai[1]["month"], "2026-12");
    assert_eq!((&shanghai[1]["surveys"], &shanghai[1]["answers"]), (&json!(1), &json!(0)));
    assert_eq!((&shanghai[1]["score"], &shanghai[1]["overall"]["mean"]), (&Value::Null, &Value::Null));
    let november = &shanghai[0];
    assert_eq!(
        (&november["month"], &november["surveys"], &november["answers"]),
        (&json!("2026-11"), &json!(4), &json!(3))
    );
    assert_eq!(november["overall"], json!({ "count": 3, "mean": 3.67, "distribution": [0, 1, 0, 1, 1] }));
    assert_eq!(november["dimensions"]["speed"], json!({ "count": 2, "mean": 3.5, "distribution": [0, 1, 0, 0, 1] }));
    assert_eq!(november["dimensions"]["skill"]["count"], 0);
    assert_eq!((&november["score"], &november["nps"][9], &november["followUps"]), (&json!(3.0), &json!(3), &json!(2)));
    let utc = months("UTC").await;
    assert_eq!((utc.as_array().unwrap().len(), &utc[0]["surveys"]), (1, &json!(5)));
    let eve: Value = world.customer("eve").await.get(&to(path::SURVEY_SCORES, &[])).await.json();
    assert_eq!(eve["months"], json!([]), "nothing of another company");
}
