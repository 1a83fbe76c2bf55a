//! `do`: an action of the manifest, called by the kind of its binding.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::command::Commands;
use super::csv::Tables;
use super::fingerprint::fingerprint;
use super::http::{Asked, Http};
use super::inputs::{self, Inputs};
use super::mail::Mailer;
use super::sql::Databases;
use crate::engine::{ActionRequest, EffectKey, Machine};
use crate::ir::{Action, Binding, HttpCall, Unknown};
use crate::outbound::{Environment, Outbound, Vault};
use crate::runtime::{ActionTry, Actions, Pending};

/// The manifest's actions.
#[derive(Debug, Clone)]
pub struct Bindings {
    http: Http,
    mail: Mailer,
    databases: Databases,
    tables: Tables,
    commands: Commands,
    environment: Arc<Environment>,
}

impl Bindings {
    /// With the client, the values that the manifest's texts ask for, the place where tokens are kept, and the project's
    /// folder. Actions that run a command fail unless `commands` allows them.
    pub fn new(
        outbound: Outbound,
        environment: Arc<Environment>,
        vault: Vault,
        folder: PathBuf,
        commands: bool,
    ) -> Self {
        Bindings {
            http: Http::new(outbound.clone(), environment.clone(), vault),
            mail: Mailer::new(outbound.clone(), environment.clone()),
            databases: Databases::new(outbound, environment.clone(), folder.clone()),
            tables: Tables::new(folder.clone()),
            commands: Commands::new(commands, folder, environment.clone()),
            environment,
        }
    }

    async fn attempt(
        &self,
        machine: &Machine,
        action: &Action,
        request: &ActionRequest,
        key: &EffectKey,
    ) -> ActionTry {
        let project = &machine.program().project;
        let inputs = match Inputs::of(request, &action.input) {
            Ok(inputs) => inputs,
            Err(words) => return ActionTry::Failed(words),
        };
        match &action.binding {
            Binding::Http(call) => self.http.attempt(asked(machine, action, call, request, key)).await,
            Binding::Mail(call) => self.mail.attempt(action, call, inputs, &fingerprint(project, key)).await,
            Binding::Sql(call) => self.databases.attempt(action, call, inputs).await,
            Binding::Csv(call) => self.tables.attempt(call, inputs, fingerprint(project, key)).await,
            Binding::Command(call) => self.commands.attempt(action, call, inputs).await,
        }
    }
}

impl Actions for Bindings {
    fn call<'a>(
        &'a self,
        machine: &'a Machine,
        request: &'a ActionRequest,
        key: &'a EffectKey,
    ) -> Pending<'a, ActionTry> {
        Box::pin(async move {
            let Some(action) = machine.program().outside.actions.get(&request.action) else {
                let why = format!("{}: the manifest does not have it any more", request.action);
                return ActionTry::Failed(why);
            };
            // Whatever the kind of call says of a failure, a secret and a private value stay out of it.
            let told = |words: String| {
                let words = inputs::hide(&self.environment.hide(&words), &action.input, request);
                format!("{}: {words}", request.action)
            };
            match self.attempt(machine, action, request, key).await {
                ActionTry::Failed(words) => ActionTry::Failed(told(words)),
                ActionTry::Again { why, after } => ActionTry::Again { why: told(why), after },
                done => done,
            }
        })
    }

    fn unknown(&self, machine: &Machine, request: &ActionRequest) -> Unknown {
        let action = machine.program().outside.actions.get(&request.action);
        action.map_or(Unknown::Again, |action| action.retry.unknown)
    }

    fn turn(&self, machine: &Machine, request: &ActionRequest, key: &EffectKey) -> Duration {
        let outside = &machine.program().outside;
        let Some(Binding::Http(call)) = outside.actions.get(&request.action).map(|action| &action.binding)
        else {
            return Duration::ZERO;
        };
        let name = call.connection.as_deref().unwrap_or("");
        let connection = outside.connections.get(name);
        connection.map_or(Duration::ZERO, |connection| self.http.turn(name, connection, key))
    }
}

/// A call with everything that the manifest says of it.
pub(super) fn asked<'a>(
    machine: &'a Machine,
    action: &'a Action,
    call: &'a HttpCall,
    request: &'a ActionRequest,
    key: &'a EffectKey,
) -> Asked<'a> {
    let name = call.connection.as_ref();
    let connection = name.and_then(|name| machine.program().outside.connections.get(name));
    Asked { action, call, connection, request, key }
}
