//! The knowledge base: articles in several languages, found while somebody types.
//!
//! - [`terms`]: cuts texts into what is indexed; [`query`]: understands what was typed;
//! - [`search`]: finds and ranks, for readers and for drafts of requests; [`excerpt`]: marks what was found;
//! - [`store`]: articles as rows, votes and comments; [`publish`]: takes articles in Markdown;
//! - [`picture`]: their pictures; [`drawing`]: which SVGs are taken.
//!
//! What a company may not read doesn't exist for it: every query that answers the portal contains
//! [`store::READABLE`].

mod api;
mod drawing;
mod excerpt;
mod picture;
mod publish;
mod query;
mod search;
mod store;
mod terms;

pub use api::router;
pub use picture::{put_picture, remove_picture};
pub use publish::{NewArticle, NewCategory, NewProduct, NewText, publish, set_up, withdraw};
pub use search::find;
pub use store::{Comment, comments, link};
