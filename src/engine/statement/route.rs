//! `route`.

use std::collections::BTreeMap;

use crate::engine::Record;
use crate::engine::answer;
use crate::engine::eval::same_text;
use crate::engine::event::Message;
use crate::engine::frame::Purpose;
use crate::engine::model::Task;
use crate::engine::run::{Next, Run};
use crate::engine::talk::{self, Wanted};
use crate::ir::{Choice, Node, Pattern, Route, Slot, Value, When};

/// Buttons and regexes first, then one call; an empty answer takes `else` without one.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, route: &Route) -> Next {
    if run.contact.given.answer == Value::Empty {
        return otherwise(run, node, route);
    }
    let message = run.contact.given.answer_message.clone();
    if let Some(when) = route.whens.iter().find(|when| takes_as_written(run, when, &message)) {
        return branch(run, node, when);
    }
    let has_meaning =
        |when: &When| when.patterns.iter().any(|pattern| matches!(pattern, Pattern::Meaning(_)));
    if run.contact.given.private || !route.whens.iter().any(has_meaning) {
        return otherwise(run, node, route);
    }
    run.ask_model(Purpose::Statement);
    Next::Stay
}

/// What it wants of the model.
pub(crate) fn wanted(run: &Run<'_>, route: &Route) -> Wanted {
    let whens = talk::patterns(run, &route.whens);
    let messages = vec![run.contact.given.answer_message.clone()];
    Wanted { messages, task: Task::Route { whens }, values: Vec::new() }
}

/// The model's choice. None, or values that do not fit, is `else`.
pub(crate) fn routed(
    run: &mut Run<'_>,
    node: &Node,
    route: &Route,
    when: Option<u16>,
    saves: &BTreeMap<String, Value>,
) {
    let chosen = chosen(&route.whens, when).filter(|when| save(run, when, saves));
    let next = match chosen {
        Some(when) => branch(run, node, when),
        None => otherwise(run, node, route),
    };
    run.follow(next);
}

fn branch(run: &mut Run<'_>, node: &Node, when: &When) -> Next {
    run.chose(node.point, Choice::When(when.point));
    took(run, node, when.label());
    Next::Go(when.body.0)
}

fn otherwise(run: &mut Run<'_>, node: &Node, route: &Route) -> Next {
    run.chose(node.point, Choice::Else);
    took(run, node, "else");
    Next::Go(route.otherwise.map_or(node.next, |body| body.0))
}

fn took(run: &mut Run<'_>, node: &Node, branch: &str) {
    run.record(Record::Branch { router: "route".into(), branch: branch.to_owned() });
    run.went(node.place, branch.to_owned());
}

/// The pattern of a number, if it is one that was offered.
pub(crate) fn chosen(whens: &[When], number: Option<u16>) -> Option<&When> {
    let when = whens.get((number? as usize).checked_sub(1)?)?;
    when.patterns.iter().any(|pattern| matches!(pattern, Pattern::Meaning(_))).then_some(when)
}

/// Whether a button or a regex of the pattern takes the message, its values found in it; then they are set.
pub(crate) fn takes_as_written(run: &mut Run<'_>, when: &When, message: &Message) -> bool {
    let takes = when.patterns.iter().any(|pattern| match pattern {
        Pattern::Meaning(_) => false,
        Pattern::Matches(regex) => run.machine.regexes().finds(regex, &message.text),
        Pattern::Button(text) => same_text(text, &message.text),
    });
    if !takes {
        return false;
    }
    let found =
        |slot: &Slot| answer::in_text(run, &message.text, &slot.ty).map(|value| (slot.place.name(), value));
    let values: BTreeMap<String, Value> = when.saves.iter().filter_map(found).collect();
    save(run, when, &values)
}

/// Sets the pattern's values if every one was found, fits and the guard holds.
pub(crate) fn save(run: &mut Run<'_>, when: &When, values: &BTreeMap<String, Value>) -> bool {
    let found: Option<Vec<(&Slot, Value)>> =
        when.saves.iter().map(|slot| Some((slot, values.get(&slot.place.name())?.clone()))).collect();
    found.is_some_and(|found| run.set_all(&found, when.guard.as_ref(), None))
}
