//! The words of devices; a word that this version doesn't know is shown as it came.

use aftercare_contract::asset::DeviceFamily;

use super::I18n;

impl I18n {
    /// What kind of thing a device is.
    pub fn device_family(self, word: &DeviceFamily) -> String {
        match word {
            DeviceFamily::LoadBalancer => self.devices_load_balancer(),
            DeviceFamily::Server => self.devices_server(),
            DeviceFamily::Storage => self.devices_storage(),
            DeviceFamily::Backup => self.devices_backup(),
            DeviceFamily::Switch => self.devices_switch(),
            DeviceFamily::Firewall => self.devices_firewall(),
            DeviceFamily::Cloud => self.devices_cloud(),
            DeviceFamily::LoadTesting => self.devices_load_testing(),
            DeviceFamily::Other(word) => word.clone(),
        }
    }
}
