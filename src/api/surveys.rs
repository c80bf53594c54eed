//! Satisfaction surveys. They are answered on a page of their own.

use aftercare_contract::{
    routes::path,
    survey::{SurveyScores, Surveys},
    ticket::SrNumber,
};

use super::{Api, ApiError, client::Endpoint};

impl Api {
    /// The viewer's surveys that wait for an answer.
    pub async fn open_surveys(self) -> Result<Surveys, ApiError> {
        self.get(Endpoint::new(path::SURVEYS, &[]).with_parameter("open", "true")).await
    }

    /// Those on a ticket.
    pub async fn ticket_surveys(self, sr: &SrNumber) -> Result<Surveys, ApiError> {
        self.get(Endpoint::new(path::SURVEYS, &[]).with_parameter("ticket", sr.as_str())).await
    }

    /// What the company's surveys say, by months of the zone `zone` (IANA).
    pub async fn survey_scores(self, zone: &str) -> Result<SurveyScores, ApiError> {
        self.get(Endpoint::new(path::SURVEY_SCORES, &[]).with_parameter("zone", zone)).await
    }
}
