//! Names of files.

/// Longest name that is kept, in bytes of UTF-8: most file systems take 255, and an archive may add ` (2)`.
const LONGEST: usize = 240;

/// The name without any path and without what no name needs; `None` if nothing is left.
pub fn clean_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control() && !turns_or_breaks(*c)).collect();
    // The end is kept: it holds the extension.
    let start = clean.ceil_char_boundary(clean.len().saturating_sub(LONGEST));
    let clean = clean.get(start..)?.trim().trim_start_matches('.');
    (!clean.is_empty()).then(|| clean.to_owned())
}

/// Marks that turn the direction of writing, with which `gol.exe` is shown as `exe.log`, and breaks of lines.
fn turns_or_breaks(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_only_a_name() {
        let clean = |name| clean_name(name).unwrap_or_default();
        assert_eq!(clean("错误日志.log"), "错误日志.log");
        assert_eq!(clean("../../etc/pass\nwd.txt"), "passwd.txt");
        assert_eq!(clean("C:\\logs\\.ssl.log"), "ssl.log");
        assert_eq!(clean("/"), "");
        assert_eq!(clean("a\u{202e}gol\u{2066}.exe\u{2028}"), "agol.exe");
        for long in ["x", "日", "."] {
            let kept = clean_name(&format!("{}.log", long.repeat(500))).unwrap_or_default();
            assert!(kept.ends_with("log") && !kept.starts_with('.') && kept.len() <= LONGEST, "{kept}");
        }
    }
}
