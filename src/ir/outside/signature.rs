//! How a request is signed: one recipe for requests that leave and for webhooks that come in.

use serde::{Deserialize, Serialize};

use crate::ir::Duration;

/// A signature over parts of a request, in a header of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureRecipe {
    /// The header in which it stands.
    pub header: String,
    /// The key, as `${NAME}`.
    pub key: String,
    /// How the key is written.
    pub key_form: KeyForm,
    /// The algorithm.
    pub algorithm: MacAlgorithm,
    /// How the signature is written.
    pub encoding: MacEncoding,
    /// What stands before it, such as `sha256=` or `v1,`.
    pub prefix: String,
    /// What is signed, in this order, nothing between.
    pub parts: Vec<SignedPart>,
    /// The header of the time, in seconds since 1970.
    pub timestamp_header: Option<String>,
    /// The header of the request's own id.
    pub id_header: Option<String>,
    /// How far a request's time may be from now, both ways; `None`: it is not looked at.
    pub max_skew: Option<Duration>,
}

impl SignatureRecipe {
    /// Names under which [`SignatureRecipe::known`] has a recipe.
    pub const KNOWN: [&str; 4] = ["standard", "meta", "twilio", "chatwoot"];

    /// The recipe of Standard Webhooks (standardwebhooks.com). `plain`: the key is taken as it is, not as base64.
    pub fn standard(key: &str, plain: bool) -> Self {
        let dot = || SignedPart::Literal(".".to_owned());
        SignatureRecipe {
            header: "webhook-signature".to_owned(),
            key: key.to_owned(),
            key_form: if plain { KeyForm::Plain } else { KeyForm::Base64 },
            algorithm: MacAlgorithm::HmacSha256,
            encoding: MacEncoding::Base64,
            prefix: "v1,".to_owned(),
            parts: vec![SignedPart::Id, dot(), SignedPart::Timestamp, dot(), SignedPart::Body],
            timestamp_header: Some("webhook-timestamp".to_owned()),
            id_header: Some("webhook-id".to_owned()),
            max_skew: Some(Duration(300_000)),
        }
    }

    /// The recipe of a sender; `None` where there is none of this name.
    pub fn known(name: &str, key: &str) -> Option<Self> {
        let body = SignatureRecipe {
            header: String::new(),
            key: key.to_owned(),
            key_form: KeyForm::Plain,
            algorithm: MacAlgorithm::HmacSha256,
            encoding: MacEncoding::Hex,
            prefix: "sha256=".to_owned(),
            parts: vec![SignedPart::Body],
            timestamp_header: None,
            id_header: None,
            max_skew: None,
        };
        Some(match name {
            "standard" => SignatureRecipe::standard(key, false),
            "meta" => SignatureRecipe { header: "x-hub-signature-256".to_owned(), ..body },
            "twilio" => SignatureRecipe {
                header: "x-twilio-signature".to_owned(),
                algorithm: MacAlgorithm::HmacSha1,
                encoding: MacEncoding::Base64,
                prefix: String::new(),
                parts: vec![SignedPart::Url, SignedPart::SortedForm],
                ..body
            },
            "chatwoot" => SignatureRecipe {
                header: "x-chatwoot-signature".to_owned(),
                parts: vec![SignedPart::Timestamp, SignedPart::Literal(".".to_owned()), SignedPart::Body],
                timestamp_header: Some("x-chatwoot-timestamp".to_owned()),
                max_skew: Some(Duration(300_000)),
                ..body
            },
            _ => return None,
        })
    }
}

/// How a key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum KeyForm {
    /// Its characters are the key.
    #[default]
    Plain,
    /// Base64; a `whsec_` before it is not part of it.
    Base64,
}

/// Algorithms of signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum MacAlgorithm {
    /// HMAC with SHA-256.
    #[default]
    HmacSha256,
    /// HMAC with SHA-1, where a peer knows no better.
    HmacSha1,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum MacEncoding {
    /// Hexadecimal.
    #[default]
    Hex,
    /// Base64 with padding.
    Base64,
}

/// A part of what is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignedPart {
    /// These characters.
    Literal(String),
    /// The value of a header.
    Header(String),
    /// The body's bytes.
    Body,
    /// The whole URL as the peer sees it, with its query.
    Url,
    /// The method in capitals.
    Method,
    /// The URL's path, without its query.
    Path,
    /// The fields of a form, sorted by name, each name followed by its value; repeated names by value, each value once. Where
    /// the body is no form it is nothing, and then a body must be named in the URL by `bodySHA256`.
    SortedForm,
    /// The value of the time's header.
    Timestamp,
    /// The value of the id's header.
    Id,
}
