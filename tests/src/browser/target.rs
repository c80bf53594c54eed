//! What a test looks for on a page, in a user's words: a role and a name.

use std::fmt;

/// Something on the page: of a role, and with an accessible name in which these words occur.
#[derive(Clone, Debug)]
pub struct Target {
    pub(super) role: &'static str,
    pub(super) name: String,
    pub(super) exactly: bool,
}

impl Target {
    /// The same, but the name must be just these words.
    #[must_use]
    pub fn exactly(self) -> Self {
        Self { exactly: true, ..self }
    }

    /// Whether the role has its name from what stands in it, so that its text decides instead of a label.
    pub(super) fn by_text(&self) -> bool {
        matches!(self.role, "alert" | "dialog" | "listitem" | "region" | "row" | "status")
    }

    /// Whether an accessible name is the one that is looked for.
    pub(super) fn is_named(&self, name: &str) -> bool {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.exactly { name == self.name } else { name.contains(&self.name) }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.role, self.name)
    }
}

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident = $word:literal;)+) => {$(
        $(#[$doc])*
        pub fn $role(name: &str) -> Target {
            Target { role: $word, name: name.to_owned(), exactly: false }
        }
    )+};
}

roles! {
    /// An alert, by its text.
    alert = "alert";
    /// A button.
    button = "button";
    /// A check box or switch.
    checkbox = "checkbox";
    /// An open dialog, by its text.
    dialog = "dialog";
    /// Something to type into or to choose from.
    field = "field";
    /// A control for choosing files.
    file = "file";
    /// A group of controls, by its legend.
    group = "group";
    /// A heading.
    heading = "heading";
    /// A link.
    link = "link";
    /// An entry of a list, by its text.
    listitem = "listitem";
    /// One of several options.
    radio = "radio";
    /// A landmark or section, by its text.
    region = "region";
    /// A row of a table, by its text.
    row = "row";
    /// A status message, by its text.
    status = "status";
}
