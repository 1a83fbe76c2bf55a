//! When does it happen? Events in, one at a time per contact; transitions made durable in groups; effects out, in order;
//! time.
//!
//! Nothing leaves before it is committed, and what was acknowledged is never lost. What a model or an action answers comes
//! back as an event, so no contact is held while the world thinks.

mod charge;
mod clock;
mod committer;
mod config;
mod control;
mod core;
mod crash;
mod deploy;
mod drive;
mod erase;
mod error;
mod gate;
mod handle;
mod held;
mod link;
mod media;
mod operator;
mod outbox;
#[cfg(test)]
mod parrot;
mod peers;
mod perform;
mod replay;
mod stepper;
mod take;
#[cfg(test)]
mod tests;
mod timers;
mod transcript;
mod view;
mod waiting;

pub use self::core::Peers;
pub use charge::Charged;
pub use clock::{Clock, RealClock, VirtualClock};
pub use config::Config;
pub use control::{Answer, Order};
pub use crash::CrashPlan;
pub use deploy::Lost;
pub use error::RuntimeError;
pub use handle::{Handle, Runtime};
pub use held::Held;
pub use link::Links;
pub use media::ProjectMedia;
pub use operator::Operator;
pub use peers::{ActionTry, Actions, Card, Channels, Delivery, MediaBytes, Pending, Provider, Recipient};
pub use replay::Divergence;
pub use stepper::{EngineStep, Stepper};
pub use take::{Ack, effect_name, event_name};
pub use transcript::Line;
pub use view::{ContactView, Health};
pub use waiting::Arrived;
