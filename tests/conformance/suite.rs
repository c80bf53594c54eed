//! Proves a backend against the contract.
fn main() {}
