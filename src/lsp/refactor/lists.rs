//! The lists of statements of a file.

use crate::check::walk;
use crate::source::Span;
use crate::syntax::ast::{Body, File, Flow, Handler, Item, RouteItem, Statement, Step, Target};

/// Statements that run one after another, with what is around them.
#[derive(Debug, Clone, Copy)]
pub struct List<'t> {
    /// The flow, if it is one's.
    pub flow: Option<&'t Flow>,
    /// The step.
    pub step: Option<&'t Step>,
    /// The statements.
    pub statements: &'t [Statement],
    /// Whether it is the step's own list.
    pub is_whole: bool,
    /// Whether a handler or a loop is around it: what stands there may lean on that.
    pub is_bound: bool,
}

impl List<'_> {
    /// From the first statement to the last one's end.
    fn holds(&self, span: Span) -> bool {
        let (Some(first), Some(last)) = (self.statements.first(), self.statements.last()) else {
            return false;
        };
        first.span().start <= span.start && span.end <= last.span().end
    }
}

/// Calls `look` with every list of a file.
pub fn each<'t>(file: &'t File, look: &mut dyn FnMut(&List<'t>)) {
    let mut open = roots(file);
    while let Some(list) = open.pop() {
        look(&list);
        list.statements.iter().for_each(|statement| open.extend(inside(&list, statement)));
    }
}

/// The lists around a place, the innermost one last.
pub fn around(file: &File, span: Span) -> Vec<List<'_>> {
    let mut found = Vec::new();
    let mut open = roots(file);
    while let Some(list) = open.pop() {
        if list.holds(span) {
            found.push(list);
            let whole = |statement: &&Statement| {
                statement.span().start <= span.start && span.end <= statement.span().end
            };
            open = list.statements.iter().find(whole).map_or_else(Vec::new, |it| inside(&list, it));
        }
    }
    found
}

/// The lists directly inside of a statement.
fn inside<'t>(list: &List<'t>, statement: &'t Statement) -> Vec<List<'t>> {
    let mut found = Vec::new();
    let binds = matches!(statement, Statement::ForEach(_));
    walk::inside(statement, &mut |part| {
        let is_bound = list.is_bound || binds || matches!(part, walk::Part::Handler(_));
        found.push(List { statements: part.statements(), is_whole: false, is_bound, ..*list });
    });
    found
}

fn roots(file: &File) -> Vec<List<'_>> {
    let mut lists = Vec::new();
    for item in &file.items {
        match item {
            Item::Flow(flow) => {
                for step in &flow.steps {
                    let own = List {
                        flow: Some(flow),
                        step: Some(step),
                        statements: &step.statements,
                        is_whole: true,
                        is_bound: false,
                    };
                    lists.push(own);
                    lists.extend(step.handlers.iter().map(|it| of_handler(Some(flow), Some(step), it)));
                }
                lists.extend(flow.handlers.iter().map(|it| of_handler(Some(flow), None, it)));
            }
            Item::Handler(handler) => lists.push(of_handler(None, None, handler)),
            Item::Routes(routes) => lists.extend(routes.items.iter().filter_map(|item| match item {
                RouteItem::When(when) => Some(bound(None, None, walk::statements(&when.body))),
                RouteItem::Include(_) => None,
            })),
            _ => {}
        }
    }
    lists
}

fn of_handler<'t>(flow: Option<&'t Flow>, step: Option<&'t Step>, handler: &'t Handler) -> List<'t> {
    bound(flow, step, walk::statements(&handler.body))
}

fn bound<'t>(flow: Option<&'t Flow>, step: Option<&'t Step>, statements: &'t [Statement]) -> List<'t> {
    List { flow, step, statements, is_whole: false, is_bound: true }
}

/// Calls `look` with the target of every arrow of a file.
pub fn all_arrows<'t>(file: &'t File, look: &mut dyn FnMut(&'t Target)) {
    let mut bodies: Vec<&Body> = Vec::new();
    for item in &file.items {
        match item {
            Item::Flow(flow) => {
                bodies.extend(flow.handlers.iter().map(|handler| &handler.body));
                bodies.extend(flow.steps.iter().flat_map(|step| &step.handlers).map(|handler| &handler.body));
            }
            Item::Handler(handler) => bodies.push(&handler.body),
            Item::Routes(routes) => bodies.extend(routes.items.iter().filter_map(|item| match item {
                RouteItem::When(when) => Some(&when.body),
                RouteItem::Include(_) => None,
            })),
            _ => {}
        }
    }
    each(file, &mut |list| {
        for statement in list.statements {
            if let Statement::Jump(jump) = statement {
                look(&jump.arrow.target);
            }
            walk::inside(statement, &mut |part| match part {
                walk::Part::Body(body) => bodies.push(body),
                walk::Part::Handler(handler) => bodies.push(&handler.body),
                walk::Part::Block(_) => {}
            });
        }
    });
    for body in bodies {
        if let Body::Arrow(arrow) = body {
            look(&arrow.target);
        }
    }
}

/// Calls `look` with the target of every arrow of a flow.
pub fn arrows<'t>(flow: &'t Flow, look: &mut dyn FnMut(&'t Target)) {
    let mut bodies: Vec<&Body> = flow.handlers.iter().map(|handler| &handler.body).collect();
    bodies.extend(flow.steps.iter().flat_map(|step| &step.handlers).map(|handler| &handler.body));
    walk::each_of_flow(flow, &mut |statement| {
        if let Statement::Jump(jump) = statement {
            look(&jump.arrow.target);
        }
        walk::inside(statement, &mut |part| match part {
            walk::Part::Body(body) => bodies.push(body),
            walk::Part::Handler(handler) => bodies.push(&handler.body),
            walk::Part::Block(_) => {}
        });
    });
    for body in bodies {
        if let Body::Arrow(arrow) = body {
            look(&arrow.target);
        }
    }
}

/// Whether what follows a statement never runs.
pub fn leaves(statement: &Statement) -> bool {
    match statement {
        Statement::Jump(jump) => jump.bound.is_none(),
        Statement::End(_) => true,
        _ => false,
    }
}
