//! Who is called? Action bindings, through one filtered HTTP client.

pub mod image;
