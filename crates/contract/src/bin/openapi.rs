//! Prints `openapi.json`.

fn main() {
    print!("{}", aftercare_contract::openapi::document());
}
