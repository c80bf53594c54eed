//! Passwords: argon2id with the least parameters that OWASP advises (19 MiB, 2 passes, 1 lane), the crate's default.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};

use crate::http::ApiError;

/// The hash to be stored, as a PHC string. Takes some tens of milliseconds.
pub fn hash(password: &str) -> Result<String, ApiError> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| ApiError::internal(error.to_string()))
}

/// Whether the password is the one of `stored`. Without one it takes as long, so that nobody learns who exists.
pub fn verify(password: &str, stored: Option<&str>) -> Result<bool, ApiError> {
    match stored {
        Some(stored) => Ok(Argon2::default().verify_password(password.as_bytes(), stored).is_ok()),
        None => hash(password).map(|_| false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_fits() {
        let stored = hash("correct horse").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse", Some(&stored)).unwrap());
        assert!(!verify("correct horse ", Some(&stored)).unwrap());
        assert!(!verify("correct horse", None).unwrap());
    }
}
