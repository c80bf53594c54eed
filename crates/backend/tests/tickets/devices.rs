//! The fleet of the demo: filters, orders, pages, tables, and serial numbers that are looked up.

use aftercare_contract::{
    asset::{Device, LifeEvent, LifeState},
    fleet::{Fleet, LookupAnswer, LookupOutcome},
    list::Page,
    routes::{self, path},
};
use serde_json::json;

use super::world::{Customer, World};

async fn names(customer: &Customer, query: &str) -> Vec<String> {
    let page: Page<Device> =
        customer.get(&format!("{}?{query}&limit=200", routes::to(path::DEVICES, &[]))).await.json();
    assert_eq!(page.total, page.items.len() as u64, "{query}");
    page.items.into_iter().map(|device| device.name).collect()
}

#[tokio::test]
async fn a_fleet_is_filtered_sorted_counted_and_read_page_by_page() {
    let world = World::demo().await;
    let lin = world.customer("lin").await;
    let devices = routes::to(path::DEVICES, &[]);
    let fleet: Fleet = lin.get(&routes::to(path::FLEET, &[])).await.json();
    assert!(fleet.devices >= 60 && fleet.models.len() >= 15 && fleet.over > 0);
    assert!(fleet.soon.devices > 0 && fleet.service.devices > 0);
    assert_eq!(fleet.grades.iter().map(|share| share.devices).sum::<u64>() + fleet.unchecked, fleet.devices);

    for (query, count) in [
        ("end=over", fleet.over),
        ("end=soon", fleet.soon.devices),
        ("end=service", fleet.service.devices),
        ("grade=none", fleet.unchecked),
        ("", fleet.devices),
    ] {
        assert_eq!(names(&lin, query).await.len() as u64, count, "{query}");
    }
    for share in &fleet.models {
        let found: Page<Device> = lin.get(&format!("{devices}?model={}", share.name.replace(' ', "%20"))).await.json();
        assert_eq!((found.total, &found.items[0].model), (share.devices, &share.name));
    }
    assert_eq!(names(&lin, "q=tokyo").await, Vec::<String>::new());
    assert!(names(&lin, "q=adx%20%E6%9D%B1%E4%BA%AC").await.iter().all(|name| name.starts_with("adx-ty-")));
    let suzhou = names(&lin, "site=suzhou&contract=server-all").await;
    assert_eq!(suzhou, ["mail-sz-01", "rx-sz-03", "rx-sz-04"]);

    for sort in ["name", "model", "-healthGrade", "warrantyEnd", "endOfServiceLife", "-openTickets"] {
        let whole: Vec<_> = names(&lin, &format!("sort={sort}")).await;
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let page: Page<Device> = lin.get(&format!("{devices}?sort={sort}&limit=17{cursor}")).await.json();
            paged.extend(page.items.into_iter().map(|device| device.name));
            let Some(next) = page.next_cursor else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(paged, whole, "{sort}");
    }
    let worst: Page<Device> = lin.get(&format!("{devices}?sort=-healthGrade&limit=200")).await.json();
    assert!(worst.items.is_sorted_by(|one, next| one.health_grade >= next.health_grade), "worst first, none last");
    let page: Page<Device> = lin.get(&format!("{devices}?limit=1")).await.json();
    let foreign = format!("{devices}?sort=model&cursor={}", page.next_cursor.unwrap());
    assert_eq!(lin.get(&foreign).await.status, 400, "a cursor of another order");
}

#[tokio::test]
async fn a_device_knows_its_model_and_its_days() {
    let world = World::demo().await;
    let lin = world.customer("lin").await;
    let device: Device = lin.get(&routes::to(path::DEVICE, &["sw-core-01"])).await.json();
    assert_eq!((device.firmware.as_deref(), device.recommended_firmware.as_deref()), (Some("R5.2"), Some("R5.4")));
    let life: Vec<_> = device.life.iter().map(|entry| (&entry.event, &entry.state)).collect();
    assert_eq!(
        life,
        [
            (&LifeEvent::InService, &LifeState::Past),
            (&LifeEvent::EndOfLife, &LifeState::Past),
            (&LifeEvent::WarrantyEnd, &LifeState::Past),
            (&LifeEvent::EndOfServiceLife, &LifeState::Soon),
            (&LifeEvent::ContractEnd, &LifeState::Ahead),
        ]
    );
    assert_eq!(lin.get(&routes::to(path::DEVICE, &["nw-lb-1"])).await.status, 404);
}

#[tokio::test]
async fn serial_numbers_are_looked_up_and_foreign_ones_are_as_unknown_as_made_up_ones() {
    let world = World::demo().await;
    let lin = world.customer("lin").await;
    let list = json!({ "lines": [
        "Serial number;Site", "ADX64-2209-03157;x", "", "adx64-2209-03157", "ADX64-2311-00871", "ADX64-0000-00000", "=1+1"
    ] });
    let answer: LookupAnswer = lin.post(&routes::to(path::DEVICE_LOOKUP, &[]), &list).await.json();
    let told: Vec<_> = answer.items.iter().map(|line| (line.line, line.outcome.clone(), line.first_line)).collect();
    assert_eq!(
        told,
        [
            (1, LookupOutcome::Malformed, None),
            (2, LookupOutcome::Found, None),
            (4, LookupOutcome::Duplicate, Some(2)),
            (5, LookupOutcome::NotFound, None),
            (6, LookupOutcome::NotFound, None),
            (7, LookupOutcome::Malformed, None),
        ]
    );
    let found = answer.items[1].device.as_ref().unwrap();
    assert_eq!((found.site.as_deref(), found.contract.as_deref()), (Some("浦东二号机房"), Some("AFC-ADN-24017")));
    assert!(answer.items[3..5].iter().all(|line| line.device.is_none()));

    let table = lin.post(&format!("{}?lang=zh-CN", routes::to(path::DEVICE_LOOKUP_CSV, &[])), &list).await;
    assert!(table.text().starts_with("\u{feff}行,序列号,结果"));
    assert!(table.text().contains("浦东二号机房") && table.text().contains("'=1+1"));
    let whole = lin.get(&format!("{}?end=over&lang=ja", routes::to(path::DEVICES_CSV, &[]))).await;
    assert!(whole.text().starts_with("\u{feff}機器,型番") && whole.text().contains("adx-lab-01"));

    let many = json!({ "lines": vec!["A-1"; 5001] });
    let refused = lin.post(&routes::to(path::DEVICE_LOOKUP, &[]), &many).await;
    assert_eq!(refused.problem(), (422, vec!["/lines tooMany".to_owned()]));
}
