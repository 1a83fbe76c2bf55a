//! Who is out there? Messengers.

mod bell;
pub mod http;
pub mod link;
mod local;
mod switchboard;
pub mod telegram;

pub use bell::Bell;
pub use local::{Local, Notice};
pub use switchboard::Switchboard;
