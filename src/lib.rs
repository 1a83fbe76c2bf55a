//! `flowc`: chat funnels as programs.
//!
//! A `.flow` project is parsed and checked into a graph IR (the compiler tower: [`syntax`], [`project`], [`check`],
//! [`lower`]); an engine executes that IR for each contact as a pure function ([`engine`]), and a runtime makes every
//! transition durable before any effect leaves (`store`, `runtime`, `ai`, `action`, `channel`). Both towers stand on
//! [`source`], [`diagnostic`], [`ir`] and [`speech`], and meet only in the faces (`scenario`, `server`, `lsp`, `cli`).
//!
//! Modules are listed in the order of their layers: each imports only what stands above it. ARCHITECTURE.md has the
//! table. Without the feature `run` the library is pure and builds for `wasm32-unknown-unknown`.

mod parallel;
pub mod source;
pub mod diagnostic;
pub mod ir;
pub mod speech;

pub mod syntax;
pub mod project;
pub mod check;
pub mod lower;
pub mod draw;

pub mod engine;
pub mod report;
#[cfg(feature = "run")]
pub mod store;
#[cfg(feature = "run")]
pub mod runtime;

#[cfg(feature = "run")]
pub mod outbound;
#[cfg(feature = "run")]
pub mod action;
pub mod ai;
#[cfg(feature = "run")]
pub mod channel;

pub mod scenario;
#[cfg(feature = "run")]
pub mod server;
#[cfg(feature = "lsp")]
pub mod lsp;
#[cfg(feature = "run")]
pub mod cli;
