//! What the portal's Markdown has beyond `CommonMark`, and where it ends.

use aftercare_markdown::{Alignment, Callout, Document, Element, Node, Picture, Target, plain};

fn first(markdown: &str) -> Node {
    Document::parse(markdown).content.swap_remove(0)
}

#[test]
fn tasks_are_numbered_through_all_lists() {
    let document = Document::parse("1. [ ] one\n2. [x] two\n   - [ ] three\n\ntext\n\n- [ ] four\n- five\n");
    let mut found = Vec::new();
    walk(&document.content, &mut |element, children| {
        if let Element::Task { index, done } = element {
            found.push((*index, *done, plain(children).lines().next().unwrap_or_default().to_owned()));
        }
    });
    found.sort();
    let expected = [(0, false, "one"), (1, true, "twothree"), (2, false, "three"), (3, false, "four")];
    assert_eq!(found, expected.map(|(index, done, words)| (index, done, words.to_owned())));
    assert_eq!(document.tasks(), 4);
}

#[test]
fn headings_have_slugs_that_are_all_different() {
    let document =
        Document::parse("## Is it *this*?\n\n## 查看丢包（HA-4107）\n\n## Is it this\n\n### Deeper\n\n## ?!\n");
    let headings: Vec<_> = document.headings(2).collect();
    let slugs: Vec<&str> = headings.iter().map(|(slug, _)| *slug).collect();
    assert_eq!(slugs, ["is-it-this", "查看丢包-ha-4107", "is-it-this-1", ""]);
    assert_eq!(headings[0].1, "Is it this?");
}

#[test]
fn callouts_and_tables_are_known() {
    assert!(matches!(first("> [!WARNING]\n> Hot."), Node::Element(Element::Callout(Callout::Warning), _)));
    let Node::Element(Element::Table, rows) = first("| a | b |\n|---|--:|\n| 1 | 2 |\n") else { panic!("no table") };
    assert_eq!(rows.len(), 2);
    let Node::Element(Element::Row, cells) = &rows[1] else { panic!("no row") };
    assert_eq!(cells[1], Node::Element(Element::Cell(Alignment::Right), vec![Node::Text("2".to_owned())]));
}

#[test]
fn footnotes_are_numbered_as_they_are_referred_to() {
    let text = "[^none]: never\n\n[^b]: second\n\na[^a] b[^b] a[^a] c[^missing]\n\n[^a]: first\n";
    let document = Document::parse(text);
    let notes: Vec<String> = document.footnotes.iter().map(|note| plain(note)).collect();
    let mut marks = Vec::new();
    let Node::Element(Element::Paragraph, words) = &document.content[0] else { panic!("no paragraph") };
    for word in words {
        if let Node::FootnoteMark { number, first } = word {
            marks.push((notes[number - 1].as_str(), *first));
        }
    }
    assert_eq!(marks, [("first", true), ("second", true), ("first", false)]);
    assert_eq!(notes.len(), 2);
}

#[test]
fn a_picture_names_its_size() {
    let picture = |markdown: &str| match first(markdown) {
        Node::Element(Element::Paragraph, words) => words.into_iter().next(),
        _ => None,
    };
    let Some(Node::Picture(Picture { source, description, size, .. })) = picture("![Front *panel*](/m/a.png#1280x720)")
    else {
        panic!("no picture")
    };
    assert_eq!((source.as_str(), description.as_str()), ("/m/a.png#1280x720", "Front panel"));
    assert_eq!(size, Some((1280, 720)));
    assert!(matches!(picture("![a](/m/a.png)"), Some(Node::Picture(Picture { size: None, .. }))));
    assert_eq!(picture("![a](https://example.com/a.png)"), Some(Node::Text("a".to_owned())));
}

#[test]
fn a_link_to_a_heading_finds_it() {
    let document = Document::parse("[there](#查看)\n\n## 查看\n");
    let mut target = None;
    walk(&document.content, &mut |element, _| {
        if let Element::Link { target: Target::Heading(slug), .. } = element {
            target = Some(slug.clone());
        }
    });
    assert_eq!(target.as_deref(), document.headings(2).next().map(|(slug, _)| slug));
}

#[test]
fn depth_has_a_limit_and_nothing_is_lost() {
    fn depth(nodes: &[Node]) -> usize {
        let own = |node: &Node| match node {
            Node::Element(_, children) => 1 + depth(children),
            _ => 1,
        };
        nodes.iter().map(own).max().unwrap_or_default()
    }
    for deep in [">".repeat(10_000) + " deep", "- ".repeat(5_000) + "deep", "*".repeat(9_999) + "deep"] {
        let document = Document::parse(&deep);
        assert!(depth(&document.content) <= 40);
        assert!(plain(&document.content).contains("deep"));
    }
}

fn walk(nodes: &[Node], visit: &mut impl FnMut(&Element, &[Node])) {
    for node in nodes {
        if let Node::Element(element, children) = node {
            visit(element, children);
            walk(children, visit);
        }
    }
}
