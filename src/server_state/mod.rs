//! Remote values, kept as long as somebody shows them.

mod query;

pub use query::Query;
