//! Remote values, kept as long as somebody shows them.

mod history;
mod query;
mod ticket_list;
mod ticket_state;

pub use history::History;
pub use query::Query;
pub use ticket_list::TicketList;
pub use ticket_state::TicketState;
