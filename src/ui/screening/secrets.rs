//! Finds what looks like a password, a key or a token in what is about to be sent. It works on bytes, because logs come
//! in every encoding: where a secret begins and ends is always at an ASCII character.

use std::ops::Range;

/// What stands in place of a secret.
pub const MARK: &str = "[REDACTED]";

/// What a secret is called where one is given, in lower case.
const NAMES: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "accesskey",
    "access_key",
    "access-key",
    "secretkey",
    "secret_key",
    "secret-key",
    "密码",
    "密碼",
    "口令",
    "密钥",
    "令牌",
    "パスワード",
    "暗証番号",
    "秘密鍵",
    "トークン",
];
/// What stands between a name and its value.
const SIGNS: &[&str] = &["=", ":", "：", "＝", ">"];
/// The same in a sentence.
const VERBS: &[&str] = &["is ", "是", "为", "為", "は"];
/// Values that are none, in lower case.
const DULL: &[&str] = &[
    "empty",
    "expected",
    "expired",
    "failed",
    "false",
    "incorrect",
    "invalid",
    "missing",
    "none",
    "null",
    "required",
    "true",
    "undefined",
    "unexpected",
    "wrong",
];
/// How HTTP announces one, in lower case.
const SCHEMES: &[&str] = &["bearer ", "basic "];
/// Least characters after a scheme.
const MIN_CREDENTIALS: usize = 16;
/// Least characters of a password.
const MIN_VALUE: usize = 4;
/// How the keys of well-known services begin, and how many characters follow at least.
const KEYS: &[(&str, usize)] = &[
    ("AKIA", 16),
    ("ASIA", 16),
    ("LTAI", 12),
    ("AIza", 30),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("github_pat_", 20),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
];
/// How a JSON Web Token begins, and how many parts it has, with dots between.
const JWT: (&str, usize) = ("eyJ", 3);
const MIN_JWT: usize = 30;
const BLOCK_BEGINS: &str = "-----BEGIN ";
const BLOCK_ENDS: &str = "-----END ";

/// Where secrets stand in `text`, in order and apart from each other.
pub fn find(text: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match announced(text, at) {
            Some(secret) => {
                at = secret.end;
                found.push(secret);
            }
            None => at += 1,
        }
    }
    found
}

/// `text` with [`MARK`] in place of each secret.
pub fn redact(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for secret in find(text.as_bytes()) {
        clean.push_str(text.get(from..secret.start).unwrap_or_default());
        clean.push_str(MARK);
        from = secret.end;
    }
    clean.push_str(text.get(from..).unwrap_or_default());
    clean
}

/// How many bytes at the beginning of a piece can be judged without what follows: whole lines, whole key blocks.
pub fn judged(piece: &[u8]) -> usize {
    let open = piece
        .windows(BLOCK_BEGINS.len())
        .rposition(|window| window == BLOCK_BEGINS.as_bytes())
        .filter(|begin| position(piece, *begin, BLOCK_ENDS).is_none());
    let line = piece.iter().rposition(|byte| *byte == b'\n').map(|end| end + 1);
    open.filter(|begin| *begin > 0).or(line).unwrap_or(piece.len())
}

/// The secret that what stands at `at` announces.
fn announced(text: &[u8], at: usize) -> Option<Range<usize>> {
    match *text.get(at)? {
        b'-' => in_block(text, at),
        b':' => in_url(text, at),
        _ if begins_word(text, at) => {
            assigned(text, at).or_else(|| after_scheme(text, at)).or_else(|| well_known(text, at))
        }
        _ => None,
    }
}

/// Whether a word begins here: also at `_` of `db_password` and at the hump of `dbPassword`.
fn begins_word(text: &[u8], at: usize) -> bool {
    let byte = text.get(at).copied().unwrap_or_default();
    let before = at.checked_sub(1).and_then(|before| text.get(before)).copied().unwrap_or_default();
    let letter = byte.is_ascii_alphabetic() || byte >= 0xC0;
    letter && (!before.is_ascii_alphanumeric() || (before.is_ascii_lowercase() && !byte.is_ascii_lowercase()))
}

/// The lines between `-----BEGIN … PRIVATE KEY-----` and its end.
fn in_block(text: &[u8], at: usize) -> Option<Range<usize>> {
    let label = skip(text, at, BLOCK_BEGINS)?;
    let label_ends = position(text, label, "-----")?;
    position(text.get(..label_ends)?, label, "PRIVATE KEY")?;
    let begin = blank(text, label_ends + "-----".len(), |byte| byte.is_ascii_whitespace());
    let end = position(text, begin, BLOCK_ENDS).unwrap_or(text.len());
    let marked = text.get(begin..)?.starts_with(MARK.as_bytes());
    (begin < end && !marked).then_some(begin..end)
}

/// The password of `https://user:password@host`.
fn in_url(text: &[u8], at: usize) -> Option<Range<usize>> {
    let begin = skip(text, at, "://")?;
    let end = blank(text, begin, |byte| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'?' | b'#' | b'"' | b'\''));
    let authority = text.get(begin..end)?;
    let host = authority.iter().rposition(|byte| *byte == b'@')?;
    let user = authority.get(..host)?.iter().position(|byte| *byte == b':')?;
    let secret = begin + user + 1..begin + host;
    is_secret(text.get(secret.clone())?).then_some(secret)
}

/// The value of `password=…`, `"token": "…"`, `密码：…`.
fn assigned(text: &[u8], at: usize) -> Option<Range<usize>> {
    NAMES.iter().filter_map(|name| skip(text, at, name)).find_map(|named| {
        let space = |byte: u8| matches!(byte, b' ' | b'\t');
        // The quote after a name in JSON.
        let sign = blank(text, blank(text, named, |byte| matches!(byte, b'"' | b'\'')), space);
        let (mut begin, mut signed) = (sign, false);
        while let Some(after) = SIGNS.iter().find_map(|sign| skip(text, begin, sign)) {
            (begin, signed) = (after, true);
        }
        if !signed {
            begin = VERBS.iter().find_map(|verb| skip(text, sign, verb))?;
        }
        let begin = blank(text, begin, space);
        let secret = quoted(text, begin).unwrap_or_else(|| plain(text, begin));
        let value = text.get(secret.clone())?;
        // In a sentence only what has a digit is a password: "the token is expired".
        let likely = is_secret(value) && (signed || value.iter().any(u8::is_ascii_digit));
        likely.then_some(secret)
    })
}

/// What stands in quotes, on one line.
fn quoted(text: &[u8], at: usize) -> Option<Range<usize>> {
    let quote = text.get(at).copied().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let begin = at + 1;
    let end = blank(text, begin, |byte| byte != quote && byte != b'\n');
    (text.get(end) == Some(&quote)).then_some(begin..end)
}

/// The word that begins here, without what ends a sentence.
fn plain(text: &[u8], at: usize) -> Range<usize> {
    let mut end = blank(text, at, |byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'<'));
    while end > at && text.get(end - 1).is_some_and(|byte| matches!(byte, b',' | b';' | b'.' | b')' | b'}' | b']')) {
        end -= 1;
    }
    at..end
}

/// Whether a value may be one: long enough, no word that says that there is none, no placeholder.
fn is_secret(value: &[u8]) -> bool {
    let dull = DULL.iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()));
    let placeholder = ["$", "%", "{", "<", "["].iter().any(|sign| value.starts_with(sign.as_bytes()));
    let hidden = value.windows(2).all(|pair| pair.first() == pair.last());
    value.len() >= MIN_VALUE && !dull && !placeholder && !hidden
}

/// What follows `Bearer` or `Basic`.
fn after_scheme(text: &[u8], at: usize) -> Option<Range<usize>> {
    let begin = SCHEMES.iter().find_map(|scheme| skip(text, at, scheme))?;
    let secret = begin..blank(text, begin, |byte| in_token(byte) || matches!(byte, b'.' | b'~' | b'+' | b'/' | b'='));
    let value = text.get(secret.clone())?;
    (value.len() >= MIN_CREDENTIALS && value.iter().any(u8::is_ascii_digit)).then_some(secret)
}

/// A key or token that is known by its beginning.
fn well_known(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let key = |(begins, more): &(&str, usize)| {
        let end = blank(text, at, in_token);
        (rest.starts_with(begins.as_bytes()) && end >= at + begins.len() + more).then_some(at..end)
    };
    let (begins, parts) = JWT;
    let jwt = || {
        let secret = at..blank(text, at, |byte| in_token(byte) || byte == b'.');
        let whole = text.get(secret.clone())?;
        (whole.len() >= MIN_JWT && whole.split(|byte| *byte == b'.').count() == parts).then_some(secret)
    };
    KEYS.iter().find_map(key).or_else(|| rest.starts_with(begins.as_bytes()).then(jwt).flatten())
}

fn in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Where `word` ends, if it stands here in whichever case.
fn skip(text: &[u8], at: usize, word: &str) -> Option<usize> {
    let end = at + word.len();
    text.get(at..end)?.eq_ignore_ascii_case(word.as_bytes()).then_some(end)
}

/// The first place from `at` on that isn't `part` of something.
fn blank(text: &[u8], at: usize, part: impl Fn(u8) -> bool) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !part(*byte)).unwrap_or(rest.len())
}

/// Where `word` stands first from `at` on.
fn position(text: &[u8], at: usize, word: &str) -> Option<usize> {
    text.get(at..)?.windows(word.len()).position(|window| window == word.as_bytes()).map(|place| at + place)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn secrets(text: &str) -> Vec<&str> {
        find(text.as_bytes()).into_iter().map(|secret| text.get(secret).unwrap()).collect()
    }

    #[wasm_bindgen_test]
    fn values_with_a_telling_name() {
        for (text, secret) in [
            ("password=hunter2", "hunter2"),
            ("DB_PASSWORD = 'correct horse'", "correct horse"),
            ("{\"clientSecret\": \"x9Kq-22\", \"id\": 4}", "x9Kq-22"),
            ("mysql --password:S3cret! -h db", "S3cret!"),
            ("secret => abcd1234;", "abcd1234"),
            ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG", "wJalrXUtnFEMI/K7MDENG"),
            ("管理员密码：Adx@2026，请尽快处理", "Adx@2026"),
            ("登录口令是 admin888。", "admin888"),
            ("パスワードは pass1234 です", "pass1234"),
            ("The password is hunter22.", "hunter22"),
        ] {
            assert_eq!(secrets(text), [secret], "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn keys_and_tokens_by_their_form() {
        for (text, secret) in [
            ("Authorization: Bearer 4f1c9b7e2a6d4f1c9b7e", "4f1c9b7e2a6d4f1c9b7e"),
            ("authorization: Basic bGluOnN1cGVyc2VjcmV0MQ==", "bGluOnN1cGVyc2VjcmV0MQ=="),
            ("id AKIAIOSFODNN7EXAMPLE used", "AKIAIOSFODNN7EXAMPLE"),
            (
                "cookie eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP seen",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP",
            ),
            ("git clone https://lin:t0psecret@git.example.com/a.git", "t0psecret"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----", "MIIE\nabcd\n"),
            ("-----BEGIN PRIVATE KEY-----\nMIIE", "MIIE"),
        ] {
            assert_eq!(secrets(text), [secret], "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn what_only_speaks_of_secrets_is_left_alone() {
        for text in [
            "Access denied for user 'root'@'db' (using password: YES)",
            "unexpected token: }",
            "token expired, the token is invalid",
            "password: incorrect",
            "密码错误，请重新输入",
            "PASSWORD=${DB_PASSWORD} password=******** secret: <hidden>",
            "max tokens: 4096",
            "Bearer authentication is off",
            "https://example.com:8443/path and http://user@host/",
            "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----",
            "ssl-engine[1]: checksum mismatch, retry 3/3",
        ] {
            assert_eq!(secrets(text), [""; 0], "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn redacting_leaves_the_rest_and_finds_nothing_more() {
        let text = "密码：Adx@2026，token=\"abcd-1234\" 见日志\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
        let clean = redact(text);
        assert_eq!(
            clean,
            "密码：[REDACTED]，token=\"[REDACTED]\" 见日志\n-----BEGIN PRIVATE KEY-----\n[REDACTED]-----END PRIVATE KEY-----\n"
        );
        assert_eq!(redact(&clean), clean);
        assert_eq!(redact("nothing here"), "nothing here");
    }

    #[wasm_bindgen_test]
    fn bytes_of_other_encodings_do_no_harm() {
        let gbk = [&[0xC3, 0xDC, 0xC2, 0xEB][..], b" pwd=hunter2 ", &[0xFF, 0xFE]].concat();
        let found: Vec<_> = find(&gbk).into_iter().map(|secret| gbk.get(secret).unwrap().to_vec()).collect();
        assert_eq!(found, [b"hunter2".to_vec()]);
    }

    #[wasm_bindgen_test]
    fn a_piece_is_judged_up_to_its_last_whole_line_and_block() {
        assert_eq!(judged(b"one\ntwo\nthr"), 8);
        assert_eq!(judged(b"one line"), 8);
        assert_eq!(judged(b"a\n-----BEGIN PRIVATE KEY-----\nMIIE\nab"), 2);
        assert_eq!(judged(b"-----BEGIN PRIVATE KEY-----\nMIIE\nab"), 33);
    }
}
