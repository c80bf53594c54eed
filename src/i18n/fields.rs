//! A sentence for everything that can be wrong with a field.

use aftercare_contract::{FieldCode, FieldError, Span};

use super::I18n;

impl I18n {
    /// What is wrong with a field.
    pub fn field_error(self, error: &FieldError) -> String {
        let figure = |figure: Option<u64>| self.number(figure.unwrap_or_default());
        match &error.code {
            FieldCode::Required => self.field_required(),
            FieldCode::TooShort => self.field_too_short(error.min.unwrap_or_default()),
            FieldCode::TooLong => self.field_too_long(&figure(error.max), &figure(error.actual)),
            FieldCode::TooMany => self.field_too_many(&figure(error.max)),
            FieldCode::NotOffered => self.field_not_offered(),
            FieldCode::BadFormat => self.field_bad_format(),
            FieldCode::InFuture => self.field_in_future(),
            FieldCode::InPast => self.field_in_past(),
            FieldCode::TooBrief => self.too_brief(error.actual, error.min),
            FieldCode::Overlaps => self.field_overlaps(),
            FieldCode::BadCharacters => self.field_bad_characters(),
            FieldCode::NotFound => self.field_not_found(),
            FieldCode::Other(_) => error.detail.clone().unwrap_or_else(|| self.field_not_offered()),
        }
    }

    /// Of a stretch of time that is too brief, in minutes; one that ends before it begins has no length.
    fn too_brief(self, actual: Option<u64>, min: Option<u64>) -> String {
        let said = |minutes: u64| self.span(Span::minutes(i64::try_from(minutes).unwrap_or(i64::MAX)));
        match (actual, min) {
            (Some(actual), Some(min)) if actual > 0 => self.field_too_brief(&said(min), &said(actual)),
            _ => self.field_ends_early(),
        }
    }
}
