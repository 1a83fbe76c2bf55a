//! The arena while it is filled, and the ids of its points.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::check::data::{Notes, Uses};
use crate::check::{self, Names, Scope};
use crate::diagnostic::Sink;
use crate::ir::{self, Body, Node, NodeIx, Op, Place, PointId, Target};
use crate::source::Span;
use crate::syntax::ast::{self, Statement};

use super::{statement, words};

/// Fills the arena.
#[derive(Default)]
pub struct Builder {
    /// The statements so far.
    pub nodes: Vec<Node>,
    /// Where statements name values.
    pub uses: Uses,
    /// The names that steps had before, by flow and step.
    pub former: BTreeMap<(String, String), Vec<Former>>,
    /// The names that flows had before, each with the place of its declaration.
    pub former_flows: BTreeMap<String, Vec<(usize, String)>>,
    /// Visits of such flows: the declaration, the id under the old name, and the id.
    pub renamed: Vec<(usize, PointId, PointId)>,
    /// How many statements of the place have been described alike, by the first one's id.
    counts: HashMap<PointId, usize>,
    counted: Place,
    muted: Sink,
}

/// The names that a step had before, by a declaration.
pub struct Former {
    /// The flow's.
    pub flow: String,
    /// The step's.
    pub step: String,
    /// The step's statements: what their ids would be under these names, and what they are.
    pub points: Vec<(PointId, PointId)>,
    /// The declaration, by its place.
    pub declared: usize,
}

/// Where a statement is lowered.
#[derive(Clone)]
pub struct At<'n, 'a> {
    /// What names mean there.
    pub scope: Scope<'n, 'a>,
    /// The flow and step that own it.
    pub place: Place,
    flow: &'n str,
    step: &'n str,
    /// The handlers, branches and arms around it: two that wait alike in different branches stay two.
    around: String,
}

impl<'n, 'a> At<'n, 'a> {
    /// The top of a folder.
    pub fn top(names: &'n Names<'a>, notes: &'n Notes, space: usize) -> Self {
        At {
            scope: Scope { notes: Some(notes), ..Scope::top(names, space) },
            place: Place::default(),
            flow: "",
            step: "",
            around: String::new(),
        }
    }

    /// A flow outside of its steps.
    pub fn flow(names: &'n Names<'a>, notes: &'n Notes, flow: usize) -> Self {
        At {
            scope: Scope { notes: Some(notes), ..Scope::of_flow(names, flow) },
            place: Place { flow: Some(flow as u32), step: None },
            flow: &names.flows[flow].name,
            step: "",
            around: String::new(),
        }
    }

    /// A step of the flow.
    pub fn step(&self, step: usize, name: &'n str) -> Self {
        let place = Place { step: Some(step as u32), ..self.place };
        At { place, step: name, ..self.clone() }
    }

    /// Inside a handler, a branch or an arm.
    pub fn inside(&self, what: &str) -> Self {
        At { around: format!("{}{what} / ", self.around), ..self.clone() }
    }

    /// Inside a `for each`: its item has a name.
    pub fn in_loop(&self, each: &ast::ForEach) -> Self {
        At { scope: check::inside_loop(&self.scope, each), ..self.clone() }
    }

    /// The same place where no loop runs any more.
    pub fn behind_loops(&self) -> Self {
        let mut at = self.clone();
        at.scope.items.clear();
        at
    }

    /// The same place with the names of a set of routes.
    pub fn in_routes(&self, space: usize) -> Self {
        let scope = Scope { notes: self.scope.notes, ..Scope::of_routes(self.scope.names, space) };
        At { scope, ..self.clone() }
    }
}

impl Builder {
    /// A sink for findings that the checks have told.
    pub fn muted(&mut self) -> &mut Sink {
        &mut self.muted
    }

    /// The id of the next one that is described so. The statements of a place are lowered in a row.
    pub fn point(&mut self, at: &At<'_, '_>, what: &str) -> PointId {
        if self.counted != at.place {
            self.counts.clear();
            self.counted = at.place;
        }
        let what = match at.around.as_str() {
            "" => Cow::Borrowed(what),
            around => Cow::Owned([around, what].concat()),
        };
        let first = PointId::new(at.flow, at.step, &what, 0);
        let count = self.counts.entry(first).or_default();
        let nth = std::mem::replace(count, *count + 1);
        let point = if nth == 0 { first } else { PointId::new(at.flow, at.step, &what, nth) };
        // Declarations are rare: most programs look nothing up.
        if !self.former.is_empty() {
            self.remember(at, &what, nth, point);
        }
        point
    }

    /// Notes the ids that a statement would have under former names: its place's, and that of the flow that it visits.
    fn remember(&mut self, at: &At<'_, '_>, what: &str, nth: usize, point: PointId) {
        let mut whats = vec![what.to_owned()];
        let visited = what.strip_prefix(&at.around).and_then(|own| own.strip_prefix("visit "));
        for (declared, name) in visited.and_then(|name| self.former_flows.get(name)).into_iter().flatten() {
            let former = format!("{}visit {name}", at.around);
            self.renamed.push((*declared, PointId::new(at.flow, at.step, &former, nth), point));
            whats.push(former);
        }
        for former in self.former.get_mut(&(at.flow.to_owned(), at.step.to_owned())).into_iter().flatten() {
            let ids = whats.iter().map(|what| (PointId::new(&former.flow, &former.step, what, nth), point));
            former.points.extend(ids);
        }
    }

    /// Statements in order; behind the last one goes on `after`.
    pub fn block(
        &mut self,
        at: &At<'_, '_>,
        statements: &[Statement],
        after: Option<NodeIx>,
    ) -> Option<NodeIx> {
        if statements.is_empty() {
            return after;
        }
        // Places first, so that the nodes of one block lie side by side and each knows the next.
        let first = self.reserve(statements.len());
        for (offset, statement) in statements.iter().enumerate() {
            let next =
                if offset + 1 < statements.len() { Some(NodeIx(first + offset as u32 + 1)) } else { after };
            let own = NodeIx(first + offset as u32);
            let mark = at.scope.notes.map_or(0, Notes::mark);
            let node = statement::lower(self, at, statement, own, next);
            if let Some(notes) = at.scope.notes {
                self.uses.put(own, notes.since(mark));
            }
            self.put(own, node);
        }
        Some(NodeIx(first))
    }

    /// A body; a block that falls through goes on `after`.
    pub fn body(&mut self, at: &At<'_, '_>, body: &ast::Body, after: Option<NodeIx>) -> Body {
        match body {
            ast::Body::Missing(_) => Body(after),
            ast::Body::Block(block) => Body(self.block(at, &block.statements, after)),
            ast::Body::Arrow(arrow) => {
                let place = self.reserve(1);
                let point = self.point(at, &words::target(&arrow.target));
                let op = Op::Jump { target: self.target(at, &arrow.target), bound: None };
                self.nodes[place as usize] =
                    Node { point, place: at.place, op, next: None, span: arrow.span };
                Body(Some(NodeIx(place)))
            }
        }
    }

    /// Where an arrow leads; one that leads nowhere has been told, and its program does not run.
    pub fn target(&mut self, at: &At<'_, '_>, target: &ast::Target) -> Target {
        match at.scope.target(target, &mut self.muted) {
            None | Some(crate::check::Goes::End) => Target::End,
            Some(crate::check::Goes::Step(step)) => Target::Step(step as u32),
            Some(crate::check::Goes::Flow { flow, step, args }) => {
                Target::Flow { flow: flow as u32, step: step as u32, args }
            }
        }
    }

    /// An expression.
    pub fn expr(&mut self, at: &At<'_, '_>, expr: &ast::Expr) -> ir::Expr {
        at.scope.expr(expr, &mut self.muted).expr
    }

    /// A text.
    pub fn text(&mut self, at: &At<'_, '_>, text: &ast::Text) -> ir::Template {
        at.scope.text(text, &mut self.muted).template
    }

    /// Fills a reserved place.
    pub fn put(&mut self, at: NodeIx, node: Node) {
        self.nodes[at.0 as usize] = node;
    }

    /// Places for several nodes, side by side; the first of them.
    pub fn reserve(&mut self, count: usize) -> u32 {
        let first = self.nodes.len();
        let hole = Node {
            point: PointId::default(),
            place: Place::default(),
            op: Op::End(None),
            next: None,
            span: Span::default(),
        };
        self.nodes.resize(first + count, hole);
        first as u32
    }
}
