//! Other systems' webhooks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BodyFormat, Path, SignatureRecipe};

/// How webhooks come in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Webhooks {
    /// The secret in the URL, as `${NAME}`; `None`: one is made at the first start.
    pub secret: Option<String>,
    /// By the name that scripts use. One that is not here is read as it is: parameters by their names at the top.
    pub by_name: BTreeMap<String, Webhook>,
}

/// How one webhook is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Webhook {
    /// How its body is written.
    pub format: BodyFormat,
    /// Where its events stand, if a request brings several; paths then begin at each of them.
    pub each: Option<Path>,
    /// What must stand at these places, or it is not this webhook's business.
    pub when: BTreeMap<Path, String>,
    /// Where what finds the contact stands, tried in this order: tracker fields, or `contact` for the id.
    pub contact: Vec<(String, Path)>,
    /// Where parameters stand; one that is not here stands at the top under its own name.
    pub params: BTreeMap<String, Path>,
    /// What makes an event one of its kind; empty: the parameter of `by`, else the request's own id.
    pub unique: Vec<Path>,
    /// How its sender signs; `None`: the secret in the URL is all that it knows.
    pub signature: Option<SignatureRecipe>,
}
