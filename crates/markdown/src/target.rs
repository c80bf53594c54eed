//! Where links may lead and pictures may come from.

/// Where a link leads. Every other address is none: the link's words are shown as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To the heading with this slug, of the same text.
    Heading(String),
    /// To this path of the portal's own origin.
    Own(String),
    /// To another site, an e-mail address or a telephone number.
    Elsewhere(String),
}

/// The schemes of links.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

impl Target {
    /// Where a link of this destination leads, if it may lead there.
    pub fn of(destination: &str) -> Option<Self> {
        let url = encoded(destination);
        match scheme(&url) {
            Some(scheme) if SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) => {
                Some(Self::Elsewhere(url))
            }
            Some(_) => None,
            // A path with two slashes leads to another host.
            None if url.starts_with("//") => None,
            None => Some(match url.strip_prefix('#') {
                Some(_) => Self::Heading(destination.trim_start_matches('#').to_owned()),
                None => Self::Own(url),
            }),
        }
    }
}

/// Where a picture comes from, if it may come from there: from the portal's own origin only, so that nobody learns who
/// reads the text.
pub fn picture_source(destination: &str) -> Option<String> {
    match Target::of(destination)? {
        Target::Own(path) => Some(path),
        Target::Heading(_) | Target::Elsewhere(_) => None,
    }
}

/// What stands before the first colon, where that isn't part of a path. A browser sees a scheme in less than this.
fn scheme(url: &str) -> Option<&str> {
    let end = url.find([':', '/', '?', '#'])?;
    url.get(end..)?.starts_with(':').then(|| url.get(..end)).flatten()
}

/// The address with everything percent-encoded that may not stand in one: blanks, line ends and other controls, which
/// browsers leave out, and backslashes, which they take for slashes, among them.
fn encoded(destination: &str) -> String {
    let mut url = String::with_capacity(destination.len());
    for byte in destination.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$%&'()*+,-./:;=?@_~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase();
            url.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_where_they_may() {
        let elsewhere = |url: &str| Some(Target::Elsewhere(url.to_owned()));
        assert_eq!(Target::of("https://example.com/a?b#c"), elsewhere("https://example.com/a?b#c"));
        assert_eq!(Target::of("HTTP://EXAMPLE.COM"), elsewhere("HTTP://EXAMPLE.COM"));
        assert_eq!(Target::of("mailto:a@example.com"), elsewhere("mailto:a@example.com"));
        assert_eq!(Target::of("tel:+861050000000"), elsewhere("tel:+861050000000"));
        assert_eq!(Target::of("/kb/article/KB-1"), Some(Target::Own("/kb/article/KB-1".to_owned())));
        assert_eq!(Target::of("/kb?q=a:b"), Some(Target::Own("/kb?q=a:b".to_owned())));
        assert_eq!(Target::of("#查看丢包"), Some(Target::Heading("查看丢包".to_owned())));
    }

    #[test]
    fn nothing_else_is_a_link() {
        for destination in [
            "javascript:alert(1)",
            "JavaScript&colon;alert(1):",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//example.com/x",
            "ws://example.com",
        ] {
            assert_eq!(Target::of(destination), None, "{destination:?}");
        }
        // A browser takes backslashes for slashes.
        assert_eq!(Target::of(r"\\example.com"), Some(Target::Own("%5C%5Cexample.com".to_owned())));
        assert_eq!(Target::of(r"/\example.com"), Some(Target::Own("/%5Cexample.com".to_owned())));
    }

    #[test]
    fn pictures_come_from_here() {
        assert_eq!(picture_source("/media/rack.png"), Some("/media/rack.png".to_owned()));
        assert_eq!(picture_source("https://example.com/pixel.png"), None);
        assert_eq!(picture_source("data:image/svg+xml,x"), None);
    }
}
