//! Devices, contracts and sites.

use aftercare_contract::{
    asset::{Contract, Device, DeviceId, Site},
    fleet::{DeviceQuery, Fleet, LookupAnswer, SerialLookup},
    list::Page,
    routes::path,
};
use gloo_net::http::Method;
use js_sys::Array;
use web_sys::Blob;

use super::{
    Api, ApiError,
    client::{Call, Endpoint, parameter},
};

impl Api {
    /// Devices in which `text` is found: by name, model, serial number, site.
    pub async fn find_devices(self, text: &str) -> Result<Page<Device>, ApiError> {
        self.get(Endpoint::new(path::DEVICES, &[]).with_parameter("q", text)).await
    }

    /// A page of the fleet.
    pub async fn devices(self, query: &DeviceQuery) -> Result<Page<Device>, ApiError> {
        self.get(Endpoint::new(path::DEVICES, &[]).with_query(&query.print())).await
    }

    /// Where all devices of the list that `query` asks for can be downloaded as a table, in a language (BCP 47).
    pub fn devices_csv_url(self, query: &DeviceQuery, language: &str) -> String {
        let all = DeviceQuery { cursor: None, limit: None, ..query.clone() }.print();
        let parts = [all, parameter("lang", language)].into_iter().filter(|part| !part.is_empty());
        self.url(&Endpoint::new(path::DEVICES_CSV, &[]).with_query(&parts.collect::<Vec<_>>().join("&")))
    }

    /// What the fleet is made of.
    pub async fn fleet(self) -> Result<Fleet, ApiError> {
        self.get(Endpoint::new(path::FLEET, &[])).await
    }

    /// One device.
    pub async fn device(self, id: &DeviceId) -> Result<Device, ApiError> {
        self.get(Endpoint::new(path::DEVICE, &[id.as_str()])).await
    }

    /// Looks serial numbers up.
    pub async fn look_up(self, list: &SerialLookup) -> Result<LookupAnswer, ApiError> {
        self.post(Endpoint::new(path::DEVICE_LOOKUP, &[]), list, None).await
    }

    /// The same as a table in a language (BCP 47).
    pub async fn look_up_csv(self, list: &SerialLookup, language: &str) -> Result<Blob, ApiError> {
        let endpoint = Endpoint::new(path::DEVICE_LOOKUP_CSV, &[]).with_parameter("lang", language);
        let answer = self.write(Call::new(Method::POST, self.url(&endpoint)).with_json(list)?).await?;
        // Browsers take the byte order mark off a text that they read; without it, Excel takes the file for another
        // encoding.
        let parts = Array::of2(&"\u{feff}".into(), answer.text());
        Blob::new_with_str_sequence(&parts).map_err(|_| ApiError::Decode)
    }

    /// The contracts of the viewer's company.
    pub async fn contracts(self) -> Result<Page<Contract>, ApiError> {
        self.get(Endpoint::new(path::CONTRACTS, &[])).await
    }

    /// The sites of the viewer's company.
    pub async fn sites(self) -> Result<Page<Site>, ApiError> {
        self.get(Endpoint::new(path::SITES, &[])).await
    }
}
