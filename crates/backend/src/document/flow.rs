//! Pages filled from top to bottom: headings, paragraphs, tables, charts; each piece with its place in the tree that
//! screen readers follow.

use core::{num::NonZeroU16, ops::RangeInclusive};

use krilla::tagging::{ListNumbering, TableHeaderScope, Tag, TagKind};

use super::{
    font::{Fonts, Weight},
    lines::{Colour, Style},
};

/// A4, in points.
pub const PAGE: (f32, f32) = (595.28, 841.89);
/// Left, top, right and bottom of what pages are filled with.
pub const MARGINS: (f32, f32, f32, f32) = (56.0, 70.0, 56.0, 62.0);
/// How wide a line of text can be.
pub const MEASURE: f32 = PAGE.0 - MARGINS.0 - MARGINS.2;
/// How much fits one below the other.
const HEIGHT: f32 = PAGE.1 - MARGINS.1 - MARGINS.3;

/// Plain text.
pub const INK: Colour = [27, 31, 36];
/// What is said besides.
pub const QUIET: Colour = [92, 100, 110];
/// Lines between things.
pub const HAIRLINE: Colour = [208, 213, 219];
/// What tables and bands are laid on.
pub const SHADE: Colour = [243, 245, 247];

/// For reading.
pub const BODY: Style = Style { size: 9.5, leading: 15.0, weight: Weight::Regular, colour: INK };
/// For tables and what is said besides.
pub const SMALL: Style = Style { size: 8.5, leading: 12.5, weight: Weight::Regular, colour: INK };
const HEADINGS: [Style; 3] = [
    Style { size: 22.0, leading: 31.0, weight: Weight::Bold, colour: INK },
    Style { size: 14.0, leading: 21.0, weight: Weight::Bold, colour: INK },
    Style { size: 10.5, leading: 16.0, weight: Weight::Bold, colour: INK },
];

/// A node of the tree that screen readers follow.
pub type NodeId = usize;

/// Something on a page.
pub enum Item {
    /// A line of text; `y` is where its letters stand.
    Text {
        /// From the left.
        x: f32,
        /// From the top.
        y: f32,
        /// What it says.
        text: String,
        /// How it looks.
        style: Style,
    },
    /// Lines from point to point.
    Stroke {
        /// The points.
        points: Vec<(f32, f32)>,
        /// How thick.
        width: f32,
        /// In which colour.
        colour: Colour,
        /// Whether in dashes.
        dashed: bool,
    },
    /// An area.
    Fill {
        /// Its corners.
        points: Vec<(f32, f32)>,
        /// In which colour.
        colour: Colour,
    },
}

/// Something on a page, and what it belongs to; nothing where it only looks nice.
pub struct Placed {
    /// What.
    pub item: Item,
    /// To which node.
    pub node: Option<NodeId>,
}

/// A part of the tree.
pub struct Node {
    /// What it is.
    pub kind: TagKind,
    /// To what it belongs.
    pub parent: Option<NodeId>,
}

/// A heading, for contents and bookmarks.
pub struct Heading {
    /// 1 is the document's title.
    pub level: u16,
    /// What it says.
    pub text: String,
    /// On which page of these, from 0.
    pub page: usize,
    /// How far from the top.
    pub y: f32,
}

/// A place that leads somewhere else.
pub struct Link {
    /// On which page of these, from 0.
    pub page: usize,
    /// Left, top, right, bottom.
    pub area: (f32, f32, f32, f32),
    /// The index among the headings of what it leads to.
    pub heading: usize,
    /// Its node.
    pub node: NodeId,
    /// What it says.
    pub text: String,
}

/// Pages that are being filled.
pub struct Flow {
    pub(super) fonts: Fonts,
    pub(super) pages: Vec<Vec<Placed>>,
    pub(super) nodes: Vec<Node>,
    pub(super) headings: Vec<Heading>,
    pub(super) links: Vec<Link>,
    y: f32,
}

/// A column of a table.
pub struct Column {
    title: String,
    figures: bool,
}

impl Column {
    /// For words.
    pub fn words(title: String) -> Self {
        Self { title, figures: false }
    }

    /// For figures, which stand below each other.
    pub fn figures(title: String) -> Self {
        Self { title, figures: true }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// In which colour, if not as usual.
    pub colour: Option<Colour>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, colour: None }
    }
}

const PADDING: (f32, f32) = (5.0, 3.5);

impl Flow {
    /// An empty page.
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts, pages: vec![Vec::new()], nodes: Vec::new(), headings: Vec::new(), links: Vec::new(), y: 0.0 }
    }

    /// A new part of the tree.
    pub fn node(&mut self, kind: impl Into<TagKind>, parent: Option<NodeId>) -> NodeId {
        self.nodes.push(Node { kind: kind.into(), parent });
        self.nodes.len().saturating_sub(1)
    }

    /// How far down the page is filled, from its top edge.
    pub fn top(&self) -> f32 {
        MARGINS.1 + self.y
    }

    /// Leaves space, unless a page begins here.
    pub fn space(&mut self, points: f32) {
        if self.y > 0.0 {
            self.y = (self.y + points).min(HEIGHT);
        }
    }

    /// Turns the page where less than this is left of it.
    pub fn need(&mut self, points: f32) {
        if self.y + points > HEIGHT && self.y > 0.0 {
            self.pages.push(Vec::new());
            self.y = 0.0;
        }
    }

    fn left(&self) -> f32 {
        HEIGHT - self.y
    }

    /// Draws on the page that is being filled.
    pub fn draw(&mut self, item: Item, node: Option<NodeId>) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Placed { item, node });
        }
    }

    /// What is drawn until then is used up.
    pub fn advance(&mut self, points: f32) {
        self.y += points;
    }

    /// A line across the page.
    pub fn rule(&mut self) {
        let y = self.top();
        let points = vec![(MARGINS.0, y), (PAGE.0 - MARGINS.2, y)];
        self.draw(Item::Stroke { points, width: 0.6, colour: HAIRLINE, dashed: false }, None);
    }

    /// Text at a place of the page.
    pub fn put(&mut self, x: f32, y: f32, text: &str, style: Style, node: Option<NodeId>) {
        let text = self.fonts.printable(text);
        if !text.is_empty() {
            self.draw(Item::Text { x, y, text, style }, node);
        }
    }

    /// A heading: 1 is the document's title, 2 a section, 3 a part of one. At least a few lines follow on its page.
    pub fn heading(&mut self, level: u16, text: &str) {
        let style = HEADINGS.get(usize::from(level.saturating_sub(1))).copied().unwrap_or(BODY);
        let text = self.fonts.printable(text);
        self.space(if level == 2 { 24.0 } else { 10.0 });
        self.need(style.leading + 60.0);
        let kind = Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), Some(text.clone()));
        let node = self.node(kind, None);
        let (page, y) = (self.pages.len().saturating_sub(1), self.top());
        self.headings.push(Heading { level, text: text.clone(), page, y });
        self.lines(MARGINS.0, MEASURE, &text, style, node);
        self.space(4.0);
    }

    /// A paragraph across the page.
    pub fn paragraph(&mut self, text: &str, style: Style) {
        for part in text.split('\n').filter(|part| !part.trim().is_empty()) {
            let node = self.node(Tag::P, None);
            let part = self.fonts.printable(part);
            self.lines(MARGINS.0, MEASURE, &part, style, node);
            self.space(4.0);
        }
    }

    /// What something is called and what it is, one beside the other, as a list.
    pub fn facts<'a>(&mut self, facts: impl IntoIterator<Item = (&'a str, String)>, names: f32) {
        let list = self.node(Tag::L(ListNumbering::None), None);
        for (name, text) in facts {
            if text.trim().is_empty() {
                continue;
            }
            let item = self.node(Tag::LI, Some(list));
            self.need(BODY.leading);
            let page = self.pages.len();
            let label = self.node(Tag::Lbl, Some(item));
            let baseline = self.top() + baseline(BODY);
            self.put(MARGINS.0, baseline, name, BODY.in_colour(QUIET), Some(label));
            let body = self.node(Tag::LBody, Some(item));
            let text = self.fonts.printable(&text);
            self.lines(MARGINS.0 + names, MEASURE - names, &text, BODY, body);
            if page == self.pages.len() {
                self.space(2.0);
            }
        }
    }

    /// Lines one below the other, over as many pages as it takes.
    fn lines(&mut self, x: f32, width: f32, text: &str, style: Style, node: NodeId) {
        for line in style.lines(self.fonts, text, width) {
            self.need(style.leading);
            let y = self.top() + baseline(style);
            self.draw(Item::Text { x, y, text: line, style }, Some(node));
            self.y += style.leading;
        }
    }

    /// A table; its head stands again on every page, the first cell of a row names it.
    pub fn table(&mut self, columns: &[Column], rows: &[Vec<Cell>]) {
        if rows.is_empty() {
            return;
        }
        let rows: Vec<Vec<Cell>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| Cell { text: self.fonts.printable(&cell.text), ..*cell }).collect())
            .collect();
        let widths = self.widths(columns, &rows);
        let table = self.node(Tag::Table, None);
        let head = self.node(Tag::THead, Some(table));
        let body = self.node(Tag::TBody, Some(table));
        self.head(columns, &widths, Some(head));
        for row in &rows {
            self.row(columns, &widths, row, body);
        }
        self.space(6.0);
    }

    /// The head; on later pages it is only for the eye.
    fn head(&mut self, columns: &[Column], widths: &[f32], node: Option<NodeId>) {
        let style = SMALL.bold().in_colour(QUIET);
        let titles: Vec<Vec<String>> = columns
            .iter()
            .zip(widths)
            .map(|(column, width)| style.lines(self.fonts, &column.title, width - 2.0 * PADDING.0))
            .collect();
        let height = tallest(&titles) * style.leading + 2.0 * PADDING.1;
        self.need(height + 3.0 * SMALL.leading);
        let (top, right) = (self.top(), PAGE.0 - MARGINS.2);
        let corners = vec![(MARGINS.0, top), (right, top), (right, top + height), (MARGINS.0, top + height)];
        self.draw(Item::Fill { points: corners, colour: SHADE }, None);
        let row = node.map(|node| self.node(Tag::TR, Some(node)));
        let mut x = MARGINS.0;
        for ((column, width), lines) in columns.iter().zip(widths).zip(titles) {
            let node = row.map(|row| self.node(Tag::TH(TableHeaderScope::Column), Some(row)));
            self.cell(x, *width, &lines, style, column.figures, node);
            x += width;
        }
        self.y += height;
    }

    fn row(&mut self, columns: &[Column], widths: &[f32], cells: &[Cell], body: NodeId) {
        let row = self.node(Tag::TR, Some(body));
        let mut columns_of: Vec<(NodeId, Style, Vec<String>)> = Vec::new();
        for (place, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let node = if place == 0 {
                self.node(Tag::TH(TableHeaderScope::Row), Some(row))
            } else {
                self.node(Tag::TD, Some(row))
            };
            let style = match cell.colour {
                Some(colour) => SMALL.bold().in_colour(colour),
                None => SMALL,
            };
            columns_of.push((node, style, style.lines(self.fonts, &cell.text, width - 2.0 * PADDING.0)));
        }
        let mut turned = false;
        loop {
            let lines = columns_of.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or_default().max(1);
            let height = count(lines) * SMALL.leading + 2.0 * PADDING.1;
            // A row is only parted where it is longer than a page.
            let parts = height > HEIGHT * 0.8 && self.left() > 4.0 * SMALL.leading;
            if height > self.left() && !parts && !turned {
                self.need(HEIGHT);
                self.head(columns, widths, None);
                turned = true;
                continue;
            }
            turned = false;
            let fits = lines.min(whole((self.left() - 2.0 * PADDING.1) / SMALL.leading)).max(1);
            let mut x = MARGINS.0;
            for (((node, style, lines), width), column) in columns_of.iter_mut().zip(widths).zip(columns) {
                let now: Vec<String> = lines.drain(..fits.min(lines.len())).collect();
                self.cell(x, *width, &now, *style, column.figures, Some(*node));
                x += width;
            }
            self.y += count(fits) * SMALL.leading + 2.0 * PADDING.1;
            self.rule();
            if columns_of.iter().all(|(_, _, lines)| lines.is_empty()) {
                return;
            }
        }
    }

    fn cell(&mut self, x: f32, width: f32, lines: &[String], style: Style, figures: bool, node: Option<NodeId>) {
        let mut y = self.top() + PADDING.1 + baseline(style);
        for line in lines {
            let indent = if figures { width - PADDING.0 - style.width(self.fonts, line) } else { PADDING.0 };
            self.draw(Item::Text { x: x + indent, y, text: line.clone(), style }, node);
            y += style.leading;
        }
    }

    /// How wide columns are: as wide as they need to be, and where that is too much the widest give way.
    fn widths(&self, columns: &[Column], rows: &[Vec<Cell>]) -> Vec<f32> {
        let bold = SMALL.bold();
        let wanted: Vec<f32> = columns
            .iter()
            .enumerate()
            .map(|(place, column)| {
                let cells = rows.iter().filter_map(|row| row.get(place));
                let widest = cells.map(|cell| bold.width(self.fonts, &cell.text)).fold(0.0, f32::max);
                widest.max(bold.width(self.fonts, &column.title)) + 2.0 * PADDING.0 + 1.0
            })
            .collect();
        let mut left = MEASURE;
        let mut ordered: Vec<f32> = wanted.clone();
        ordered.sort_by(f32::total_cmp);
        let mut most = f32::INFINITY;
        for (done, width) in ordered.iter().enumerate() {
            let share = left / count(ordered.len().saturating_sub(done));
            if *width > share {
                most = share;
                break;
            }
            left -= width;
        }
        let taken: Vec<f32> = wanted.iter().map(|width| width.min(most)).collect();
        // What is left over goes to all, in proportion.
        let scale = MEASURE / taken.iter().sum::<f32>().max(1.0);
        taken.iter().map(|width| width * scale).collect()
    }

    /// How many pages there are.
    pub fn length(&self) -> usize {
        self.pages.len()
    }

    /// What is in `body`: its headings of these levels with their pages, of which the first has this number. On a page
    /// of its own rather than with its last lines alone on one.
    pub fn contents(&mut self, title: &str, body: &Flow, levels: RangeInclusive<u16>, first: usize) {
        let entries = body.headings.iter().enumerate().filter(|(_, heading)| levels.contains(&heading.level));
        let style = HEADINGS[1];
        let lines = count(entries.clone().count());
        self.space(22.0);
        self.need((style.leading + 4.0 + lines * (BODY.leading + 1.0) + 2.0).min(HEIGHT));
        let title = self.fonts.printable(title);
        let node = self.node(Tag::Hn(NonZeroU16::MIN.saturating_add(1), Some(title.clone())), None);
        self.lines(MARGINS.0, MEASURE, &title, style, node);
        self.space(4.0);
        let contents = self.node(Tag::TOC, None);
        for (index, heading) in entries {
            self.need(BODY.leading + 3.0);
            let item = self.node(Tag::TOCI, Some(contents));
            let reference = self.node(Tag::Reference, Some(item));
            let node = self.node(Tag::Link, Some(reference));
            let (top, right) = (self.top(), PAGE.0 - MARGINS.2);
            let number = first.saturating_add(heading.page).to_string();
            let numbered = right - BODY.width(self.fonts, &number);
            let (indent, style) = if heading.level > 2 { (14.0, BODY.in_colour(QUIET)) } else { (0.0, BODY) };
            let x = MARGINS.0 + indent;
            let text = style.line(self.fonts, &heading.text, numbered - x - 24.0);
            let baseline = top + baseline(BODY);
            let (begin, end) = (x + style.width(self.fonts, &text) + 6.0, numbered - 6.0);
            self.put(x, baseline, &text, style, Some(node));
            self.put(numbered, baseline, &number, BODY, Some(node));
            if begin < end {
                let points = vec![(begin, baseline - 1.0), (end, baseline - 1.0)];
                self.draw(Item::Stroke { points, width: 0.5, colour: HAIRLINE, dashed: true }, None);
            }
            self.links.push(Link {
                page: self.pages.len().saturating_sub(1),
                area: (x, top, right, top + BODY.leading),
                heading: index,
                node,
                text: heading.text.clone(),
            });
            self.y += BODY.leading + 1.0;
        }
    }
}

/// How far below the top of a line its letters stand.
pub fn baseline(style: Style) -> f32 {
    (style.leading - style.size) / 2.0 + style.size * 0.88
}

fn tallest(cells: &[Vec<String>]) -> f32 {
    count(cells.iter().map(Vec::len).max().unwrap_or_default().max(1))
}

#[expect(clippy::cast_precision_loss, reason = "a few lines or columns")]
fn count(number: usize) -> f32 {
    number as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines of a page")]
fn whole(number: f32) -> usize {
    number.max(0.0) as usize
}
