//! Who is out there? Messengers.

mod local;

pub use local::{Local, Notice};
