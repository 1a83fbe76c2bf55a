//! Who is called? Action bindings, the command that reads pictures, and what a picture is.

mod bindings;
mod dry_run;
mod http;
pub mod image;
mod inputs;
mod json;
mod ocr;
mod outcome;

pub use bindings::Bindings;
pub use dry_run::DryRun;
pub use json::read_answer;
pub use ocr::{OcrError, read_image, tesseract};
