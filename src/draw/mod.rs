//! What does a program look like? Pictures of the funnel, and the graph that they show as data.
//!
//! Every format draws one [`Sketch`]: the places of a program, what each tells, and the ways between them with what must
//! happen on them. The order is the text's, so a picture changes only where the program does.

mod dot;
mod json;
mod layout;
mod mermaid;
mod outline;
mod sketch;
mod svg;

pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
pub use sketch::{Goal, Sketch, Spot, Way};
pub use svg::{Look, svg};
