//! What an article says, as elements of the page. Its Markdown has become a tree before, in which nothing runs; here
//! each piece of it becomes an element, and every text a text node.

mod code;
mod ticks;

use aftercare_markdown::{Alignment, Callout, Document, Element, Node, Picture, Target};
use leptos::prelude::*;

use super::{Dialog, El, el, icon};
use crate::{
    i18n::{I18n, Word, use_i18n},
    platform::{fragment, scroll, sight},
};
use code::code_block;
pub use ticks::Ticks;

/// What ids of headings begin with, so that none of them is that of something else on the page.
const PART: &str = "part-";
/// From so many headings on, a list of them helps.
const MANY: usize = 2;

/// Writes a document.
#[derive(Clone, Copy)]
struct Writer {
    i18n: I18n,
    ticks: Ticks,
    /// Whether the document's own URL leads to this page, so that its parts have links.
    is_at_home: bool,
    zoomed: RwSignal<Option<Picture>>,
}

/// The text of a page of its own, with links to its parts; the one that the URL names is brought into sight.
pub fn prose(document: &Document, ticks: Ticks) -> El {
    let prose = write(document, ticks, true);
    request_animation_frame(fragment::reveal);
    prose
}

/// The same text on another page.
pub fn visiting_prose(document: &Document, ticks: Ticks) -> El {
    write(document, ticks, false)
}

/// Links to the parts of a text that is on a page of its own; nothing where it has hardly any.
pub fn contents(document: &Document) -> Option<El> {
    let i18n = use_i18n();
    let headings: Vec<_> = document.headings(2).collect();
    if headings.len() < MANY {
        return None;
    }
    let ids: Vec<String> = headings.iter().map(|(slug, _)| [PART, slug].concat()).collect();
    let read = RwSignal::new(0);
    let link = |(index, (slug, words)): (usize, (&str, String))| {
        let link = el("a", "contents__link").attr("href", &["#", PART, slug].concat()).text(&words);
        let link = link.attr_of("aria-current", move || (read.get() == index).then(|| "true".to_owned()));
        el("li", "contents__item").child(link)
    };
    let list = el("ol", "contents").children(headings.into_iter().enumerate().map(link));
    // The last part that has begun above the upper third of the screen is the one being read.
    scroll::on_scroll(move || {
        let now = ids.iter().rposition(|id| sight::has_begun(id)).unwrap_or_default();
        if read.get_untracked() != now {
            read.set(now);
        }
    });
    let summary = el("summary", "article__contents-toggle").say(move || i18n.kb_contents()).child(icon("down"));
    let nav = el("nav", "").label(move || i18n.kb_contents()).child(list);
    Some(el("details", "article__contents").child(summary).child(nav))
}

fn write(document: &Document, ticks: Ticks, is_at_home: bool) -> El {
    let writer = Writer { i18n: use_i18n(), ticks, is_at_home, zoomed: RwSignal::new(None) };
    let prose = writer.all(el("div", "prose"), &document.content);
    let prose = if document.footnotes.is_empty() { prose } else { prose.child(writer.notes(&document.footnotes)) };
    prose.view(writer.zoom())
}

impl Writer {
    fn all(self, parent: El, nodes: &[Node]) -> El {
        nodes.iter().fold(parent, |parent, node| match node {
            Node::Text(text) => parent.text(text),
            Node::Element(element, children) => parent.child(self.element(element, children)),
            Node::Code(code) => parent.child(el("code", "").text(code)),
            Node::CodeBlock { language, code } => parent.child(code_block(language.as_deref(), code)),
            Node::Picture(picture) => parent.child(self.picture(picture)),
            Node::FootnoteMark { number, first } => parent.child(self.mark(*number, *first)),
            Node::Break => parent.child(el("br", "")),
            Node::Rule => parent.child(el("hr", "")),
        })
    }

    fn element(self, element: &Element, children: &[Node]) -> El {
        let plain = |tag: &str| self.all(el(tag, ""), children);
        match element {
            Element::Paragraph => match children {
                [Node::Picture(picture)] => self.figure(picture),
                _ => plain("p"),
            },
            Element::Heading { level, slug } => self.heading(*level, slug, children),
            Element::Quote => plain("blockquote"),
            Element::Callout(callout) => self.callout(*callout, children),
            Element::List { start } => self.list(*start, children),
            Element::Item => plain("li"),
            Element::Task { index, done } => self.task(*index, *done, children),
            Element::Table => self.table(children),
            Element::Row => plain("tr"),
            Element::Cell(alignment) => self.cell("td", *alignment, children),
            Element::Emphasis => plain("em"),
            Element::Strong => plain("strong"),
            Element::Struck => plain("del"),
            Element::Link { target, title } => self.link(target, title.as_deref(), children),
        }
    }

    /// The page has the one heading of the first level.
    fn heading(self, level: u8, slug: &str, children: &[Node]) -> El {
        let tag = ["h2", "h2", "h3", "h4", "h5", "h6"].get(usize::from(level).saturating_sub(1)).unwrap_or(&"h6");
        let heading = self.all(el(tag, ""), children);
        if !self.is_at_home {
            return heading;
        }
        let i18n = self.i18n;
        let anchor = el("a", "prose__anchor").attr("href", &["#", PART, slug].concat());
        let anchor = anchor.label(move || i18n.prose_anchor()).text("#");
        heading.attr("id", &[PART, slug].concat()).attr("tabindex", "-1").child(anchor)
    }

    fn callout(self, callout: Callout, children: &[Node]) -> El {
        let (look, symbol, name): (_, _, Word) = match callout {
            Callout::Note => ("callout callout--note", "info", I18n::prose_note),
            Callout::Tip => ("callout callout--tip", "check", I18n::prose_tip),
            Callout::Important => ("callout callout--note", "info", I18n::prose_important),
            Callout::Warning => ("callout callout--caution", "alert", I18n::prose_warning),
            Callout::Caution => ("callout callout--danger", "alert", I18n::prose_caution),
        };
        let i18n = self.i18n;
        let name = move || name(i18n);
        el("div", look).attr("role", "note").label(name).children([
            icon(symbol),
            el("p", "callout__name").attr("aria-hidden", "true").say(name),
            self.all(el("div", "callout__text"), children),
        ])
    }

    fn list(self, start: Option<u64>, children: &[Node]) -> El {
        let tag = if start.is_some() { "ol" } else { "ul" };
        let tasks: Vec<usize> = children
            .iter()
            .filter_map(|child| match child {
                Node::Element(Element::Task { index, done: false }, _) => Some(*index),
                _ => None,
            })
            .collect();
        if tasks.is_empty() {
            let start = start.filter(|start| *start != 1).map(|start| start.to_string());
            return self.all(el(tag, "").attr_if("start", start.as_deref()), children);
        }
        let Self { i18n, ticks, .. } = self;
        let progress = move || {
            let count = |count: usize| i18n.number(u64::try_from(count).unwrap_or_default());
            let done = tasks.iter().filter(|task| ticks.has(**task)).count();
            i18n.prose_ticked(&count(done), &count(tasks.len()))
        };
        let list = self.all(el(tag, if start.is_some() { "tick" } else { "tick tick--plain" }), children);
        el("div", "prose__steps").child(el("p", "tick__progress").say(progress)).child(list)
    }

    /// A step to be ticked off: its first words are the label, what follows stands below it.
    fn task(self, index: usize, done: bool, children: &[Node]) -> El {
        let (words, rest): (&[Node], &[Node]) = match children {
            [Node::Element(Element::Paragraph, words), rest @ ..] => (words, rest),
            _ => children.split_at(children.iter().position(is_block).unwrap_or(children.len())),
        };
        let Self { i18n, ticks, .. } = self;
        let ticked = move || done || ticks.has(index);
        let check = el("input", "").attr("type", "checkbox").attr_if("disabled", done.then_some(""));
        let check = check.attr_of("checked", move || ticked().then(String::new));
        let check = check.on("change", move |_| ticks.turn(index));
        let number = el("span", "tick__number").attr("aria-hidden", "true");
        let words = self.all(el("span", "tick__text"), words);
        let done = move || ticked().then(|| el("span", "tick__done").say(move || i18n.prose_done()));
        let label = el("label", "tick__label").children([check, number, words.maybe(done)]);
        self.all(el("li", "tick__step").child(label), rest)
    }

    /// It scrolls by itself where it is wider than the page, so the keyboard has to reach it.
    fn table(self, rows: &[Node]) -> El {
        let i18n = self.i18n;
        let head = |row: &Node| match row {
            Node::Element(Element::Row, cells) => el("tr", "").children(cells.iter().map(|cell| match cell {
                Node::Element(Element::Cell(alignment), words) => {
                    self.cell("th", *alignment, words).attr("scope", "col")
                }
                other => self.all(el("th", "").attr("scope", "col"), std::slice::from_ref(other)),
            })),
            other => self.all(el("tr", ""), std::slice::from_ref(other)),
        };
        let (first, rest) = rows.split_at(rows.len().min(1));
        let table = el("table", "")
            .child(el("thead", "").children(first.iter().map(head)))
            .child(self.all(el("tbody", ""), rest));
        el("div", "prose__table")
            .attr("tabindex", "0")
            .attr("role", "group")
            .label(move || i18n.prose_table())
            .child(table)
    }

    fn cell(self, tag: &str, alignment: Alignment, children: &[Node]) -> El {
        let class = match alignment {
            Alignment::None | Alignment::Left => "",
            Alignment::Center => "prose__center",
            Alignment::Right => "prose__end",
        };
        self.all(el(tag, class), children)
    }

    fn link(self, target: &Target, title: Option<&str>, children: &[Node]) -> El {
        let link = match target {
            Target::Own(path) => el("a", "").attr("href", path),
            // The other site needn't know from which page somebody comes.
            Target::Elsewhere(url) => el("a", "").attr("href", url).attr("rel", "external noopener noreferrer"),
            Target::Heading(slug) if self.is_at_home => el("a", "").attr("href", &["#", PART, slug].concat()),
            Target::Heading(_) => el("span", ""),
        };
        self.all(link.attr_if("title", title), children)
    }

    fn figure(self, picture: &Picture) -> El {
        let caption = picture.title.as_deref().map(|title| el("figcaption", "picture__caption").text(title));
        el("figure", "picture").child(self.picture(picture)).children(caption)
    }

    /// A picture that is enlarged when it is pressed; its place is kept before it is there.
    fn picture(self, picture: &Picture) -> El {
        let Self { i18n, zoomed, .. } = self;
        let (shown, words) = (picture.clone(), picture.description.clone());
        el("button", "picture__zoom")
            .attr("type", "button")
            .label(move || i18n.prose_zoom(&words))
            .on_press(move || zoomed.set(Some(shown.clone())))
            .child(image(picture).attr("loading", "lazy").attr("decoding", "async"))
    }

    fn zoom(self) -> AnyView {
        let Self { i18n, zoomed, .. } = self;
        let close = Callback::new(move |()| zoomed.set(None));
        let shown = move || zoomed.with(|picture| picture.as_ref().map(image));
        let title = Signal::derive(move || i18n.prose_picture());
        view! {
            <Dialog open=Signal::derive(move || zoomed.read().is_some()) title=title on_close=close>
                <div class="picture__large">{shown}</div>
            </Dialog>
        }
        .into_any()
    }

    fn mark(self, number: usize, first: bool) -> El {
        let i18n = self.i18n;
        let number = number.to_string();
        let words = number.clone();
        let mark = el("a", "").attr("href", &["#note-", &number].concat()).text(&number);
        let mark = mark.label(move || i18n.prose_note_mark(&words));
        let id = first.then(|| ["mark-", &number].concat());
        el("sup", "").attr_if("id", id.as_deref()).child(mark)
    }

    fn notes(self, notes: &[Vec<Node>]) -> El {
        let i18n = self.i18n;
        let note = |(index, note): (usize, &Vec<Node>)| {
            let number = (index + 1).to_string();
            let back = el("a", "prose__back").attr("href", &["#mark-", &number].concat());
            let back = back.label(move || i18n.prose_note_back()).text("↩");
            self.all(el("li", "").attr("id", &["note-", &number].concat()), note).child(back)
        };
        let list = el("ol", "").children(notes.iter().enumerate().map(note));
        el("section", "prose__notes").child(el("h2", "quiet-text").say(move || i18n.prose_notes())).child(list)
    }
}

fn image(picture: &Picture) -> El {
    let image = el("img", "").attr("src", &picture.source).attr("alt", &picture.description);
    match picture.size {
        Some((width, height)) => image.attr("width", &width.to_string()).attr("height", &height.to_string()),
        None => image,
    }
}

/// Whether a piece stands on lines of its own.
fn is_block(node: &Node) -> bool {
    match node {
        Node::CodeBlock { .. } | Node::Rule => true,
        Node::Element(element, _) => {
            !matches!(element, Element::Emphasis | Element::Strong | Element::Struck | Element::Link { .. })
        }
        Node::Text(_) | Node::Code(_) | Node::Picture(_) | Node::FootnoteMark { .. } | Node::Break => false,
    }
}
