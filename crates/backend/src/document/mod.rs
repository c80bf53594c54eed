//! PDF documents: paginated, tagged for screen readers (PDF/UA-1), with contents, bookmarks and fonts of their own.
//!
//! What is said is up to others; here is where it stands. The same input gives the same bytes, so that a
//! download that was cut can go on with a document that was made anew.

mod chart;
mod flow;
mod font;
mod lines;

use aftercare_contract::Timestamp;
use chrono::{Datelike, Timelike};
use krilla::{
    Document, SerializeSettings,
    annotation::{Annotation, LinkAnnotation, Target},
    color::rgb,
    configure::{Accessibility, ConfigurationBuilder},
    destination::{Destination, XyzDestination},
    error::KrillaError,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, FillRule, Stroke, StrokeDash},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, Node as Branch, TagGroup, TagTree},
};

pub use chart::{Chart, figure};
pub use flow::{BODY, Cell, Column, Flow, QUIET, SMALL};
use flow::{HAIRLINE, Item, MARGINS, PAGE};
pub use font::Fonts;
pub use lines::Colour;
use lines::Style;

/// What a document is, besides what it says.
pub struct About<'a> {
    /// Its title, for the window and the head of each page.
    pub title: &'a str,
    /// Its number, at the other end of that head.
    pub number: &'a str,
    /// BCP 47 tag of its language.
    pub language: &'a str,
    /// Who published it.
    pub author: &'a str,
    /// When.
    pub created: Timestamp,
    /// `{page} of {pages}`.
    pub page_of: &'a str,
}

/// A document of a front with contents and a body.
///
/// # Errors
/// It can't be made as PDF/UA asks for.
pub fn render(about: &About, front: &Flow, body: &Flow) -> Result<Vec<u8>, KrillaError> {
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let settings =
        SerializeSettings { configuration: configuration.unwrap_or_default(), ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    document.set_metadata(metadata(about));
    let ahead = front.pages.len();
    let pages = ahead.saturating_add(body.pages.len());
    let (headings, titles) = (&body.headings, &front.headings);
    document.set_outline(outline(titles, headings, ahead));
    let mut tree = TagTree::new().with_lang(Some(about.language.to_owned()));
    let mut number = 0;
    for flow in [front, body] {
        let mut leaves: Vec<Vec<Identifier>> = flow.nodes.iter().map(|_| Vec::new()).collect();
        for (index, items) in flow.pages.iter().enumerate() {
            number += 1;
            let Some(size) = PageSettings::from_wh(PAGE.0, PAGE.1) else { continue };
            let mut page = document.start_page_with(size);
            let mut surface = page.surface();
            let mut pen = Pen { surface: &mut surface, fonts: flow.fonts };
            pen.frame(about, number, pages);
            for run in items.chunk_by(|a, b| a.node == b.node) {
                let node = run.first().and_then(|placed| placed.node);
                let tag =
                    node.map_or(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)), |_| ContentTag::Other);
                let leaf = pen.surface.start_tagged(tag);
                for placed in run {
                    pen.draw(&placed.item);
                }
                pen.surface.end_tagged();
                if let Some(leaves) = node.and_then(|node| leaves.get_mut(node)) {
                    leaves.push(leaf);
                }
            }
            surface.finish();
            for link in flow.links.iter().filter(|link| link.page == index) {
                let Some(heading) = headings.get(link.heading) else { continue };
                let (left, top, right, bottom) = link.area;
                let Some(area) = Rect::from_ltrb(left, top, right, bottom) else { continue };
                let target = Target::Destination(Destination::Xyz(place(heading, ahead)));
                let annotation = Annotation::new_link(LinkAnnotation::new(area, target), Some(link.text.clone()));
                let leaf = page.add_tagged_annotation(annotation);
                if let Some(leaves) = leaves.get_mut(link.node) {
                    leaves.insert(0, leaf);
                }
            }
            page.finish();
        }
        for branch in branches(flow, leaves) {
            tree.push(branch);
        }
    }
    document.set_tag_tree(tree);
    document.finish()
}

/// The tree of a flow: nodes come after their parents, so the last ones are complete first.
fn branches(flow: &Flow, leaves: Vec<Vec<Identifier>>) -> Vec<TagGroup> {
    let mut groups: Vec<TagGroup> = flow
        .nodes
        .iter()
        .zip(leaves)
        .map(|(node, leaves)| {
            TagGroup::with_children(node.kind.clone(), leaves.into_iter().map(Branch::Leaf).collect())
        })
        .collect();
    let mut roots = Vec::new();
    while let Some(mut group) = groups.pop() {
        // Children were put in from the last to the first.
        let inner = group.children.iter().filter(|child| matches!(child, Branch::Group(_))).count();
        let own = group.children.len().saturating_sub(inner);
        if let Some(inner) = group.children.get_mut(own..) {
            inner.reverse();
        }
        if group.children.is_empty() && inner == 0 && !is_cell(&group) {
            continue;
        }
        match flow.nodes.get(groups.len()).and_then(|node| node.parent).and_then(|parent| groups.get_mut(parent)) {
            Some(parent) => parent.push(group),
            None => roots.push(group),
        }
    }
    roots.reverse();
    roots
}

/// An empty cell still is one: else the row would have too few.
fn is_cell(group: &TagGroup) -> bool {
    matches!(group.tag, krilla::tagging::TagKind::TD(_) | krilla::tagging::TagKind::TH(_))
}

fn metadata(about: &About) -> Metadata {
    let time = about.created.0.naive_utc();
    let two = |number: u32| u8::try_from(number).unwrap_or_default();
    let created = DateTime::new(u16::try_from(time.year()).unwrap_or_default())
        .month(two(time.month()))
        .day(two(time.day()))
        .hour(two(time.hour()))
        .minute(two(time.minute()))
        .second(two(time.second()))
        .utc_offset_hour(0);
    Metadata::new()
        .title(about.title.to_owned())
        .language(about.language.to_owned())
        .authors(vec![about.author.to_owned()])
        .creation_date(created)
        .document_id(about.number.to_owned())
}

/// Bookmarks: the title, and below it the sections with their parts.
fn outline(titles: &[flow::Heading], headings: &[flow::Heading], ahead: usize) -> Outline {
    let mut outline = Outline::new();
    for title in titles.iter().take(1) {
        outline.push_child(OutlineNode::new(title.text.clone(), place(title, 0)));
    }
    let mut sections: Vec<OutlineNode> = Vec::new();
    for heading in headings {
        let node = OutlineNode::new(heading.text.clone(), place(heading, ahead));
        match sections.last_mut().filter(|_| heading.level > 2) {
            Some(section) => section.push_child(node),
            None => sections.push(node),
        }
    }
    for section in sections {
        outline.push_child(section);
    }
    outline
}

fn place(heading: &flow::Heading, ahead: usize) -> XyzDestination {
    XyzDestination::new(ahead.saturating_add(heading.page), Point::from_xy(0.0, (heading.y - 12.0).max(0.0)))
}

struct Pen<'a, 'b> {
    surface: &'a mut Surface<'b>,
    fonts: Fonts,
}

impl Pen<'_, '_> {
    /// What stands above and below each page.
    fn frame(&mut self, about: &About, number: usize, pages: usize) {
        let style = Style { size: 8.0, leading: 12.0, ..SMALL.in_colour(QUIET) };
        let (left, right) = (MARGINS.0, PAGE.0 - MARGINS.2);
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Header)));
        if number > 1 {
            let name = self.fonts.printable(about.number);
            let from = right - style.width(self.fonts, &name);
            let title = self.fonts.printable(about.title);
            self.text(left, 44.0, &style.line(self.fonts, &title, from - left - 20.0), &style);
            self.text(from, 44.0, &name, &style);
            self.stroke(&[(left, 52.0), (right, 52.0)], 0.6, HAIRLINE, false);
        }
        self.surface.end_tagged();
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
        let count = about.page_of.replace("{page}", &number.to_string()).replace("{pages}", &pages.to_string());
        let y = PAGE.1 - 34.0;
        self.text(left, y, &self.fonts.printable(about.author), &style);
        self.text(right - style.width(self.fonts, &count), y, &count, &style);
        self.surface.end_tagged();
    }

    fn draw(&mut self, item: &Item) {
        match item {
            Item::Text { x, y, text, style } => self.text(*x, *y, text, style),
            Item::Stroke { points, width, colour, dashed } => self.stroke(points, *width, *colour, *dashed),
            Item::Fill { points, colour } => self.fill(points, *colour),
        }
    }

    fn text(&mut self, mut x: f32, y: f32, text: &str, style: &Style) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(filling(style.colour)));
        for letters in self.fonts.set(text, style.weight) {
            let text = text.get(letters.range.clone()).unwrap_or_default();
            self.surface.draw_glyphs(Point::from_xy(x, y), &letters.glyphs, letters.font, text, style.size, false);
            x += letters.width * style.size;
        }
    }

    fn stroke(&mut self, points: &[(f32, f32)], width: f32, colour: Colour, dashed: bool) {
        self.surface.set_fill(None);
        let dash = dashed.then(|| StrokeDash { array: vec![3.0, 2.5], offset: 0.0 });
        let Fill { paint, .. } = filling(colour);
        self.surface.set_stroke(Some(Stroke { paint, width, dash, ..Stroke::default() }));
        self.path(points, false);
        self.surface.set_stroke(None);
    }

    fn fill(&mut self, points: &[(f32, f32)], colour: Colour) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(filling(colour)));
        self.path(points, true);
    }

    fn path(&mut self, points: &[(f32, f32)], closed: bool) {
        let mut path = PathBuilder::new();
        for (index, (x, y)) in points.iter().enumerate() {
            if index == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
        }
        if closed {
            path.close();
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }
}

fn filling([red, green, blue]: Colour) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}
