//! When does it happen? Events in, one at a time per contact; transitions made durable in groups; effects out, in order;
//! time.

mod peers;

pub use peers::{ActionTry, Actions, Channels, Delivery, MediaBytes, Pending, Provider, Recipient};
