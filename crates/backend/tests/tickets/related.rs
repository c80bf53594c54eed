use aftercare_contract::{
    Span,
    list::Page,
    routes::path,
    ticket::{RelatedTicket, SrNumber},
};

use crate::world::{Customer, World, at, fault};

/// The titles of what has to do with a ticket, each with how, and how many there are.
async fn related(customer: &Customer, sr: &SrNumber) -> (Vec<String>, u64) {
    let page: Page<RelatedTicket> = customer.get(&at(path::RELATED, sr)).await.json();
    let line = |related: &RelatedTicket| format!("{} {}", related.relationship_type, related.ticket.name);
    (page.items.iter().map(line).collect(), page.total)
}

#[tokio::test]
async fn what_has_to_do_with_a_ticket_is_told_and_how() {
    let world = World::new().await;
    let old = world.customer("lin").await.file(&fault("Years ago", "a1")).await.summary.sr_number;
    world.backend.hand.advance(Span::hours(200 * 24));
    // Nobody's session has lasted that long.
    let (lin, mei) = (world.customer("lin").await, world.customer("mei").await);
    let first = lin.file(&fault("Fails", "a1")).await.summary.sr_number;
    world.backend.hand.advance(Span::hours(1));
    let again = lin.file(&fault("Fails again", "a1")).await.summary.sr_number;
    let mut request = fault("After the fix", "a2");
    request["description"] = format!("{first}的修复之后，端口仍然关闭").into();
    let later = lin.file(&request).await.summary.sr_number;
    mei.file(&fault("A colleague's", "a1")).await;

    let (lines, total) = related(&lin, &first).await;
    assert_eq!(lines, ["followUp After the fix", "repeat Fails again", "sameDevice Years ago"]);
    assert_eq!(total, 3);
    assert_eq!(related(&lin, &later).await.0, ["origin Fails"]);
    assert_eq!(related(&lin, &old).await.0, ["sameDevice Fails again", "sameDevice Fails"]);
    let he = world.customer("he").await;
    assert_eq!(related(&he, &again).await.0, ["repeat A colleague's", "repeat Fails", "sameDevice Years ago"]);
    let eve = world.customer("eve").await;
    assert_eq!(eve.get(&at(path::RELATED, &first)).await.status, 404);
}
