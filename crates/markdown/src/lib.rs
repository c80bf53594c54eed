//! Markdown as a tree of what may be shown.
//!
//! `CommonMark` with tables, task lists, footnotes, struck-out text and callouts (`> [!NOTE]`). The tree can't say anything
//! that runs: HTML in a text is text, links and pictures lead only where [`Target`] and [`picture_source`] allow it. How
//! deep it is has a limit, so that whoever walks it needs no limit of their own.

mod builder;
mod target;

pub use target::{Target, picture_source};

/// A text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What it says.
    pub content: Vec<Node>,
    /// What its footnotes say; the first one has the number 1. Only those that are referred to.
    pub footnotes: Vec<Vec<Node>>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Plain text.
    Text(String),
    /// Something around other pieces.
    Element(Element, Vec<Node>),
    /// A line of code or a word of it.
    Code(String),
    /// Lines of code.
    CodeBlock {
        /// The language that it is said to be in, as a single word.
        language: Option<String>,
        /// The lines, each with its end.
        code: String,
    },
    /// A picture.
    Picture(Picture),
    /// The number of a footnote, in the place that it is for.
    FootnoteMark {
        /// Which one, from 1.
        number: usize,
        /// Whether it is the first mark of this footnote.
        first: bool,
    },
    /// A line ends here.
    Break,
    /// A line between two parts.
    Rule,
}

/// What stands around other pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its words as they may stand in a URL; no two headings of a text have the same.
        slug: String,
    },
    /// What somebody else said.
    Quote,
    /// What stands out.
    Callout(Callout),
    /// A list; its children are items and tasks.
    List {
        /// The number of the first item where the items are numbered.
        start: Option<u64>,
    },
    /// An entry of a list.
    Item,
    /// An entry of a list that can be ticked off.
    Task {
        /// The how manieth of the text, from 0.
        index: usize,
        /// Whether the author has ticked it off.
        done: bool,
    },
    /// A table; its first row is its head.
    Table,
    /// A row of a table; its children are cells.
    Row,
    /// A cell of a table.
    Cell(Alignment),
    /// Stressed.
    Emphasis,
    /// Important.
    Strong,
    /// Not valid any more.
    Struck,
    /// A link.
    Link {
        /// Where it leads.
        target: Target,
        /// What its author says about it.
        title: Option<String>,
    },
}

/// Why something stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callout {
    /// Worth knowing.
    Note,
    /// Makes it easier.
    Tip,
    /// Needed to succeed.
    Important,
    /// Something may go wrong.
    Warning,
    /// Something may be damaged.
    Caution,
}

/// To which side the text of a cell goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// As usual.
    None,
    /// To the left.
    Left,
    /// To the middle.
    Center,
    /// To the right.
    Right,
}

/// A picture of the portal's own origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Where it is.
    pub source: String,
    /// What it shows, in words.
    pub description: String,
    /// What its author says about it.
    pub title: Option<String>,
    /// Its width and height in px, where its address ends in them (`/media/rack.png#1280x720`).
    pub size: Option<(u32, u32)>,
}

impl Document {
    /// Reads Markdown. Every text is some Markdown, so this can't fail.
    pub fn parse(markdown: &str) -> Self {
        builder::build(markdown)
    }

    /// The headings of this level, in their order: slug and words.
    pub fn headings(&self, level: u8) -> impl Iterator<Item = (&str, String)> {
        self.content.iter().filter_map(move |node| match node {
            Node::Element(Element::Heading { level: own, slug }, words) if *own == level => {
                Some((slug.as_str(), plain(words)))
            }
            _ => None,
        })
    }

    /// How many tasks can be ticked off.
    pub fn tasks(&self) -> usize {
        fn count(nodes: &[Node]) -> usize {
            let own = |node: &Node| match node {
                Node::Element(element, children) => {
                    usize::from(matches!(element, Element::Task { .. })) + count(children)
                }
                _ => 0,
            };
            nodes.iter().map(own).sum()
        }
        count(&self.content) + self.footnotes.iter().map(|note| count(note)).sum::<usize>()
    }
}

/// The words of some pieces, without how they look.
pub fn plain(nodes: &[Node]) -> String {
    let mut words = String::new();
    add_plain(nodes, &mut words);
    words
}

fn add_plain(nodes: &[Node], words: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) | Node::Code(text) | Node::CodeBlock { code: text, .. } => words.push_str(text),
            Node::Element(_, children) => add_plain(children, words),
            Node::Picture(picture) => words.push_str(&picture.description),
            Node::Break => words.push('\n'),
            Node::FootnoteMark { .. } | Node::Rule => {}
        }
    }
}
