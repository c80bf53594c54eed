//! Which SVG drawings are taken: those that draw, and do nothing else.
//!
//! Browsers run nothing in what an `img` shows, and the drawing's own policy forbids it where somebody opens it by its
//! address. This is the third wall, and the one that tells the author.

use roxmltree::{Document, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

/// Elements that draw. Whatever else there is may run (`script`, `set`), lead away (`a`), fetch (`image`) or hold a page
/// (`foreignObject`).
const ELEMENTS: [&str; 23] = [
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "text",
    "title",
    "tspan",
    "use",
];

/// Fails with what is wrong, for the author.
pub fn check(content: &[u8]) -> Result<(), String> {
    let text = core::str::from_utf8(content).map_err(|_| "a picture is PNG, JPEG, WebP, or SVG in UTF-8".to_owned())?;
    // The parser refuses document types, and with them entities.
    let document =
        Document::parse(text).map_err(|error| format!("a picture is PNG, JPEG, WebP or SVG; as SVG, {error}"))?;
    let root = document.root_element().tag_name();
    if (root.name(), root.namespace()) != ("svg", Some(SVG)) {
        return Err(format!("a picture is PNG, JPEG, WebP or SVG, not <{}>", root.name()));
    }
    document.descendants().try_for_each(check_node)
}

fn check_node(node: Node) -> Result<(), String> {
    if let Some(instruction) = node.pi() {
        return Err(format!("an SVG picture may not hold <?{}?>", instruction.target));
    }
    let in_style = node.parent().is_some_and(|parent| parent.has_tag_name((SVG, "style")));
    if let Some(style) = node.text().filter(|_| node.is_text() && in_style) {
        return check_references("style", style);
    }
    if !node.is_element() {
        return Ok(());
    }
    let name = node.tag_name();
    if name.namespace() != Some(SVG) || !ELEMENTS.contains(&name.name()) {
        return Err(format!("an SVG picture may not hold <{}>", name.name()));
    }
    node.attributes().try_for_each(|attribute| {
        let (name, value) = (attribute.name(), attribute.value());
        if name.to_ascii_lowercase().starts_with("on") {
            return Err(format!("an SVG picture may not hold the handler {name}"));
        }
        if name == "href" && !value.starts_with('#') {
            return Err(format!("an SVG picture may refer to its own parts only, not to {value}"));
        }
        check_references(name, value)
    })
}

/// Styles and values may refer to parts of the drawing (`url(#arrow)`), and may not spell that in a way of their own.
fn check_references(place: &str, style: &str) -> Result<(), String> {
    let lower = style.to_ascii_lowercase();
    let own_part = |rest: &str| rest.trim_start_matches([' ', '"', '\'']).starts_with('#');
    if lower.contains("@import")
        || lower.contains("//")
        || lower.contains('\\')
        || !lower.split("url(").skip(1).all(own_part)
    {
        return Err(format!("an SVG picture may refer to its own parts only; look at {place}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(inside: &str) -> String {
        format!(r#"<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 6">{inside}</svg>"#)
    }

    #[test]
    fn drawings_are_taken() {
        for inside in [
            "",
            r#"<style>.line { stroke: #123; marker-end: url(#arrow) }</style><path class="line" d="M0 0h4"/>"#,
            r##"<defs><g id="a"/></defs><use href="#a"/><use xlink:href="#a"/><rect fill='url("#b")'/>"##,
            "<!-- drawn by hand --><text>https://shop.example.com <tspan>on</tspan></text>",
        ] {
            assert_eq!(check(drawing(inside).as_bytes()), Ok(()), "{inside}");
        }
    }

    #[test]
    fn what_runs_leads_away_or_fetches_is_refused_by_name() {
        for (inside, named) in [
            ("<script>alert(1)</script>", "<script>"),
            ("<g><foreignObject><p>x</p></foreignObject></g>", "<foreignObject>"),
            ("<a href='#x'/>", "<a>"),
            ("<image href='#x'/>", "<image>"),
            ("<set attributeName='onload' to='alert(1)'/>", "<set>"),
            ("<html:script xmlns:html='http://www.w3.org/1999/xhtml'>alert(1)</html:script>", "<script>"),
            ("<html:g xmlns:html='http://www.w3.org/1999/xhtml'/>", "<g>"),
            ("<g OnLoad='alert(1)'/>", "OnLoad"),
            ("<use href='https://example.com/x.svg#a'/>", "https://example.com/x.svg#a"),
            ("<use xlink:href='data:image/svg+xml,x'/>", "data:image/svg+xml,x"),
            ("<rect fill='url(https://example.com/x)'/>", "fill"),
            ("<rect style='fill: u&#x52;L( /x.svg#a )'/>", "style"),
            ("<style>@import 'x.css';</style>", "style"),
            ("<style><![CDATA[g { fill: \\75rl(x) }]]></style>", "style"),
            ("<style>/* */<!-- -->g { background: image-set('//example.com/x' 1x) }</style>", "style"),
            ("<?xml-stylesheet href='x.css'?>", "<?xml-stylesheet?>"),
        ] {
            let wrong = check(drawing(inside).as_bytes()).unwrap_err();
            assert!(wrong.contains(named), "{inside}: {wrong}");
        }
        for other in ["<html xmlns='http://www.w3.org/1999/xhtml'/>", "<svg/>", "<svg", "GIF89a", "\u{feff}"] {
            assert!(check(other.as_bytes()).is_err(), "{other}");
        }
        let entity = drawing("<text>&a;</text>");
        assert!(check(format!("<!DOCTYPE svg [<!ENTITY a 'b'>]>{entity}").as_bytes()).is_err());
        assert!(check(b"\xff\xfe<svg/>").is_err());
    }
}
