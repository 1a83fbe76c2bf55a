//! The form of a model's answer: one schema per task, strict, decisions first.

use serde_json::{Value as Json, json};

use crate::engine::{PatternSpec, SaveSpec, Task};
use crate::ir::Type;

/// A field of the answer, in the order in which it is asked for.
pub(super) struct Field {
    pub name: &'static str,
    /// What it is, in the words of the system message.
    pub about: String,
    /// Its JSON Schema.
    pub schema: Json,
}

/// The fields of the answer to a task.
pub(super) fn fields(task: &Task) -> Vec<Field> {
    match task {
        Task::Judge { untils, whens } => {
            let mut fields = Vec::new();
            if !untils.is_empty() {
                fields.push(number("until", "the number of the statement, or null", untils));
            }
            if !whens.is_empty() {
                fields.push(number("when", "the number of the description, or null", whens));
            }
            fields.extend(saves(untils.iter().chain(whens)));
            let covered = "true if who you are, your task and the `knowledge` give an answer; false if you would have to invent one";
            fields.push(Field {
                name: "covered",
                about: covered.to_string(),
                schema: json!({ "type": "boolean" }),
            });
            let reply = if untils.is_empty() && whens.is_empty() {
                "the message to the contact, in the contact's language"
            } else {
                "the message to the contact, in the contact's language; empty if `until` or `when` is a number"
            };
            fields.push(text("reply", reply));
            fields
        }
        Task::Route { whens } => {
            let mut fields = vec![number("when", "the number of the description, or null", whens)];
            fields.extend(saves(whens.iter()));
            fields
        }
        Task::Open | Task::Write { .. } => {
            vec![text("reply", "the message to the contact, in the contact's language")]
        }
        Task::Read { values, .. } => vec![slots("values", values.iter())],
        Task::Transcribe { .. } => vec![text("text", "what is said")],
    }
}

/// The JSON Schema of the answer: every field required, nothing else allowed, as strict servers want it.
pub(super) fn schema(task: &Task) -> Json {
    let fields = fields(task);
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let properties: serde_json::Map<String, Json> =
        fields.iter().map(|field| (field.name.to_string(), field.schema.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
}

fn text(name: &'static str, about: &str) -> Field {
    Field { name, about: about.to_string(), schema: json!({ "type": "string" }) }
}

fn number(name: &'static str, about: &str, patterns: &[PatternSpec]) -> Field {
    let mut numbers: Vec<Json> = patterns.iter().map(|pattern| json!(pattern.number)).collect();
    numbers.push(Json::Null);
    Field { name, about: about.to_string(), schema: json!({ "type": ["integer", "null"], "enum": numbers }) }
}

fn saves<'a>(patterns: impl Iterator<Item = &'a PatternSpec>) -> Option<Field> {
    let all: Vec<&SaveSpec> = patterns.flat_map(|pattern| &pattern.saves).collect();
    (!all.is_empty()).then(|| slots("saves", all.into_iter()))
}

/// One object with a nullable field per slot.
fn slots<'a>(name: &'static str, saves: impl Iterator<Item = &'a SaveSpec>) -> Field {
    let mut properties = serde_json::Map::new();
    let mut about = Vec::new();
    for save in saves {
        if properties.contains_key(&save.name) {
            continue;
        }
        let (schema, form) = value(&save.ty);
        let doc = save.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        let doc = if doc.is_empty() { String::new() } else { format!(" ({doc})") };
        about.push(format!("`{}`{doc}: {form}, or null", save.name));
        properties.insert(save.name.clone(), schema);
    }
    let names: Vec<String> = properties.keys().cloned().collect();
    let schema = json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false });
    Field { name, about: format!("an object: {}", about.join("; ")), schema }
}

/// The JSON form of a value, and how it is described.
fn value(ty: &Type) -> (Json, String) {
    let nullable = |kind: &str| json!({ "type": [kind, "null"] });
    match ty {
        Type::Text(None) => (nullable("string"), "a text".to_string()),
        Type::Text(Some(pattern)) => {
            (nullable("string"), format!("a text that matches /{}/", pattern.pattern))
        }
        Type::Number { .. } => (nullable("number"), "a number".to_string()),
        Type::Bool => (nullable("boolean"), "true or false".to_string()),
        Type::Time => {
            (nullable("string"), "a moment in the contact's own time, as 2026-12-31T18:30".to_string())
        }
        Type::Date => (nullable("string"), "a day, as 2026-12-31".to_string()),
        Type::Duration => (nullable("string"), "a length of time, as `2 hours 30 minutes`".to_string()),
        Type::OneOf(options) => {
            let mut choices: Vec<Json> = options.iter().map(|option| json!(option)).collect();
            choices.push(Json::Null);
            (json!({ "type": ["string", "null"], "enum": choices }), format!("one of {}", options.join(", ")))
        }
        Type::List(item) => {
            let (_, form) = value(item);
            // A list's items are read one by one, so their own form may be a text everywhere.
            (
                json!({ "type": ["array", "null"], "items": { "type": "string" } }),
                format!("a list, each item {form}"),
            )
        }
        Type::Image | Type::File | Type::Record(_) => (json!({ "type": "null" }), "always null".to_string()),
    }
}
