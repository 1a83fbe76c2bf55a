//! The call in whose parentheses a place stands.

use super::slot::before;
use crate::syntax::grammar::Rule;
use crate::syntax::node::Node;

/// A call that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What is called.
    pub callee: Callee,
    /// The arguments that are named, in order, without the one at the place.
    pub given: Vec<String>,
    /// The argument whose value stands at the place, or how many stand before it.
    pub at: Result<String, usize>,
}

/// What takes arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callee {
    /// An action.
    Action(String),
    /// What an action gives back, in a test.
    Output(String),
    /// A flow.
    Flow(String),
    /// An approved message.
    Template(String),
    /// A postback, in a test.
    Postback(String),
    /// A webhook, in a test.
    Webhook(String),
    /// A function.
    Function(String),
}

/// The innermost call around a place.
pub(super) fn find(path: &[Node<'_>], at: u32) -> Option<Call> {
    let args = path.iter().rposition(|node| matches!(node.as_rule(), Rule::args | Rule::call))?;
    let held = path[args];
    if held.as_rule() == Rule::call {
        let function = before(held, Rule::callee, at)?.to_owned();
        let done = held.into_inner().filter(|part| part.as_rule() == Rule::comma && part.end() <= at);
        return Some(Call { callee: Callee::Function(function), given: Vec::new(), at: Err(done.count()) });
    }
    let callee = callee(&path[..args], at)?;
    let named = |arg: Node<'_>| {
        let mut parts = arg.into_inner();
        parts.next().filter(|part| part.as_rule() == Rule::name).map(|part| part.as_str().to_owned())
    };
    let all = || held.into_inner().filter(|part| part.as_rule() == Rule::arg);
    let own = all().find(|arg| arg.start() <= at && at < arg.end()).and_then(named);
    let given: Vec<String> = all().filter(|arg| arg.end() <= at).filter_map(named).collect();
    let before = given.len();
    Some(Call { callee, given, at: own.ok_or(before) })
}

fn callee(path: &[Node<'_>], at: u32) -> Option<Callee> {
    let (holder, outer) = path.split_last()?;
    let path_of = |node: &Node<'_>| before(*node, Rule::path, at).map(str::to_owned);
    let name_of = |node: &Node<'_>| before(*node, Rule::name, at).map(str::to_owned);
    match holder.as_rule() {
        Rule::do_statement | Rule::x_do => path_of(holder).map(Callee::Action),
        Rule::x_returns => outer.last().and_then(path_of).map(Callee::Output),
        Rule::target | Rule::visit | Rule::plan => path_of(holder).map(Callee::Flow),
        Rule::sent_template | Rule::x_template => name_of(holder).map(Callee::Template),
        Rule::t_postback => name_of(holder).map(Callee::Postback),
        Rule::t_webhook => name_of(holder).map(Callee::Webhook),
        _ => None,
    }
}
