//! `do`: an action of the manifest, called by the kind of its binding.

use std::sync::Arc;

use super::http::Http;
use crate::engine::{ActionRequest, EffectKey, Machine};
use crate::ir::{Binding, Unknown};
use crate::outbound::{Environment, Outbound};
use crate::runtime::{ActionTry, Actions, Pending};

/// The manifest's actions.
#[derive(Debug, Clone)]
pub struct Bindings {
    http: Http,
}

impl Bindings {
    /// With the client and the values that the manifest's texts ask for.
    pub fn new(outbound: Outbound, environment: Arc<Environment>) -> Self {
        Bindings { http: Http::new(outbound, environment) }
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
                Binding::Http(call) => self.http.attempt(action, call, request, key).await,
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

    fn may_repeat(&self, machine: &Machine, request: &ActionRequest) -> bool {
        let action = machine.program().outside.actions.get(&request.action);
        action.is_none_or(|action| action.retry.unknown == Unknown::Again)
    }
}
