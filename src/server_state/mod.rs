//! Remote values, kept as long as somebody shows them.

mod draft;
mod history;
mod last_list;
mod list_place;
mod note_choices;
mod pages;
mod query;
mod recent;
mod ticket_list;
mod ticket_state;
mod todo_list;

pub use draft::Draft;
pub use history::History;
pub use last_list::{LastList, Neighbours};
pub use list_place::ListPlace;
pub use note_choices::NoteChoices;
pub use pages::Pages;
pub use query::Query;
pub use recent::{ReadArticle, Recent};
pub use ticket_list::TicketList;
pub use ticket_state::TicketState;
pub use todo_list::{Entry, TodoList};
