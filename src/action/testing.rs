//! Actions of a manifest, called as a run calls them.

use std::path::Path;
use std::sync::Arc;

use super::Bindings;
use crate::diagnostic::Severity;
use crate::engine::{ActionRequest, EffectKey, Machine};
use crate::ir::{Outside, Program, Unknown, Value};
use crate::outbound::{Environment, Outbound, Vault};
use crate::project::{Memory, load};
use crate::runtime::{ActionTry, Actions};

/// The actions of one manifest, and what they reach.
pub(super) struct Caller {
    bindings: Bindings,
    machine: Machine,
}

impl Caller {
    /// `actions` stands behind `actions:`, in one line; localhost is allowed. Each `(NAME, value)` is a variable.
    pub fn new(actions: &str, folder: &Path, variables: &[(&str, &str)]) -> Self {
        let text = format!(
            "flow: 1\nproject: test\nallow_private: [localhost]\nshapes: {{ order: {{ number: text, total: number }} }}\nactions: {{ {actions} }}\n"
        );
        let outside = outside(&text);
        let look_up = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let environment = Arc::new(Environment::of(&outside, look_up).unwrap());
        let outbound = Outbound::new(&outside.allow_private).unwrap();
        Caller {
            bindings: Bindings::new(outbound, environment, Vault::new(folder), folder.to_path_buf(), true),
            machine: machine(outside),
        }
    }

    /// Calls an action with the key of an effect.
    pub async fn call(&self, action: &str, args: &[(&str, Value)]) -> ActionTry {
        let key = EffectKey { contact: "c1".into(), sequence: 4, index: 2 };
        self.bindings.call(&self.machine, &self.request(action, args), &key).await
    }

    /// What a call means whose outcome is unknown.
    pub fn unknown(&self, action: &str) -> Unknown {
        self.bindings.unknown(&self.machine, &self.request(action, &[]))
    }

    fn request(&self, action: &str, args: &[(&str, Value)]) -> ActionRequest {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        ActionRequest { id: 1, action: action.into(), args, tries: 1 }
    }
}

/// What a manifest says, which has no mistake.
pub(super) fn outside(manifest: &str) -> Outside {
    let files = Memory::new([("flow.yaml", manifest), ("a.flow", "flow a { step b { -> end } }\n")]);
    let (project, found) = load(&files, "").unwrap();
    let wrong: Vec<_> = found.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    project.manifest.outside
}

/// A program of nothing but its world outside.
pub(super) fn machine(outside: Outside) -> Machine {
    Machine::new(Program { outside, ..Program::new("test") })
}

/// A text.
pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A number.
pub(super) fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

/// The fields of the record that a call returned.
pub(super) fn record(tried: ActionTry) -> std::collections::BTreeMap<String, Value> {
    match tried {
        ActionTry::Done(Value::Record(record)) => record,
        other => panic!("it is no record: {other:?}"),
    }
}

/// The words of a call that failed for good.
pub(super) fn failed(tried: ActionTry) -> String {
    match tried {
        ActionTry::Failed(words) => words,
        other => panic!("it did not fail: {other:?}"),
    }
}

/// The words of a call that may be made again.
pub(super) fn again(tried: ActionTry) -> String {
    match tried {
        ActionTry::Again { why, .. } => why,
        other => panic!("it may not be made again: {other:?}"),
    }
}
