//! Who understands? Model providers behind one trait, [`Provider`](crate::runtime::Provider).
//!
//! [`embedded`] judges, reads and answers without a model and is pure; `OpenAi` asks any OpenAI-compatible server; `Models` takes for
//! each call the one that the manifest names. docs/ai.md says what each can do.

pub mod embedded;
#[cfg(feature = "run")]
mod models;
#[cfg(feature = "run")]
mod offline;
#[cfg(feature = "run")]
mod openai;
#[cfg(feature = "run")]
mod passage;
mod role;
mod tables;

#[cfg(feature = "run")]
pub use models::Models;
#[cfg(feature = "run")]
pub use offline::Offline;
#[cfg(feature = "run")]
pub use openai::{OpenAi, Transcriber};
pub use role::is_modelled;
pub use tables::Tables;
