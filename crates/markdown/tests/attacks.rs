//! Published attempts to run a script, and those that Markdown makes possible: none of them gets into the tree.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use aftercare_markdown::{Document, Element, Node, Target, plain};

/// What only Markdown can say.
const IN_MARKDOWN: &[&str] = &[
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61&#x6C&#x65&#x72&#x74&#x28&#x31&#x29)",
    "[a](<java\tscript:alert(1)>)",
    "[a](<\u{1}javascript:alert(1)>)",
    "[a](\\javascript:alert(1))",
    "[a](javascript://example.com/%0Aalert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](vbscript:msgbox(1))",
    "[a](//example.com/steal)",
    "[a](feed:javascript:alert(1))",
    "[a](blob:https://example.com/1)",
    "[a]: javascript:alert(1)\n\n[a]",
    "[a]: <java&#10;script:alert(1)>\n\n[a][a]",
    "<javascript:alert(1)>",
    "<data:text/html,1>",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml,<svg onload=alert(1)>)",
    "![a](https://example.com/pixel.png)",
    "![a](x\" onerror=\"alert(1))",
    "![a\" onerror=\"alert(1)](x)",
    "[a](x \"title\\\" onmouseover=\\\"alert(1)\")",
    "```html\" onmouseover=\"alert(1)\nx\n```",
    "# <img src=x onerror=alert(1)>",
    "| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |",
    "- [ ] <svg onload=alert(1)>",
    "x[^<img src=x onerror=alert(1)>]\n\n[^<img src=x onerror=alert(1)>]: <script>alert(1)</script>",
    "> [!NOTE]\n> <script>alert(1)</script>",
];

fn published() -> Vec<String> {
    let sources: BTreeMap<String, Vec<String>> = serde_json::from_str(include_str!("data/xss.json")).unwrap();
    sources.into_values().flatten().collect()
}

/// Whether an address has an allowed scheme, or none and this origin.
fn is_allowed(url: &str) -> bool {
    let harmless = |c: char| c.is_ascii_graphic() && !"\\\"<>`".contains(c);
    let schemes = ["http:", "https:", "mailto:", "tel:"];
    let lower = url.to_ascii_lowercase();
    let own = !url.starts_with("//") && !url.split(['/', '?', '#']).next().unwrap().contains(':');
    url.chars().all(harmless) && (own || schemes.iter().any(|scheme| lower.starts_with(scheme)))
}

fn check(nodes: &[Node], attack: &str) {
    for node in nodes {
        match node {
            Node::Picture(picture) => {
                let own = !picture.source.starts_with("//") && !picture.source.contains("://");
                assert!(own && is_allowed(&picture.source), "{attack:?} shows {picture:?}");
            }
            Node::Element(element, children) => {
                if let Element::Link { target: Target::Own(url) | Target::Elsewhere(url), .. } = element {
                    assert!(is_allowed(url), "{attack:?} leads to {url:?}");
                }
                check(children, attack);
            }
            _ => {}
        }
    }
}

#[test]
fn no_attack_becomes_more_than_text() {
    let published = published();
    assert!(published.len() >= 300);
    for attack in published.iter().map(String::as_str).chain(IN_MARKDOWN.iter().copied()) {
        for text in [attack.to_owned(), format!("# {attack}\n"), format!("- [ ] {attack}\n"), format!("> {attack}\n")] {
            let document = Document::parse(&text);
            check(&document.content, attack);
            document.footnotes.iter().for_each(|note| check(note, attack));
        }
    }
}

#[test]
fn html_is_shown_as_it_was_written() {
    for html in ["<script>alert(1)</script>", "a <b onclick=\"x\">b</b>", "<!-- secret -->", "<img src=x onerror=y>"] {
        assert_eq!(plain(&Document::parse(html).content), html);
    }
}
