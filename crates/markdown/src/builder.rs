//! From the parser's events to the tree.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use crate::{Alignment, Callout, Document, Element, Node, Picture, Target, picture_source, plain};

/// How deep the tree may be. What would be deeper becomes part of what is there; no text for people comes close.
const DEPTH: usize = 32;

/// Something that has begun and not ended.
struct Open {
    what: What,
    children: Vec<Node>,
}

/// What has begun.
enum What {
    Element(Element),
    /// Its level; it gets its slug at its end.
    Heading(u8),
    Code(Option<String>),
    Html,
    /// `None` where it may not be shown.
    Picture(Option<(String, Option<String>)>),
    /// Its words stay, and it goes.
    Nothing,
    /// How the columns are aligned, and how many cells of a row there have been.
    Table(Vec<Alignment>),
    /// The number of the footnote.
    Footnote(usize),
}

#[derive(Default)]
struct Builder {
    document: Document,
    open: Vec<Open>,
    /// How many are open of those that are too deep.
    too_deep: usize,
    tasks: usize,
    slugs: BTreeSet<String>,
    /// Labels of footnotes in the order in which they are referred to.
    footnotes: BTreeMap<String, usize>,
    marked: BTreeSet<usize>,
    notes: BTreeMap<usize, Vec<Node>>,
}

pub(crate) fn build(markdown: &str) -> Document {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut builder = Builder::default();
    for event in Parser::new_ext(markdown, options) {
        builder.take(event);
    }
    builder.finish()
}

impl Builder {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(_) if self.open.len() >= DEPTH => self.too_deep += 1,
            Event::Start(tag) => {
                let what = self.begin(tag);
                self.open.push(Open { what, children: Vec::new() });
            }
            Event::End(_) if self.too_deep > 0 => self.too_deep -= 1,
            Event::End(_) => {
                if let Some(open) = self.open.pop() {
                    self.end(open);
                }
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.add(Node::Break),
            Event::Rule => self.add(Node::Rule),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                self.add(Node::Code(code.into_string()));
            }
            Event::FootnoteReference(label) => {
                let number = self.footnote(&label);
                let first = self.marked.insert(number);
                self.add(Node::FootnoteMark { number, first });
            }
            Event::TaskListMarker(done) => self.task(done),
        }
    }

    fn begin(&mut self, tag: Tag) -> What {
        What::Element(match tag {
            Tag::Paragraph => Element::Paragraph,
            Tag::Heading { level, .. } => return What::Heading(level as u8),
            Tag::BlockQuote(None) => Element::Quote,
            Tag::BlockQuote(Some(kind)) => Element::Callout(match kind {
                BlockQuoteKind::Note => Callout::Note,
                BlockQuoteKind::Tip => Callout::Tip,
                BlockQuoteKind::Important => Callout::Important,
                BlockQuoteKind::Warning => Callout::Warning,
                BlockQuoteKind::Caution => Callout::Caution,
            }),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info,
                    CodeBlockKind::Indented => CowStr::Borrowed(""),
                };
                return What::Code(info.split_whitespace().next().map(str::to_owned));
            }
            Tag::HtmlBlock => return What::Html,
            Tag::List(start) => Element::List { start },
            Tag::Item => Element::Item,
            Tag::FootnoteDefinition(label) => return What::Footnote(self.footnote(&label)),
            Tag::Table(columns) => {
                let alignment = |column: &pulldown_cmark::Alignment| match column {
                    pulldown_cmark::Alignment::None => Alignment::None,
                    pulldown_cmark::Alignment::Left => Alignment::Left,
                    pulldown_cmark::Alignment::Center => Alignment::Center,
                    pulldown_cmark::Alignment::Right => Alignment::Right,
                };
                return What::Table(columns.iter().map(alignment).collect());
            }
            Tag::TableHead | Tag::TableRow => Element::Row,
            Tag::TableCell => Element::Cell(self.column()),
            Tag::Emphasis => Element::Emphasis,
            Tag::Strong => Element::Strong,
            Tag::Strikethrough => Element::Struck,
            Tag::Link { link_type, dest_url, title, .. } => {
                let mail = link_type == pulldown_cmark::LinkType::Email;
                let url = if mail { CowStr::from(["mailto:", &dest_url].concat()) } else { dest_url };
                match Target::of(&url) {
                    Some(target) => Element::Link { target, title: some(&title) },
                    None => return What::Nothing,
                }
            }
            Tag::Image { dest_url, title, .. } => {
                return What::Picture(picture_source(&dest_url).map(|source| (source, some(&title))));
            }
            // The parser isn't asked for the others.
            _ => return What::Nothing,
        })
    }

    fn end(&mut self, Open { what, children }: Open) {
        match what {
            What::Element(element) => self.add(Node::Element(element, children)),
            What::Heading(level) => {
                let slug = self.slug(&plain(&children));
                self.add(Node::Element(Element::Heading { level, slug }, children));
            }
            What::Code(language) => self.add(Node::CodeBlock { language, code: plain(&children) }),
            What::Html => {
                let text = plain(&children);
                self.add(Node::Element(Element::Paragraph, vec![Node::Text(text.trim_end().to_owned())]));
            }
            What::Picture(Some((source, title))) => {
                let size = size(&source);
                self.add(Node::Picture(Picture { source, description: plain(&children), title, size }));
            }
            What::Picture(None) | What::Nothing => children.into_iter().for_each(|child| self.add(child)),
            What::Table(_) => self.add(Node::Element(Element::Table, children)),
            What::Footnote(number) => {
                self.notes.insert(number, children);
            }
        }
    }

    /// Puts a piece where the text is now.
    fn add(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(open) => open.children.push(node),
            None => self.document.content.push(node),
        }
    }

    fn text(&mut self, text: &str) {
        let siblings = self.open.last_mut().map_or(&mut self.document.content, |open| &mut open.children);
        match siblings.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => siblings.push(Node::Text(text.to_owned())),
        }
    }

    /// The item that has just begun is a task.
    fn task(&mut self, is_done: bool) {
        let index = self.tasks;
        let item = self.open.iter_mut().rev().find_map(|open| match &mut open.what {
            What::Element(element @ Element::Item) => Some(element),
            _ => None,
        });
        if let Some(item) = item {
            *item = Element::Task { index, done: is_done };
            self.tasks += 1;
        }
    }

    /// How the cell is aligned that begins now.
    fn column(&self) -> Alignment {
        let index = self.open.last().map_or(0, |row| row.children.len());
        let table = self.open.iter().rev().find_map(|open| match &open.what {
            What::Table(columns) => Some(columns),
            _ => None,
        });
        table.and_then(|columns| columns.get(index).copied()).unwrap_or(Alignment::None)
    }

    fn footnote(&mut self, label: &str) -> usize {
        let next = self.footnotes.len();
        *self.footnotes.entry(label.to_owned()).or_insert(next)
    }

    /// Words as they may stand in a URL, that no earlier heading has.
    fn slug(&mut self, words: &str) -> String {
        let words: Vec<&str> =
            words.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
        let slug = words.join("-").to_lowercase();
        let mut own = slug.clone();
        let mut count = 1_u32;
        while !self.slugs.insert(own.clone()) {
            own = format!("{slug}-{count}");
            count += 1;
        }
        own
    }

    /// The document. Its footnotes are numbered anew: one that nothing refers to, or that isn't there, has no number.
    fn finish(mut self) -> Document {
        let mut numbers = BTreeMap::new();
        for number in &self.marked {
            if let Some(note) = self.notes.remove(number) {
                self.document.footnotes.push(note);
                numbers.insert(*number, self.document.footnotes.len());
            }
        }
        let Document { content, footnotes } = &mut self.document;
        number_marks(content, &numbers);
        for note in footnotes {
            number_marks(note, &numbers);
        }
        self.document
    }
}

fn number_marks(nodes: &mut Vec<Node>, numbers: &BTreeMap<usize, usize>) {
    nodes.retain_mut(|node| match node {
        Node::FootnoteMark { number, .. } => match numbers.get(number) {
            Some(own) => {
                *number = *own;
                true
            }
            None => false,
        },
        Node::Element(_, children) => {
            number_marks(children, numbers);
            true
        }
        _ => true,
    });
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The size in px that stands at the end of a picture's address.
fn size(source: &str) -> Option<(u32, u32)> {
    let (width, height) = source.rsplit_once('#')?.1.split_once('x')?;
    Some((width.parse().ok().filter(|width| *width > 0)?, height.parse().ok().filter(|height| *height > 0)?))
}
