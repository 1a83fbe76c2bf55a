//! Who is called? Action bindings, the command that reads pictures, and what a picture is.

mod binding;
pub mod image;
mod json;
mod ocr;
#[cfg(test)]
mod tests;
mod url;

pub use binding::Http;
pub use json::read_answer;
pub use ocr::{OcrError, read_image, tesseract};
