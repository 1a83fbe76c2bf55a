//! Where arrows lead.

use super::args::{Taker, Wanted};
use super::scope::{Scope, unknown};
use crate::diagnostic::codes::graph::{FLOW_NEEDS_ARGUMENTS, STEP_IN_ROUTES, STEP_OUTSIDE_FLOW};
use crate::diagnostic::codes::names as code;
use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::ir::Expr;
use crate::source::Span;
use crate::syntax::ast::{Args, Name, Path, Target};

/// Where an arrow leads, by places in [`super::names::Names::flows`] and in the flow's steps.
#[derive(Debug, Clone, PartialEq)]
pub enum Goes {
    /// The end.
    End,
    /// A step of the same flow.
    Step(usize),
    /// Another flow, or the same one afresh.
    Flow {
        /// The flow.
        flow: usize,
        /// The step of it.
        step: usize,
        /// Its arguments.
        args: Vec<(String, Expr)>,
    },
}

impl Scope<'_, '_> {
    /// Where a target leads; `None` where that is not known, which has been told.
    pub fn target(&self, target: &Target, sink: &mut Sink) -> Option<Goes> {
        match target {
            Target::Missing(_) => None,
            Target::End(_) => Some(Goes::End),
            Target::Step(name) => self.step_target(name, sink),
            Target::Flow(target) => {
                let flow = self.flow_at(target.flow.as_ref()?, sink)?;
                let args = self.flow_args(flow, target.args.as_ref(), target.span, sink);
                let step = match &target.step {
                    Some(step) => self.step_of(flow, step, sink)?,
                    None => 0,
                };
                Some(Goes::Flow { flow, step, args })
            }
        }
    }

    fn step_target(&self, name: &Name, sink: &mut Sink) -> Option<Goes> {
        if let Some(flow) = self.flow {
            return self.step_of(flow, name, sink).map(Goes::Step);
        }
        let flows = &self.names.spaces[self.space].flows;
        let (code, message) = match self.in_routes {
            true => (&STEP_IN_ROUTES, "a set of routes belongs to no flow, so it cannot name a step"),
            false => (&STEP_OUTSIDE_FLOW, "there is no flow around this arrow, so it cannot name a step"),
        };
        let found = Diagnostic::new(code, name.span, message);
        sink.push(if flows.contains_key(name.text.as_str()) {
            let written = format!("flow {}", name.text);
            found.help(format!("did you mean `-> {written}`?")).guess(
                format!("write `{written}`"),
                name.span,
                written,
            )
        } else {
            let mut flows = flows.keys().filter(|flow| {
                self.names.spaces[self.space]
                    .flows
                    .get(*flow)
                    .is_some_and(|at| self.names.flows[*at].steps.contains_key(name.text.as_str()))
            });
            match flows.next() {
                Some(flow) => {
                    let written = format!("flow {flow} step {}", name.text);
                    let title = format!("write `{written}`");
                    found.help(format!("did you mean `-> {written}`?")).guess(title, name.span, written)
                }
                None => found.help("name a flow, `-> flow NAME`, or `-> end`"),
            }
        });
        None
    }

    /// A step of a flow by its name, by its place.
    pub fn step_of(&self, flow: usize, name: &Name, sink: &mut Sink) -> Option<usize> {
        let flow = &self.names.flows[flow];
        if let Some(at) = flow.steps.get(name.text.as_str()) {
            return Some(*at);
        }
        let message = format!("flow `{}` has no step `{}`", flow.name, name.text);
        let near = nearest(&name.text, flow.steps.keys().copied());
        let found = unknown(&code::UNKNOWN_STEP, name, message, flow.steps.keys().copied());
        let written = format!("flow {}", name.text);
        let is_flow = self.names.spaces[self.space].flows.contains_key(name.text.as_str());
        sink.push(match near {
            None if is_flow && self.flow.is_some_and(|at| std::ptr::eq(flow, &self.names.flows[at])) => found
                .help(format!("did you mean `-> {written}`?"))
                .guess(format!("write `{written}`"), name.span, written),
            _ => found,
        });
        None
    }

    /// A flow by its path.
    pub fn flow_at(&self, path: &Path, sink: &mut Sink) -> Option<usize> {
        match path.segments.as_slice() {
            [name] => self.flow_named(name, sink),
            [folder, name] => match self.names.namespace(&folder.text) {
                Some(space) => Scope::top(self.names, space).flow_named(name, sink),
                None => {
                    sink.push(self.unknown_folder(folder));
                    None
                }
            },
            _ => {
                let message = format!("there is no flow `{}`", path.dotted());
                sink.push(
                    Diagnostic::new(&code::UNKNOWN_FLOW, path.span, message)
                        .help("a dot stands only behind the name of a used folder"),
                );
                None
            }
        }
    }

    /// A folder that is not used.
    pub fn unknown_folder(&self, folder: &Name) -> Diagnostic {
        let folders = self.names.spaces.iter().skip(1).map(|space| space.namespace);
        let message = format!("no folder is used as `{}`", folder.text);
        let found = unknown(&code::UNKNOWN_NAME, folder, message, folders);
        if found.help.is_some() {
            return found;
        }
        found.help("bring its names in: `use \"../FOLDER\"`; a step of a flow is `flow NAME step STEP`")
    }

    /// The arguments of a flow.
    pub fn flow_args(
        &self,
        flow: usize,
        args: Option<&Args>,
        at: Span,
        sink: &mut Sink,
    ) -> Vec<(String, Expr)> {
        let entered = &self.names.flows[flow];
        if args.is_none() && !entered.params.is_empty() {
            let params: Vec<String> = entered.params.iter().map(|(name, _)| format!("{name}: …")).collect();
            let message = format!("flow `{}` has parameters, which are not given here", entered.name);
            sink.push(
                Diagnostic::new(&FLOW_NEEDS_ARGUMENTS, at, message)
                    .also(
                        entered.ast.name.as_ref().map_or(entered.ast.span, |name| name.span),
                        "they are declared here",
                    )
                    .help(format!("write `flow {}({})`", entered.name, params.join(", "))),
            );
            return Vec::new();
        }
        let wanted = entered.params.iter().map(|(name, ty)| Wanted {
            name,
            ty: ty.clone(),
            optional: false,
            private: false,
        });
        let taker =
            Taker { what: format!("flow `{}`", entered.name), wanted: wanted.collect(), complete: true };
        self.args(args, at, &taker, sink)
    }
}
