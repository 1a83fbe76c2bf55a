//! Who is called? Action bindings, the command that reads pictures, and what a picture is.

mod bindings;
mod command;
mod csv;
mod dry_run;
mod fingerprint;
mod http;
pub mod image;
mod inputs;
mod json;
mod mail;
mod ocr;
mod outcome;
mod percent;
mod process;
mod sql;
#[cfg(test)]
mod testing;

pub use bindings::Bindings;
pub use dry_run::DryRun;
pub use ocr::{OcrError, read_image, tesseract};
