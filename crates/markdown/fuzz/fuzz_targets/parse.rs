//! Any text makes a document, without a panic; the document is not deep, and its links lead only where they may.
#![no_main]

use aftercare_markdown::{Document, Element, Node, Target};
use libfuzzer_sys::fuzz_target;

/// Deeper than any document is.
const DEPTH: usize = 40;

fuzz_target!(|markdown: &str| {
    let document = Document::parse(markdown);
    check(&document.content, DEPTH);
    for note in &document.footnotes {
        check(note, DEPTH);
    }
    assert!(document.headings(2).count() <= markdown.len());
});

fn check(nodes: &[Node], depth: usize) {
    assert!(depth > 0, "too deep");
    for node in nodes {
        match node {
            Node::Picture(picture) => assert!(is_own(&picture.source), "{}", picture.source),
            Node::Element(element, children) => {
                match element {
                    Element::Link { target: Target::Own(url), .. } => assert!(is_own(url), "{url}"),
                    Element::Link { target: Target::Elsewhere(url), .. } => {
                        let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
                        assert!(["http", "https", "mailto", "tel"].contains(&&*scheme), "{url}");
                    }
                    _ => {}
                }
                check(children, depth - 1);
            }
            _ => {}
        }
    }
}

/// Whether a browser can only find an address of the same origin in it.
fn is_own(url: &str) -> bool {
    let before_path = url.split(['/', '?', '#']).next().unwrap_or_default();
    url.is_ascii() && !url.contains(['\\', ' ', '\t', '\n']) && !url.starts_with("//") && !before_path.contains(':')
}
