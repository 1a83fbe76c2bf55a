//! A dry run: what actions would send is told, and nothing leaves.

use super::bindings::asked;
use super::http;
use super::inputs::Inputs;
use super::json;
use crate::engine::{ActionRequest, EffectKey, Machine};
use crate::ir::{Binding, Outside, Param, Unknown, Value};
use crate::outbound::Environment;
use crate::runtime::{ActionTry, Actions, Pending};

/// What stands for a private value.
const PRIVATE: &str = "•••";

/// Actions that are told instead of called. No value of the environment is known here: `${NAME}` stands for itself.
pub struct DryRun {
    environment: Environment,
    tell: Box<dyn Fn(&str) + Send + Sync>,
}

impl DryRun {
    /// For the actions of a manifest; `tell` is told what each call would send.
    pub fn new(outside: &Outside, tell: impl Fn(&str) + Send + Sync + 'static) -> Self {
        DryRun { environment: Environment::masked(outside), tell: Box::new(tell) }
    }

    fn rehearse(&self, machine: &Machine, request: &ActionRequest, key: &EffectKey) -> Result<Value, String> {
        let action = machine.program().outside.actions.get(&request.action);
        let action = action.ok_or("the manifest does not have it any more")?;
        let request = ActionRequest { args: masked(&action.input, request), ..request.clone() };
        let inputs = Inputs::of(&request, &action.input)?;
        let words = match &action.binding {
            Binding::Http(call) => {
                http::rehearse(&self.environment, asked(machine, action, call, &request, key))?
            }
            Binding::Mail(call) => {
                let shown = |text| inputs.fill(text, &self.environment, json::plain);
                let [to, subject, text] = [&call.to.address, &call.subject, &call.text].map(shown);
                format!("to {}: {}\n{}", to?.expose(), subject?.expose(), text?.expose())
            }
            Binding::Sql(call) => inputs.fill(&call.query, &self.environment, bound)?.expose().to_owned(),
            Binding::Csv(call) => {
                let cells = call.columns.iter().map(|column| json::plain(inputs.get(column)));
                format!("{}: {}", call.file, cells.collect::<Result<Vec<_>, _>>()?.join(" | "))
            }
            Binding::Command(call) => {
                let mut words = call.program.clone();
                for argument in &call.arguments {
                    let filled = inputs.fill(argument, &self.environment, json::plain)?;
                    words.push_str(&format!(" {:?}", filled.expose()));
                }
                words
            }
        };
        (self.tell)(&format!("dry run: {} would send\n{words}", request.action));
        Ok(action.dry_run.clone().unwrap_or_default())
    }
}

/// A value that is bound to a statement.
fn bound(value: &Value) -> Result<String, String> {
    let mut text = String::new();
    json::write(value, &mut text)?;
    Ok(format!("[{text}]"))
}

/// The arguments of a call; what is private is not shown.
fn masked(inputs: &[Param], request: &ActionRequest) -> Vec<(String, Value)> {
    let private = |name: &str| inputs.iter().any(|input| input.name == name && input.private);
    let args = request.args.iter().map(|(name, value)| match value {
        Value::Empty => (name.clone(), Value::Empty),
        _ if private(name) => (name.clone(), Value::Text(PRIVATE.to_owned())),
        value => (name.clone(), value.clone()),
    });
    args.collect()
}

impl Actions for DryRun {
    fn call<'a>(
        &'a self,
        machine: &'a Machine,
        request: &'a ActionRequest,
        key: &'a EffectKey,
    ) -> Pending<'a, ActionTry> {
        let tried = match self.rehearse(machine, request, key) {
            Ok(value) => ActionTry::Done(value),
            Err(words) => ActionTry::Failed(format!("{}: {words}", request.action)),
        };
        Box::pin(std::future::ready(tried))
    }

    fn unknown(&self, _machine: &Machine, _request: &ActionRequest) -> Unknown {
        Unknown::Again
    }
}
