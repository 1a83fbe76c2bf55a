//! Locals: what a flow saves under names that are no fields.

use std::sync::atomic::{AtomicBool, Ordering};

use super::names::Names;
use super::scope::Scope;
use super::ty::{self, Ty};
use super::walk;
use crate::diagnostic::codes::names::NEARLY_A_FIELD;
use crate::diagnostic::codes::types::{ENDS_WITH_TWO_TYPES, LOCAL_OF_TWO_TYPES};
use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::parallel;
use crate::source::Span;
use crate::syntax::ast::{
    AiItem, AnswerKind, Ask, Choices, EventKind, Expr, Flow, Name, RouteItem, Saves, Statement, Tail, Visit,
};

/// A local of a run of a flow.
#[derive(Debug)]
pub struct Local {
    /// Its type.
    pub ty: Ty,
    /// Where it is saved first.
    pub span: Span,
    /// Whether some expression has read it. Flows are looked at side by side.
    pub(super) is_read: AtomicBool,
}

/// Where a local's type comes from.
enum Source<'a> {
    Ask(&'a Ask),
    Ty(Ty),
    Action(String),
    Visit(&'a Visit),
}

/// What a flow gives to its visit.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its type.
    pub ty: Ty,
    /// Whether the value of a private field is in it.
    pub private: bool,
    /// Where it is given first.
    pub span: Span,
}

/// What of a flow's statements its names are made of.
#[derive(Default)]
pub(super) struct Statements<'a> {
    visits: Vec<&'a Visit>,
    saves: Vec<(&'a Name, Source<'a>)>,
    /// The values of its `end with`.
    ends: Vec<&'a Expr>,
    /// Those that bear a name of their own.
    pub(super) named: Vec<&'a Statement>,
}

/// What the names of every flow are made of.
pub(super) fn statements<'a>(names: &Names<'a>) -> Vec<Statements<'a>> {
    parallel::map(&names.flows, |_, flow| of_flow(flow.ast))
}

/// Whether a statement bears a name beyond its flow.
pub(super) fn is_named(statement: &Statement) -> bool {
    matches!(statement, Statement::Ab(_) | Statement::AiReply(_))
}

/// Finds the locals of every flow with their types and what it gives to a visit, and tells where two types meet in one.
pub(super) fn gather<'a>(names: &mut Names<'a>, statements: &[Statements<'a>], sink: &mut Sink) {
    for at in visited_first(names, statements) {
        locals(names, at, &statements[at].saves, sink);
        names.flows[at].gives = gives(names, at, &statements[at].ends, sink);
    }
}

fn of_flow(flow: &Flow) -> Statements<'_> {
    let mut found = Statements::default();
    walk::each_of_flow(flow, &mut |statement| {
        match statement {
            Statement::Visit(visit) => found.visits.push(visit),
            Statement::End(end) => found.ends.extend(&end.value),
            _ if is_named(statement) => found.named.push(statement),
            _ => {}
        }
        collect(statement, &mut found.saves);
    });
    found
}

/// The flows, each behind those that it visits: what it saves of them is known by then.
fn visited_first(names: &Names<'_>, statements: &[Statements<'_>]) -> Vec<usize> {
    let visited = |at: usize| {
        let scope = Scope::of_flow(names, at);
        let paths = statements[at].visits.iter().filter_map(|visit| visit.flow.as_ref());
        paths.filter_map(|path| scope.flow_at(path, &mut Sink::default())).collect::<Vec<_>>()
    };
    let mut order = Vec::new();
    let mut seen = vec![false; names.flows.len()];
    for first in 0..names.flows.len() {
        // Each flow comes twice: to look at what it visits, then to be put behind that.
        let mut open = vec![(first, false)];
        while let Some((at, is_done)) = open.pop() {
            if is_done {
                order.push(at);
            } else if !seen[at] {
                seen[at] = true;
                open.push((at, true));
                open.extend(visited(at).into_iter().map(|at| (at, false)));
            }
        }
    }
    order
}

fn locals<'a>(names: &mut Names<'a>, at: usize, saves: &[(&'a Name, Source<'a>)], sink: &mut Sink) {
    // A list may be offered before the text says what it holds: the second look knows the first one's types.
    for last in [false, true] {
        let mut told = Sink::default();
        for (name, source) in saves {
            let declared = names.spaces[names.flows[at].space].values.contains_key(name.text.as_str())
                || names.flows[at].params.iter().any(|(param, _)| *param == name.text);
            if declared {
                continue;
            }
            let ty = type_of(source, &Scope::of_flow(names, at));
            let locals = &mut names.flows[at].locals;
            match locals.get_mut(name.text.as_str()) {
                None => {
                    let local = Local { ty, span: name.span, is_read: AtomicBool::new(false) };
                    locals.insert(&name.text, local);
                }
                Some(local) if local.ty == Ty::Unknown => local.ty = ty,
                Some(local) => {
                    if let (Ty::Of(first), Ty::Of(second)) = (&local.ty, &ty)
                        && !(ty::goes_into(second, first) || ty::goes_into(first, second))
                    {
                        told.push(two_types(name, local, &ty));
                    }
                }
            }
        }
        if last {
            sink.extend(told.finish());
        }
    }
}

/// What a flow's `end with` give.
fn gives(names: &Names<'_>, at: usize, ends: &[&Expr], sink: &mut Sink) -> Option<Given> {
    let scope = Scope::of_flow(names, at);
    let mut given: Option<Given> = None;
    for value in ends {
        let typed = scope.expr(value, &mut Sink::default());
        let Some(first) = &mut given else {
            given = Some(Given { ty: typed.ty, private: typed.private, span: value.span });
            continue;
        };
        first.private |= typed.private;
        match (&first.ty, &typed.ty) {
            (Ty::Of(one), Ty::Of(other)) if !(ty::goes_into(one, other) || ty::goes_into(other, one)) => {
                let message =
                    format!("the flow gives {} here and {} elsewhere", typed.ty.words(), first.ty.words());
                sink.push(
                    Diagnostic::new(&ENDS_WITH_TWO_TYPES, value.span, message)
                        .also(first.span, format!("here it gives {}", first.ty.words()))
                        .help("what a visit saves has one type: leave the value out here, `end`, or make both alike"),
                );
            }
            (Ty::Of(_), _) => {}
            _ => first.ty = typed.ty,
        }
    }
    given
}

/// Tells locals that nothing reads and whose name is nearly a field's.
pub fn nearly_fields(names: &Names<'_>, sink: &mut Sink) {
    for (at, flow) in names.flows.iter().enumerate() {
        // Of names of two or three letters nearly all are near.
        let unread = flow
            .locals
            .iter()
            .filter(|(name, local)| name.len() > 3 && !local.is_read.load(Ordering::Relaxed));
        for (name, local) in unread {
            let Some(near) = nearest(name, Scope::of_flow(names, at).fields()) else { continue };
            let message = format!("`{name}` is no field, and nothing reads it");
            sink.push(
                Diagnostic::new(&NEARLY_A_FIELD, local.span, message)
                    .help(format!("did you mean the field `{near}`?"))
                    .guess(format!("write `{near}`"), local.span, near),
            );
        }
    }
}

fn two_types(name: &Name, local: &Local, second: &Ty) -> Diagnostic {
    let message = format!("`{}` is {} here and {} elsewhere", name.text, second.words(), local.ty.words());
    Diagnostic::new(&LOCAL_OF_TWO_TYPES, name.span, message)
        .also(local.span, format!("here it is {}", local.ty.words()))
        .help("save it under another name, or declare a field")
}

fn collect<'a>(statement: &'a Statement, saves: &mut Vec<(&'a Name, Source<'a>)>) {
    let tail = |tail: &'a Tail, source, saves: &mut Vec<_>| {
        if let Some(name) = &tail.save {
            saves.push((name, source));
        }
    };
    match statement {
        Statement::Ask(ask) => saves.extend(ask.tail.save.iter().map(|name| (name, Source::Ask(ask)))),
        Statement::Wait(wait) => {
            tail(&wait.tail, Source::Ty(event_value(&wait.event.kind).unwrap_or(Ty::Unknown)), saves)
        }
        Statement::Do(call) => {
            let action = call.action.as_ref().map(|path| path.dotted()).unwrap_or_default();
            tail(&call.tail, Source::Action(action), saves)
        }
        Statement::Visit(visit) => tail(&visit.tail, Source::Visit(visit), saves),
        Statement::Read(read) => {
            saves.extend(read.fields.iter().map(|name| (name, Source::Ty(ty::TEXT))));
        }
        Statement::Route(route) => {
            for item in &route.items {
                if let RouteItem::When(when) = item {
                    saved(when.saves.as_ref(), saves);
                }
            }
        }
        Statement::AiReply(reply) => {
            for item in &reply.items {
                match item {
                    AiItem::When(when) => saved(when.saves.as_ref(), saves),
                    AiItem::Until(until) => saved(until.saves.as_ref(), saves),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn saved<'a>(saves_of: Option<&'a Saves>, saves: &mut Vec<(&'a Name, Source<'a>)>) {
    let names = saves_of.into_iter().flat_map(|saves| &saves.names);
    saves.extend(names.map(|name| (name, Source::Ty(ty::TEXT))));
}

fn type_of(source: &Source<'_>, scope: &Scope<'_, '_>) -> Ty {
    match source {
        Source::Ty(ty) => ty.clone(),
        Source::Ask(ask) => asked(ask, scope),
        Source::Action(action) => {
            let output = scope.names.input.outside.actions.get(action).and_then(|it| it.output.as_ref());
            output.map_or(Ty::Unknown, |output| Ty::Of(output.ty.clone()))
        }
        Source::Visit(visit) => {
            let flow = visit.flow.as_ref().and_then(|flow| scope.flow_at(flow, &mut Sink::default()));
            let given = flow.and_then(|flow| scope.names.flows[flow].gives.as_ref());
            given.map_or(Ty::Unknown, |given| given.ty.clone())
        }
    }
}

/// The type of an ask's answer.
pub fn asked(ask: &Ask, scope: &Scope<'_, '_>) -> Ty {
    if let Some(Choices::OneOf(list)) = &ask.choices {
        return match scope.expr(list, &mut Sink::default()).ty {
            Ty::Of(crate::ir::Type::List(item)) => Ty::Of(*item),
            _ => Ty::Unknown,
        };
    }
    ask.kind.map_or(ty::TEXT, answer)
}

/// The type of an answer of a kind.
pub fn answer(kind: AnswerKind) -> Ty {
    match kind {
        AnswerKind::Text | AnswerKind::Phone | AnswerKind::Email => ty::TEXT,
        AnswerKind::Number => ty::NUMBER,
        AnswerKind::Time => ty::TIME,
        AnswerKind::Date => ty::DATE,
        AnswerKind::Image => ty::IMAGE,
        AnswerKind::Voice | AnswerKind::Video | AnswerKind::File | AnswerKind::Location => ty::FILE,
    }
}

/// The value that an event brings to a `wait for`; `None` where it brings none of its own.
pub fn event_value(event: &EventKind) -> Option<Ty> {
    match event {
        EventKind::Message
        | EventKind::MessageTexts(_)
        | EventKind::MessageMatches(_)
        | EventKind::Button(_)
        | EventKind::Start(_) => Some(ty::TEXT),
        EventKind::Image => Some(ty::IMAGE),
        EventKind::Voice | EventKind::Video | EventKind::File | EventKind::Location => Some(ty::FILE),
        _ => None,
    }
}
