//! Names of files.

/// Longest name that is kept, in characters.
const LONGEST: usize = 200;

/// The name without any path and without what no name needs; `None` if nothing is left.
pub fn clean_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.trim().trim_start_matches('.');
    // The end is kept: it holds the extension.
    let surplus = clean.chars().count().saturating_sub(LONGEST);
    let clean: String = clean.chars().skip(surplus).collect();
    (!clean.is_empty()).then_some(clean)
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
        let long = format!("{}.log", "x".repeat(500));
        assert!(clean(&long).ends_with("x.log") && clean(&long).len() == LONGEST);
    }
}
