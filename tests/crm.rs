//! Any system over HTTP, end to end: the real binary, a CRM on loopback that speaks its own shapes, and the wire formats of
//! ManyChat and SmartSender.
#![allow(clippy::disallowed_methods)] // projects of tests are written

mod crm {
    pub mod fake;
    pub mod running;

    mod down;
    mod formats;
    mod packs;
    mod round_trip;
    mod webhooks;
}
