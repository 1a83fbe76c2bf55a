//! Who is called? Action bindings, the command that reads pictures, and what a picture is.

mod bindings;
mod http;
pub mod image;
mod json;
mod ocr;

pub use bindings::Bindings;
pub use json::read_answer;
pub use ocr::{OcrError, read_image, tesseract};
