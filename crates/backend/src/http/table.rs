//! Tables for spreadsheets: CSV by RFC 4180, in UTF-8 with a byte order mark, without live formulas.

use aftercare_contract::Localized;
use axum::http::{HeaderMap, HeaderName, header};
use csv::{Terminator, WriterBuilder};

use super::{ApiError, disposition};

/// Tells Excel that the file is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The language of these words that was asked for, or else the first known one of `Accept-Language`.
pub fn language(wanted: Option<&str>, headers: &HeaderMap, words: &'static Localized) -> &'static str {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepted = accepted.split(',').filter_map(|tag| tag.split(';').next()).map(str::trim);
    wanted.into_iter().chain(accepted).find_map(|tag| words.nearest(tag)).unwrap_or("en")
}

/// What is said about a table that is sent as a file of this name.
pub fn headers(name: &str, language: &str) -> [(HeaderName, String); 3] {
    [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(name)),
        (header::CONTENT_LANGUAGE, language.to_owned()),
    ]
}

/// Rows by RFC 4180.
pub fn table(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, ApiError> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.into_iter().map(harmless)).map_err(ApiError::internal)?;
    }
    writer.into_inner().map_err(|error| ApiError::internal(error.to_string()))
}

/// The text, with an apostrophe before what a spreadsheet would take for a formula and carry out (OWASP, “CSV
/// injection”): people write titles, and others open the table.
fn harmless(text: String) -> String {
    let first = text.trim_start_matches(' ').chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_no_text_breaks_out() {
        let cells = ["=1+1", " @SUM(A1)", "-3", "＝cmd", "\tx", "3% -> 0", "说 \"好\", 再说"].map(str::to_owned);
        let table = table([cells.into()]).unwrap();
        assert_eq!(
            String::from_utf8(table).unwrap(),
            "'=1+1,' @SUM(A1),'-3,'＝cmd,'\tx,3% -> 0,\"说 \"\"好\"\", 再说\"\r\n"
        );
    }
}
