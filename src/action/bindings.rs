//! `do`: an action of the manifest, called by the kind of its binding.

use std::sync::Arc;
use std::time::Duration;

use super::http::{Asked, Http};
use crate::engine::{ActionRequest, EffectKey, Machine};
use crate::ir::{Action, Binding, HttpCall, Unknown};
use crate::outbound::{Environment, Outbound, Vault};
use crate::runtime::{ActionTry, Actions, Pending};

/// The manifest's actions.
#[derive(Debug, Clone)]
pub struct Bindings {
    http: Http,
}

impl Bindings {
    /// With the client, the values that the manifest's texts ask for, and the place where tokens are kept.
    pub fn new(outbound: Outbound, environment: Arc<Environment>, vault: Vault) -> Self {
        Bindings { http: Http::new(outbound, environment, vault) }
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
            let tried = match &action.binding {
                Binding::Http(call) => self.http.attempt(asked(machine, action, call, request, key)).await,
            };
            match tried {
                ActionTry::Failed(words) => ActionTry::Failed(format!("{}: {words}", request.action)),
                ActionTry::Again { why, after } => {
                    ActionTry::Again { why: format!("{}: {why}", request.action), after }
                }
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
