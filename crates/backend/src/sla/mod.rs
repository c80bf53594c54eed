//! The SLA engine: which promises hold for a ticket, how far their clocks are, whether they were kept.
//!
//! Pure: no I/O and no reading of the time. Every figure is data: a [`PolicyData`] says what is promised in which
//! case, a [`Calendar`] when the hours of a contract count, [`Facts`] what has happened to the ticket. Clocks are
//! computed from the three whenever they are asked for, so there is no running state that could drift.

mod calendar;
mod clock;
mod facts;
mod policy;

pub use calendar::{BadHours, Calendar, Hours};
pub use clock::{clocks, next_deadline, to_come};
pub use facts::{Facts, Milestone};
pub use policy::{AfterFix, Case, ClaimPolicy, Condition, CountedHours, PolicyData, Term};

#[cfg(test)]
mod tests;
