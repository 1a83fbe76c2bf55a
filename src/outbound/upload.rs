//! Requests that carry files: `multipart/form-data`.

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::multipart::{Form, Part as Field};
use reqwest::{Method, Url};

use super::client::{Failure, Outbound, Reply, Request, failure, headers, read};

/// A part of a form.
#[derive(Debug, Clone)]
pub enum Part {
    /// A text.
    Text(String),
    /// A file.
    File {
        /// Its name there.
        name: String,
        /// Its media type; what is none is sent as bytes.
        mime: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

impl Outbound {
    /// Posts a form with files, in the order of its parts, and reads the whole answer. It follows no redirect: a form goes
    /// to the host that was meant, or nowhere. The request's own method and JSON are not looked at.
    ///
    /// # Errors
    /// [`Failure`] where there is no answer.
    pub async fn upload(&self, request: Request, parts: Vec<(String, Part)>) -> Result<Reply, Failure> {
        let timeout = request.timeout;
        let sent = async {
            let url = Url::parse(request.url.expose())
                .map_err(|error| Failure::Refused(format!("the address is no URL: {error}")))?;
            self.look_at(&url)?;
            let form = parts.into_iter().fold(Form::new(), |form, (name, part)| match part {
                Part::Text(text) => form.text(name, text),
                Part::File { name: file, mime, bytes } => form.part(name, field(file, &mime, bytes)),
            });
            let sent = self.client().request(Method::POST, url.clone());
            let sent = sent.headers(headers(&request.headers)?).multipart(form);
            let response = sent.send().await.map_err(|error| failure(&url, error))?;
            read(&url, response, request.bytes_max).await
        };
        tokio::time::timeout(timeout, sent).await.unwrap_or(Err(Failure::Slow(timeout)))
    }
}

fn field(name: String, mime: &str, bytes: Vec<u8>) -> Field {
    let field = Field::bytes(bytes).file_name(name);
    match HeaderValue::from_str(mime) {
        Ok(mime) if !mime.is_empty() => field.headers([(CONTENT_TYPE, mime)].into_iter().collect()),
        _ => field,
    }
}
