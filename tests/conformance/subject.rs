//! The backend that is proved, and the people of two companies who use it.

use std::env;

use aftercare_contract::{
    asset::DeviceId,
    list::TicketQuery,
    ticket::{Action, SrNumber},
};
use aftercare_tests::{
    Backend, Customer, Desk, Mail,
    backend::{AMARA, INGRID, PASSWORD},
    sample,
};

/// A user name with its password.
pub struct Credentials {
    /// The user name.
    pub user_name: String,
    /// The password.
    pub password: String,
}

impl Credentials {
    /// From the environment variables `{prefix}_USER` and `{prefix}_PASSWORD`.
    fn from_env(prefix: &str) -> Self {
        let read = |name: &str| {
            let name = format!("{prefix}_{name}");
            env::var(&name).unwrap_or_else(|_| panic!("AFTERCARE_BASE_URL needs {name}"))
        };
        Self { user_name: read("USER"), password: read("PASSWORD") }
    }

    /// Those of somebody of the demo data.
    pub fn demo(user_name: &str) -> Self {
        Self { user_name: user_name.to_owned(), password: PASSWORD.to_owned() }
    }
}

/// What is proved.
pub struct Subject {
    /// Its origin.
    pub origin: String,
    /// A requester who may file faults for a device.
    pub credentials: Credentials,
    /// The same, signed in.
    pub customer: Customer,
    /// Somebody of another company, signed in.
    pub stranger: Customer,
    /// One of the customer's devices.
    pub device: DeviceId,
    /// One of the stranger's devices.
    pub strange_device: DeviceId,
    /// The backend, where it is the bundled one.
    bundled: Option<Backend>,
}

impl Subject {
    /// The backend at `AFTERCARE_BASE_URL`, or else the bundled one, started for this run.
    pub async fn prepare() -> Self {
        let (origin, credentials, strange, bundled) = if let Ok(origin) = env::var("AFTERCARE_BASE_URL") {
            let origin = origin.trim_end_matches('/').to_owned();
            (origin, Credentials::from_env("AFTERCARE"), Credentials::from_env("AFTERCARE_OTHER"), None)
        } else {
            let backend = Backend::start().await;
            let origin = backend.origin().to_owned();
            (origin, Credentials::demo(AMARA), Credentials::demo(INGRID), Some(backend))
        };
        let customer = Customer::sign_in(&origin, &credentials.user_name, &credentials.password).await;
        let stranger = Customer::sign_in(&origin, &strange.user_name, &strange.password).await;
        let device = a_device(&customer).await;
        let strange_device = a_device(&stranger).await;
        Self { origin, credentials, customer, stranger, device, strange_device, bundled }
    }

    /// Whether it is the bundled backend, whose desk can be made to act.
    pub fn is_bundled(&self) -> bool {
        self.bundled.is_some()
    }

    /// The vendor's side. Only for cases that need the bundled backend.
    pub fn desk(&self) -> &Desk {
        self.bundled.as_ref().expect("this case is only run with the bundled backend").desk()
    }

    /// The e-mail of this kind on a ticket, once it is written. Only for cases that need the bundled backend.
    pub async fn mail(&self, sr: &SrNumber, kind: &str) -> Mail {
        let bundled = self.bundled.as_ref().expect("this case is only run with the bundled backend");
        bundled.mail(sr, kind).await
    }

    /// Files a fault that is fixed and confirmed, and returns its number.
    pub async fn close(&self, name: &str) -> SrNumber {
        let sr = self.file(name).await;
        self.desk().resolve(&sr, "Replaced the card").await;
        self.customer.act(&sr, Action::Confirm, None).await;
        sr
    }

    /// The same customer in another browser.
    pub async fn another_session(&self) -> Customer {
        Customer::sign_in(&self.origin, &self.credentials.user_name, &self.credentials.password).await
    }

    /// Files a fault and returns its number.
    pub async fn file(&self, name: &str) -> SrNumber {
        self.customer.file(&sample::fault(&self.device, name)).await.summary.sr_number
    }

    /// Some of the customer's tickets: three more than there were.
    pub async fn file_some(&self) -> Vec<SrNumber> {
        let mut numbers = Vec::new();
        for name in ["Fan 3 of power supply B stands still", "Login page answers 502", "磁盘阵列降级"] {
            numbers.push(self.file(name).await);
        }
        numbers
    }

    /// A query for the customer's tickets in every state.
    pub fn all() -> TicketQuery {
        TicketQuery { state: aftercare_contract::list::StateFilter::All, ..TicketQuery::default() }
    }
}

/// A device of a customer that is under contract.
async fn a_device(customer: &Customer) -> DeviceId {
    let devices = customer.devices().await;
    let covered = devices.iter().find(|device| device.contract.is_some());
    covered.expect("both customers need a device under contract").id.clone()
}
