//! The service review.

use aftercare_contract::{
    review::{AnswerImprovement, Improvement, ImprovementId, Review},
    routes::path,
};

use super::{Api, ApiError, IdempotencyKey, client::Endpoint};

impl Api {
    /// The review that a query string names.
    pub async fn review(self, query: &str) -> Result<Review, ApiError> {
        self.get(Endpoint::new(path::REVIEW, &[]).with_query(query)).await
    }

    /// Remarks on an improvement, or confirms it.
    pub async fn answer_improvement(
        self,
        id: &ImprovementId,
        answer: &AnswerImprovement,
        key: &IdempotencyKey,
    ) -> Result<Improvement, ApiError> {
        self.post(Endpoint::new(path::IMPROVEMENT_ANSWER, &[id.as_str()]), answer, Some(key)).await
    }
}
