//! Declared names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Hours, Type, Value};

/// All declared names. Maps are by name, so their order is stable.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Symbols {
    /// Tags.
    pub tags: Vec<String>,
    /// Goals.
    pub goals: Vec<String>,
    /// Fields of the contact.
    pub fields: BTreeMap<String, Field>,
    /// Tracker fields.
    pub trackers: BTreeMap<String, Tracker>,
    /// Postbacks.
    pub postbacks: BTreeMap<String, Signature>,
    /// Webhooks.
    pub webhooks: BTreeMap<String, Signature>,
    /// Knowledge tables.
    pub knowledge: BTreeMap<String, Knowledge>,
    /// Opening hours.
    pub hours: BTreeMap<String, Hours>,
}

/// A field of the contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its type.
    pub ty: Type,
    /// What it holds before anything sets it.
    pub default: Value,
    /// Whether it may not reach a model, a notice or a log.
    pub private: bool,
    /// The `##` comment: what it is, in the author's words; extraction reads it.
    pub doc: String,
}

/// A tracker field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tracker {
    /// Its type.
    pub ty: Type,
}

/// A postback or webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// Parameters in the order of the text.
    pub params: Vec<(String, Type)>,
    /// The parameter that makes one unique; without it, once per contact (a webhook: every arrival counts).
    pub unique_by: Option<String>,
}

/// A knowledge table. Its rows are data beside the program: they change while it runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Knowledge {
    /// The file, relative to the folder of the script that names it.
    pub file: String,
}
