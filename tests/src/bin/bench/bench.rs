//! Measures the portal and the backend against their budgets.
fn main() {}
