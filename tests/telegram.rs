//! Telegram, end to end: the real binary against a Bot API on loopback.
#![allow(clippy::disallowed_methods)] // projects of tests are written

#[allow(dead_code)] // shared: each test takes what it needs
#[path = "support/telegram.rs"]
mod bot_api;

mod telegram {
    pub mod shop;

    mod contact;
    mod delivery;
    mod receiving;
    mod team;
}
