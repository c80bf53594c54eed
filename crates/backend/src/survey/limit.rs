//! How often links are tried.
//!
//! A token is 256 random bits, so guessing is hopeless at any speed; the limits keep its cost from us. A token that is
//! known is never refused for what others at its address do: a whole company sits behind one.

use aftercare_contract::{Span, Timestamp, survey::SurveyId};

use crate::http::{ApiError, Network, Tally};

/// Tries are counted for so long.
const WINDOW: Span = Span::minutes(15);
/// Unknown tokens from one address.
const UNKNOWN: u32 = 200;
/// Calls with the tokens of one survey: more than a person and a mail scanner make.
const KNOWN: u32 = 60;

/// Counts tries; a clone counts the same.
#[derive(Clone, Debug)]
pub struct Openings {
    unknown: Tally<Network>,
    known: Tally<SurveyId>,
}

impl Default for Openings {
    fn default() -> Self {
        Self { unknown: Tally::new(WINDOW), known: Tally::new(WINDOW) }
    }
}

impl Openings {
    /// A token of nobody was tried. The error tells when to come back.
    pub fn unknown(&self, network: Network, now: Timestamp) -> Result<(), ApiError> {
        self.unknown.count([(&network, UNKNOWN)], now)
    }

    /// A survey's token was used. The error tells when to come back.
    pub fn known(&self, survey: &SurveyId, now: Timestamp) -> Result<(), ApiError> {
        self.known.count([(survey, KNOWN)], now)
    }

    /// Forgets tries that don't count any more.
    pub fn sweep(&self, now: Timestamp) {
        self.unknown.sweep(now);
        self.known.sweep(now);
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn of_ten_thousand_guesses_few_are_looked_up_and_nobody_else_is_held_up() {
        let openings = Openings::default();
        let now: Timestamp = "2026-11-20T14:02:00Z".parse().unwrap();
        let [guesser, other] = [1, 2].map(|host| Network::of(IpAddr::from([192, 0, 2, host])));
        let looked_up = (0..10_000).filter(|_| openings.unknown(guesser, now).is_ok()).count();
        assert_eq!(looked_up, UNKNOWN as usize);
        assert!(openings.unknown(other, now).is_ok());
        assert!(openings.known(&"survey".into(), now).is_ok(), "at the same address, too");
        openings.sweep(now + WINDOW);
        assert_eq!((openings.unknown.keys(), openings.known.keys()), (0, 0));
        assert!(openings.unknown(guesser, now + WINDOW).is_ok());
    }
}
