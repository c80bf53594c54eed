//! The viewer.

use aftercare_contract::{
    account::{Colleague, Me},
    list::Page,
    mail::MailChoices,
    routes::path,
};

use super::{Api, ApiError, client::Endpoint};

impl Api {
    /// Who is signed in.
    pub async fn me(self) -> Result<Me, ApiError> {
        self.get(Endpoint::new(path::ME, &[])).await
    }

    /// The people of the viewer's company.
    pub async fn colleagues(self) -> Result<Page<Colleague>, ApiError> {
        self.get(Endpoint::new(path::PEOPLE, &[])).await
    }

    /// Which e-mails the viewer gets.
    pub async fn mails(self) -> Result<MailChoices, ApiError> {
        self.get(Endpoint::new(path::MAILS, &[])).await
    }

    /// Chooses among them; kinds that aren't named stay as they are. Returns all.
    pub async fn choose_mails(self, choices: &MailChoices) -> Result<MailChoices, ApiError> {
        self.patch(Endpoint::new(path::MAILS, &[]), choices, None).await
    }
}
