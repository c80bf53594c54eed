//! The fleet: pages, filters, what it is made of, and serial numbers that are looked up.

use aftercare_contract::{
    FieldCode,
    asset::Device,
    fleet::{DeviceQuery, DeviceSort, Fleet, LookupAnswer, LookupOutcome, SerialLookup},
    list::Page,
    routes::{path, to},
};

use crate::subject::Subject;

async fn page(subject: &Subject, query: &DeviceQuery) -> Page<Device> {
    subject.customer.load(&format!("{}?{}", to(path::DEVICES, &[]), query.print())).await
}

pub async fn pages_of_devices_are_the_whole_in_every_order(subject: &Subject) {
    for sort in DeviceSort::KNOWN {
        let query = DeviceQuery { sort: sort.clone(), limit: Some(200), ..DeviceQuery::default() };
        let whole = page(subject, &query).await;
        let (mut paged, mut cursor) = (Vec::new(), None);
        // Another page of three devices shows whether the cursor goes on where it was.
        let limit = Some(u16::try_from(whole.total.div_ceil(3)).unwrap_or(u16::MAX));
        while paged.len() < whole.items.len() {
            let part = page(subject, &DeviceQuery { cursor, limit, ..query.clone() }).await;
            assert_eq!(part.total, whole.total, "{sort}");
            paged.extend(part.items);
            cursor = part.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole.items, "{sort}");
    }
}

pub async fn the_fleet_counts_what_its_filters_find(subject: &Subject) {
    let fleet: Fleet = subject.customer.load(&to(path::FLEET, &[])).await;
    for model in &fleet.models {
        let query = DeviceQuery { model: Some(model.name.clone()), ..DeviceQuery::default() };
        assert_eq!(page(subject, &query).await.total, model.devices, "{}", model.name);
    }
    for (end, devices) in [("over", fleet.over), ("soon", fleet.soon.devices), ("service", fleet.service.devices)] {
        let query = DeviceQuery { end: Some(end.into()), ..DeviceQuery::default() };
        assert_eq!(page(subject, &query).await.total, devices, "{end}");
    }
    let ours = page(subject, &DeviceQuery::default()).await.total;
    assert_eq!((fleet.devices, fleet.models.iter().map(|model| model.devices).sum::<u64>()), (ours, ours));
}

pub async fn serial_numbers_are_looked_up_line_by_line(subject: &Subject) {
    let device: Device = subject.customer.load(&to(path::DEVICE, &[subject.device.as_str()])).await;
    let strange: Device = subject.stranger.load(&to(path::DEVICE, &[subject.strange_device.as_str()])).await;
    let (ours, theirs) = (device.serial_number, strange.serial_number);
    let lines = [&*ours, "", &*ours.to_lowercase(), &*theirs, "NO-SUCH-0", "?"].map(str::to_owned).to_vec();
    let list = SerialLookup { lines };
    let url = to(path::DEVICE_LOOKUP, &[]);
    let answer: LookupAnswer = subject.customer.post(&url, &list).await.expect(200).json();
    let told: Vec<_> = answer.items.iter().map(|line| (line.line, line.outcome.clone(), line.first_line)).collect();
    assert_eq!(
        told,
        [
            (1, LookupOutcome::Found, None),
            (3, LookupOutcome::Duplicate, Some(1)),
            (4, LookupOutcome::NotFound, None),
            (5, LookupOutcome::NotFound, None),
            (6, LookupOutcome::Malformed, None),
        ]
    );
    assert!(answer.items.iter().all(|line| line.device.is_some() == (line.line == 1)), "nothing more is told");
    let table = subject.customer.post(&to(path::DEVICE_LOOKUP_CSV, &[]), &list).await.expect(200).text();
    assert!(table.starts_with('\u{feff}') && table.matches("\r\n").count() == 6, "{table}");
    let empty = subject.customer.post(&url, &SerialLookup::default()).await.expect(422).problem();
    assert_eq!(empty.errors[0].code, FieldCode::Required);
}
