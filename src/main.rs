//! The portal's executable; everything is in the library, so that tests reach it.

fn main() {
    aftercare::start();
}
