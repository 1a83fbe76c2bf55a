//! Which kind of name the grammar wants behind a skeleton.

use pest::Parser;

use super::call::{self, Call};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::node::{Node, Nodes};

/// A kind of name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Where an arrow leads: a step of the flow around it.
    Target,
    /// A step of the flow with this name; of any flow where it has none.
    Step(Option<String>),
    /// A flow.
    Flow,
    /// A tag.
    Tag,
    /// A goal.
    Goal,
    /// A value of an expression.
    Value,
    /// What `set` changes.
    Settable,
    /// What `save` and `read` fill: a field, or a new name.
    Save,
    /// A field.
    Field,
    /// A filter of a hole.
    Filter,
    /// An argument of the call around it.
    Argument,
    /// An action.
    Action,
    /// An operator of the manifest.
    Operator,
    /// An approved message of the manifest.
    Template,
    /// A channel of the manifest.
    Channel,
    /// Opening hours.
    Hours,
    /// A knowledge table.
    Knowledge,
    /// A set of routes.
    Routes,
    /// A postback.
    Postback,
    /// A webhook.
    Webhook,
    /// The parameter by which an event from outside is known.
    Key,
    /// A library.
    Library,
    /// An A/B router.
    Router,
    /// An arm of the A/B router with this name.
    Arm(String),
    /// A trait of a test's contact.
    Trait,
    /// A file that is sent.
    Media,
    /// A file of a knowledge table.
    Table,
}

/// What is found out about a place.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub slot: Option<Slot>,
    pub qualifier: String,
    pub call: Option<Call>,
    pub items: Vec<String>,
}

/// A name that nobody has written.
const PROBE: &str = "_";

/// Looks at the rules around a name behind a skeleton.
pub(super) fn find(skeleton: &str) -> Found {
    let text = format!("{skeleton}{PROBE}");
    let Ok(pairs) = Grammar::parse(Rule::file, &text) else { return Found::default() };
    let nodes = Nodes::new(&text, pairs);
    let at = skeleton.len() as u32;
    let path = path_to(&nodes, at);
    Found {
        slot: slot(&path, at),
        qualifier: qualifier(&path, at),
        call: call::find(&path, at),
        items: items(&path),
    }
}

/// The nodes around a byte, outermost first; the last one has none inside of it.
pub(super) fn path_to<'n>(nodes: &'n Nodes<'_>, at: u32) -> Vec<Node<'n>> {
    let mut path: Vec<Node<'n>> = nodes.whole().into_iter().collect();
    while let Some(inner) =
        path.last().and_then(|node| node.into_inner().find(|inner| inner.start() <= at && at < inner.end()))
    {
        path.push(inner);
    }
    // A member is a word of its own, whatever the word is.
    if path.len() > 1 && path[path.len() - 2].as_rule() == Rule::member {
        path.pop();
    }
    path
}

/// The text of the last node of a rule before a byte.
pub(super) fn before<'n>(node: Node<'n>, rule: Rule, at: u32) -> Option<&'n str> {
    let parts = node.into_inner().take_while(|part| part.end() <= at);
    parts.filter(|part| part.as_rule() == rule).last().map(|part| part.as_str())
}

/// The last word of the language before a byte.
fn word(node: Node<'_>, at: u32) -> &str {
    let words = node.into_inner().take_while(|part| part.end() <= at);
    let words = words.filter(|part| format!("{:?}", part.as_rule()).starts_with("kw_"));
    words.last().map_or("", |part| part.as_str())
}

fn slot(path: &[Node<'_>], at: u32) -> Option<Slot> {
    let [.., holder, leaf] = path else { return None };
    let in_path = matches!(leaf.as_rule(), Rule::name | Rule::member) && holder.as_rule() == Rule::path;
    let (holder, rule) = match path {
        [.., outer, _, _] if in_path => (outer, Rule::path),
        _ => (holder, leaf.as_rule()),
    };
    if rule == Rule::chunk || rule == Rule::triple_chunk {
        let outer = path.len().checked_sub(3).map(|outer| path[outer])?;
        return match outer.as_rule() {
            Rule::media => Some(Slot::Media),
            Rule::knowledge_decl => Some(Slot::Table),
            _ => None,
        };
    }
    // A name alone in parentheses of a call is an argument that still lacks its value.
    if let [.., args, arg, _, _, name] = path
        && in_path
        && args.as_rule() == Rule::args
        && arg.as_rule() == Rule::arg
        && arg.start() == name.start()
    {
        return Some(Slot::Argument);
    }
    if let [.., call, arg, _, _, name] = path
        && call.as_rule() == Rule::t_contact
        && arg.start() == name.start()
    {
        return Some(Slot::Trait);
    }
    if let [.., outer, names, _] = path
        && names.as_rule() == Rule::names
    {
        return match outer.as_rule() {
            Rule::saves | Rule::read => Some(Slot::Save),
            Rule::setting if word(*outer, at) == "channels" => Some(Slot::Channel),
            _ => None,
        };
    }
    named(*holder, rule, at)
}

/// The kind of a name by the rule that holds it.
fn named(holder: Node<'_>, rule: Rule, at: u32) -> Option<Slot> {
    let flow =
        || before(holder, Rule::path, at).or_else(|| before(holder, Rule::name, at)).map(str::to_owned);
    Some(match (holder.as_rule(), rule) {
        (Rule::target, Rule::name) => Slot::Target,
        (Rule::target | Rule::visit | Rule::plan, Rule::path) => Slot::Flow,
        (Rule::target | Rule::x_flow | Rule::place, Rule::step_name) => Slot::Step(flow()),
        (Rule::x_step, Rule::step_name) => Slot::Step(None),
        (Rule::x_flow | Rule::place, Rule::name) => Slot::Flow,
        (Rule::tag_test | Rule::trait_tag | Rule::x_tag, Rule::name) => Slot::Tag,
        (Rule::add | Rule::remove, Rule::name) if word(holder, at) == "tag" => Slot::Tag,
        (Rule::add | Rule::remove, Rule::name) => Slot::Settable,
        (Rule::reach | Rule::x_goal, Rule::name) => Slot::Goal,
        (Rule::expr | Rule::expr_some | Rule::x_value, Rule::path) => Slot::Value,
        (Rule::media, Rule::path) => Slot::Value,
        (Rule::set, Rule::path) => Slot::Settable,
        (Rule::tail_save | Rule::v_save | Rule::v_read, Rule::name) => Slot::Save,
        (Rule::filter, Rule::name) => Slot::Filter,
        (Rule::do_statement | Rule::x_do, Rule::path) => Slot::Action,
        (Rule::handoff | Rule::notify, Rule::name) => Slot::Operator,
        (Rule::sent_template | Rule::x_template, Rule::name) => Slot::Template,
        (Rule::t_channel, Rule::name) => Slot::Channel,
        (Rule::delay, Rule::name) => Slot::Hours,
        (Rule::in_test, Rule::name) if word(holder, at) == "hours" => Slot::Hours,
        (Rule::in_test, Rule::name) => Slot::Flow,
        (Rule::knowledge_use, Rule::path) => Slot::Knowledge,
        (Rule::include, Rule::path) => Slot::Routes,
        (Rule::use_decl, Rule::path) => Slot::Library,
        (Rule::inbound, Rule::name) if word(holder, at) == "by" => Slot::Key,
        (Rule::t_postback, Rule::name) => Slot::Postback,
        (Rule::t_webhook, Rule::name) => Slot::Webhook,
        (Rule::t_arm, Rule::name) => match before(holder, Rule::name, at) {
            Some(router) => Slot::Arm(router.to_owned()),
            None => Slot::Router,
        },
        (Rule::event, Rule::name) => match word(holder, at) {
            "postback" => Slot::Postback,
            "webhook" => Slot::Webhook,
            "tag" => Slot::Tag,
            _ => Slot::Field,
        },
        (Rule::setting, Rule::name) if word(holder, at) == "start" => Slot::Flow,
        (Rule::trait_value, Rule::name) => Slot::Trait,
        _ => return None,
    })
}

/// What stands before the last dot of a path.
fn qualifier(path: &[Node<'_>], at: u32) -> String {
    match path {
        [.., whole, _] if whole.as_rule() == Rule::path => {
            let before = &whole.as_str()[..(at - whole.start()) as usize];
            before.trim_end_matches('.').to_owned()
        }
        _ => String::new(),
    }
}

fn items(path: &[Node<'_>]) -> Vec<String> {
    let loops = path.iter().filter(|node| node.as_rule() == Rule::for_each);
    loops.filter_map(|node| before(*node, Rule::name, u32::MAX)).map(str::to_owned).collect()
}
