//! Cursors of lists: where the next page starts, opaque to callers.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use super::ApiError;

/// The cursor for a position (the sort keys of the last entry that was sent).
pub fn encode(position: &impl Serialize) -> Result<String, ApiError> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(position)?))
}

/// The position of a cursor. What isn't one of ours is malformed.
pub fn decode<T: DeserializeOwned>(cursor: &str) -> Result<T, ApiError> {
    let json = URL_SAFE_NO_PAD.decode(cursor).ok();
    json.and_then(|json| serde_json::from_slice(&json).ok()).ok_or_else(|| ApiError::malformed("unknown cursor"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_and_nothing_else_is_taken() {
        let position = (1_700_000_000_000_i64, "SR-2026-118042".to_owned());
        assert_eq!(decode::<(i64, String)>(&encode(&position).unwrap()).unwrap(), position);
        for tampered in ["", "!", "eyJ4IjoxfQ"] {
            assert!(matches!(decode::<(i64, String)>(tampered), Err(ApiError::Problem(_))), "{tampered}");
        }
    }
}
