//! What a file is, by its first bytes.

use infer::MatcherType;

/// How many bytes tell.
pub const HEAD: usize = 8192;

/// The media type, or `None` for what isn't taken: programs, scripts and pages, and what isn't the picture, film or
/// document that its name says.
pub fn media_type(name: &str, head: &[u8]) -> Option<&'static str> {
    let Some(found) = infer::get(head) else {
        return promised(name).is_none().then(|| unmarked(head));
    };
    let runs = found.matcher_type() == MatcherType::App && found.mime_type() != "application/x-x509-ca-cert";
    let is_script = matches!(found.mime_type(), "text/html" | "text/x-shellscript");
    let kept = promised(name).is_none_or(|promise| found.mime_type().starts_with(promise));
    (kept && !runs && !is_script).then(|| found.mime_type())
}

/// What the name promises to those who open it.
fn promised(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "bmp" | "gif" | "heic" | "jpeg" | "jpg" | "png" | "tif" | "tiff" | "webp" => Some("image/"),
        "mov" | "mp4" | "webm" => Some("video/"),
        "pdf" => Some("application/pdf"),
        _ => None,
    }
}

/// Text, where it is text in UTF-8; its end may be cut in the middle of a character.
fn unmarked(head: &[u8]) -> &'static str {
    let is_text = match core::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if is_text && !head.contains(&0) { "text/plain" } else { "application/octet-stream" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn content_decides() {
        assert_eq!(media_type("a.png", PNG), Some("image/png"));
        assert_eq!(media_type("a.JPG", PNG), Some("image/png"));
        assert_eq!(media_type("a.log", "ssl-engine 校验和不符".as_bytes().split_last().unwrap().1), Some("text/plain"));
        assert_eq!(media_type("a.log", b"\xb2\xbb\xb7\xfb"), Some("application/octet-stream"));
        assert_eq!(media_type("a.zip", b"PK\x03\x04\x14\0\0\0"), Some("application/zip"));
    }

    #[test]
    fn what_runs_or_lies_is_refused() {
        let elf = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 64]].concat();
        for (name, head) in [
            ("a.png", b"not a picture".as_slice()),
            ("a.pdf", PNG),
            ("a.log", &elf),
            ("a.txt", b"MZ\x90\0"),
            ("a.txt", b"#!/bin/sh\nrm -rf /"),
            ("a.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
        ] {
            assert_eq!(media_type(name, head), None, "{name}");
        }
    }
}
