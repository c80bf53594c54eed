//! Devices and sites.

use aftercare_contract::{
    asset::{Device, DeviceId, Site},
    list::Page,
    routes::path,
};

use super::{Api, ApiError, client::Endpoint};

impl Api {
    /// Devices in which `text` is found: by name, model, serial number, site.
    pub async fn find_devices(self, text: &str) -> Result<Page<Device>, ApiError> {
        self.get(Endpoint::new(path::DEVICES, &[]).with_parameter("q", text)).await
    }

    /// One device.
    pub async fn device(self, id: &DeviceId) -> Result<Device, ApiError> {
        self.get(Endpoint::new(path::DEVICE, &[id.as_str()])).await
    }

    /// The sites of the viewer's company.
    pub async fn sites(self) -> Result<Page<Site>, ApiError> {
        self.get(Endpoint::new(path::SITES, &[])).await
    }
}
