//! Improvements: agreed by the desk, answered by the customer's admins.

use aftercare_contract::{
    review::{Improvement, ImprovementState, Review},
    routes::{path, to},
};
use reqwest::Method;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn an_improvement_is_agreed_goes_on_and_is_confirmed_by_an_admin() {
    let world = World::new().await;
    let (he, lin, eve) = (world.customer("he").await, world.customer("lin").await, world.customer("eve").await);
    let new = json!({
        "organisation": "huadong", "title": "Nights with a storage engineer", "side": "vendor", "owner": "Second line",
        "due": "2026-11-15"
    });
    let agreed: Improvement = world.desk(Method::POST, "/improvements", &new).await.json();
    assert!(agreed.late && !agreed.may_confirm);
    let answer = to(path::IMPROVEMENT_ANSWER, &[agreed.id.as_str()]);
    let confirm = |version: u64| json!({ "version": version, "confirm": true });
    assert_eq!(he.post(&answer, &confirm(1)).await.status, 409, "it isn't done");
    let remark = json!({ "version": 1, "text": "Two of three nights are without one" });
    assert_eq!(he.post(&answer, &remark).await.json::<Improvement>().remarks.len(), 1);

    let done = json!({ "state": "done", "text": "All three hired", "by": "Xu" });
    let change = format!("/improvements/{}", agreed.id);
    assert_eq!(world.desk(Method::POST, &change, &done).await.status, 200);
    assert_eq!(he.post(&answer, &confirm(1)).await.status, 412);
    assert_eq!(
        (lin.post(&answer, &confirm(3)).await.status.as_u16(), eve.post(&answer, &confirm(3)).await.status.as_u16()),
        (403, 404)
    );
    let confirmed: Improvement = he.post(&answer, &confirm(3)).await.json();
    assert_eq!((confirmed.state, confirmed.remarks.len()), (ImprovementState::Confirmed, 2));
    let review: Review = he.get(&to(path::REVIEW, &[])).await.json();
    assert_eq!(review.improvements.len(), 1);
    assert_eq!(eve.get(&to(path::REVIEW, &[])).await.json::<Review>().improvements.len(), 0);
}
