//! Passwords: argon2id with the least parameters that OWASP advises (19 MiB, 2 passes, 1 lane), the crate's default.

use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, PasswordHasher, Version};
use subtle::ConstantTimeEq;

use crate::http::ApiError;

/// Where a password is hashed. It is used again: an allocator gives back blocks of this size late or never.
pub type Memory = Vec<Block>;

/// A hash as good as any, for those who don't exist.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$YWZ0ZXJjYXJlLW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash to be stored, as a PHC string. Takes some tens of milliseconds.
pub fn hash(password: &str) -> Result<String, ApiError> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(ApiError::internal)
}

/// Whether the password is the one of `stored`. Without one it takes as long, so that nobody learns who exists.
pub fn verify(password: &str, stored: Option<&str>, memory: &mut Memory) -> Result<bool, ApiError> {
    let expected = PasswordHash::new(stored.unwrap_or(NOBODYS)).map_err(ApiError::internal)?;
    let params = Params::try_from(&expected).map_err(ApiError::internal)?;
    let (Some(salt), Some(output)) = (expected.salt, expected.hash) else {
        return Err(ApiError::internal("a stored password without salt or hash"));
    };
    memory.resize(params.block_count(), Block::new());
    let mut actual = vec![0; output.len()];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), &salt, &mut actual, memory)
        .map_err(ApiError::internal)?;
    let fits: bool = actual.ct_eq(output.as_bytes()).into();
    Ok(fits && stored.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_fits() {
        let stored = hash("correct horse").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let mut memory = Memory::new();
        for (password, stored, fits) in [
            ("correct horse", Some(stored.as_str()), true),
            ("correct horse ", Some(&stored), false),
            ("", Some(&stored), false),
            ("correct horse", None, false),
            ("correct horse", Some(&stored), true),
        ] {
            assert_eq!(verify(password, stored, &mut memory).unwrap(), fits, "{password}");
        }
        assert!(verify("correct horse", Some("plain text"), &mut memory).is_err());
    }
}
