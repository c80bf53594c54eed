//! The examples of the `CommonMark` specification.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fmt::Write};

use aftercare_markdown::{Document, Element, Node, Target};
use serde::Deserialize;

#[derive(Deserialize)]
struct Example {
    number: u32,
    markdown: String,
    html: String,
}

/// HTML stands there as text: nothing of it may be taken for what the author of the portal wrote.
const HTML: &[u32] = &[
    21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 168,
    169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191,
    201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629, 630,
    631, 642, 643,
];
/// The address has a scheme that isn't allowed: the words stay as text.
const SCHEMES: &[u32] = &[500, 596, 598, 599, 601];

#[test]
fn examples_of_the_specification_render_as_specified() {
    let examples: Vec<Example> = serde_json::from_str(include_str!("data/commonmark-0.31.2.json")).unwrap();
    assert_eq!(examples.len(), 652);
    let mut deviations = BTreeMap::new();
    for Example { number, markdown, html } in examples {
        let mut printer = Printer(String::new());
        printer.all(&Document::parse(&markdown).content);
        if printer.0 != html {
            deviations.insert(number, format!("{markdown}\n--- specified\n{html}\n--- here\n{}", printer.0));
        }
    }
    for known in [HTML, SCHEMES].concat() {
        assert!(deviations.remove(&known).is_some(), "example {known} renders as specified; it needs no exception");
    }
    for (number, how) in &deviations {
        eprintln!("=== {number}\n{how}\n");
    }
    assert!(deviations.is_empty(), "{} deviations", deviations.len());
}

/// Writes the tree as the specification writes its examples.
struct Printer(String);

impl Printer {
    fn all(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn new_line(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with('\n') {
            self.0.push('\n');
        }
    }

    /// An element with a line of its own.
    fn block(&mut self, open: &str, children: &[Node], close: &str) {
        self.new_line();
        self.0.push_str(open);
        self.all(children);
        self.0.push_str(close);
        self.0.push('\n');
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.text(text),
            Node::Code(code) => {
                self.0.push_str("<code>");
                self.text(code);
                self.0.push_str("</code>");
            }
            Node::CodeBlock { language, code } => {
                self.new_line();
                match language {
                    Some(language) => {
                        self.0.push_str("<pre><code class=\"language-");
                        self.text(language);
                        self.0.push_str("\">");
                    }
                    None => self.0.push_str("<pre><code>"),
                }
                self.text(code);
                self.0.push_str("</code></pre>\n");
            }
            Node::Break => self.0.push_str("<br />\n"),
            Node::Rule => self.block("<hr />", &[], ""),
            Node::Picture(picture) => {
                self.0.push_str("<img");
                self.attribute("src", &picture.source);
                self.attribute("alt", &picture.description);
                if let Some(title) = &picture.title {
                    self.attribute("title", title);
                }
                self.0.push_str(" />");
            }
            Node::FootnoteMark { number, .. } => write!(self.0, "<sup>{number}</sup>").unwrap(),
            Node::Element(element, children) => self.element(element, children),
        }
    }

    fn element(&mut self, element: &Element, children: &[Node]) {
        match element {
            Element::Paragraph => self.block("<p>", children, "</p>"),
            Element::Heading { level, .. } => self.block(&format!("<h{level}>"), children, &format!("</h{level}>")),
            Element::Quote | Element::Callout(_) => {
                self.block("<blockquote>\n", children, "");
                self.0.truncate(self.0.trim_end_matches('\n').len());
                self.0.push_str("\n</blockquote>\n");
            }
            Element::List { start: Some(1) } => self.block("<ol>\n", children, "</ol>"),
            Element::List { start: Some(start) } => self.block(&format!("<ol start=\"{start}\">\n"), children, "</ol>"),
            Element::List { start: None } => self.block("<ul>\n", children, "</ul>"),
            Element::Item => self.block("<li>", children, "</li>"),
            Element::Task { .. } => self.block("<li><input type=\"checkbox\" />", children, "</li>"),
            Element::Table => self.block("<table>", children, "</table>"),
            Element::Row => self.block("<tr>", children, "</tr>"),
            Element::Cell(_) => self.block("<td>", children, "</td>"),
            Element::Emphasis => self.inline("em", children),
            Element::Strong => self.inline("strong", children),
            Element::Struck => self.inline("del", children),
            Element::Link { target, title } => {
                self.0.push_str("<a");
                match target {
                    Target::Own(url) | Target::Elsewhere(url) => self.attribute("href", url),
                    Target::Heading(slug) => self.attribute("href", &format!("#{slug}")),
                }
                if let Some(title) = title {
                    self.attribute("title", title);
                }
                self.0.push('>');
                self.all(children);
                self.0.push_str("</a>");
            }
        }
    }

    fn inline(&mut self, tag: &str, children: &[Node]) {
        write!(self.0, "<{tag}>").unwrap();
        self.all(children);
        write!(self.0, "</{tag}>").unwrap();
    }

    fn attribute(&mut self, name: &str, value: &str) {
        write!(self.0, " {name}=\"").unwrap();
        self.text(value);
        self.0.push('"');
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                c => self.0.push(c),
            }
        }
    }
}
