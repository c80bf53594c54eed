//! Places among the devices.

use aftercare_contract::{asset::DeviceId, fleet::DeviceQuery};

use super::{Area, Lookup, Route};

/// The segment of the page that looks serial numbers up; the API has its call there, too.
const LOOKUP: &str = "lookup";

/// A place among the devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DevicesPlace {
    /// The list, filtered and sorted.
    List(DeviceQuery),
    /// One device.
    One(DeviceId),
    /// Where serial numbers are looked up.
    Lookup,
}

impl From<&DevicesPlace> for Route {
    fn from(place: &DevicesPlace) -> Self {
        let lookup = match place {
            DevicesPlace::List(query) => {
                Lookup::new("", &DeviceQuery { cursor: None, limit: None, ..query.clone() }.print())
            }
            DevicesPlace::One(id) => Lookup::new(id.as_str(), ""),
            DevicesPlace::Lookup => Lookup::new(LOOKUP, ""),
        };
        Self::Area(Area::Devices, lookup)
    }
}

impl Lookup {
    /// Which place among the devices is asked for.
    pub fn devices(&self) -> DevicesPlace {
        match self.parts() {
            (None, query) => DevicesPlace::List(DeviceQuery::parse(query)),
            (Some(segment), _) if segment == LOOKUP => DevicesPlace::Lookup,
            (Some(id), _) => DevicesPlace::One(DeviceId(id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_place_survives_its_url() {
        let filtered = DeviceQuery {
            text: "浦东 & 3%".to_owned(),
            grades: vec!["D".to_owned(), "E".to_owned()],
            ..DeviceQuery::default()
        };
        for place in [
            DevicesPlace::List(DeviceQuery::default()),
            DevicesPlace::List(filtered),
            DevicesPlace::One("dev/1 ü".into()),
            DevicesPlace::Lookup,
        ] {
            let url = Route::from(&place).print();
            let (path, asked) = url.split_once('?').unwrap_or((&url, ""));
            let Route::Area(Area::Devices, lookup) = Route::parse(path, asked) else { panic!("{url}") };
            assert_eq!(lookup.devices(), place, "{url}");
        }
    }
}
