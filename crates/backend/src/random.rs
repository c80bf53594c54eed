//! Ids and secrets from the operating system's source of randomness.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// A new id: 128 bits, so it is neither guessed nor ever drawn twice. URL-safe.
pub fn id() -> Result<String, getrandom::Error> {
    draw::<16>()
}

/// A new secret: 256 bits. URL-safe.
pub fn secret() -> Result<String, getrandom::Error> {
    draw::<32>()
}

fn draw<const BYTES: usize>() -> Result<String, getrandom::Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
