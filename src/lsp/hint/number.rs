//! How often each way was taken and what an arm has led to, where a report lies beside the project.

use super::Hint;
use crate::check::arm_names;
use crate::lsp::beside::Counted;
use crate::lsp::here::{Here, Reader, World};
use crate::lsp::refactor::lists::{self, List};
use crate::report::Count;
use crate::syntax::ast::{
    Ab, AiItem, AiReply, Body, ButtonAction, Buttons, ButtonsKind, Choices, File, Pattern, Route, RouteItem,
    Sent, Statement, Text, When,
};

/// `30 (60%)` before the body of a branch or a button, `59 shown (49%), paid 20%` before an arm's; each with its project
/// where several have a report.
pub fn add(world: &World, here: &Here, tree: &File, hints: &mut Vec<Hint>) {
    for reader in world.counted(here) {
        lists::each(tree, &mut |list| {
            let mut numbers = Numbers { reader: &reader, ways: ways(&reader, list), hints };
            list.statements.iter().for_each(|statement| numbers.statement(statement));
        });
    }
}

/// How often the routes and the buttons of a list's step went each way.
fn ways<'r>(reader: &'r Reader<'_>, list: &List<'_>) -> &'r [Count] {
    let step = || {
        let flow = reader.named(&list.flow?.name.as_ref()?.text);
        reader.counted.step(&flow, &list.step?.name.as_ref()?.text)
    };
    step().map_or(&[], |step| &step.ways)
}

struct Numbers<'n, 'r> {
    reader: &'n Reader<'r>,
    ways: &'n [Count],
    hints: &'n mut Vec<Hint>,
}

impl Numbers<'_, '_> {
    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Route(route) => self.route(route),
            Statement::Ab(ab) => self.ab(ab),
            Statement::AiReply(reply) => self.reply(reply),
            Statement::Say(say) => self.buttons(say.buttons.as_ref()),
            Statement::Send(send) if !matches!(send.what, Sent::Template { .. }) => {
                self.buttons(send.buttons.as_ref());
            }
            Statement::Ask(ask) => {
                if let Some(Choices::Buttons(buttons)) = &ask.choices {
                    self.buttons(Some(buttons));
                }
            }
            _ => {}
        }
    }

    fn route(&mut self, route: &Route) {
        let ways: Vec<&Count> = self.ways.iter().filter(|way| !is_button(&way.name)).collect();
        for item in &route.items {
            if let RouteItem::When(when) = item {
                self.way(&ways, label(when), &when.body);
            }
        }
        if let Some(body) = &route.else_body {
            self.way(&ways, Some("else"), body);
        }
    }

    fn buttons(&mut self, buttons: Option<&Buttons>) {
        let Some(Buttons { kind: ButtonsKind::Block(buttons), .. }) = buttons else { return };
        let ways: Vec<&Count> = self.ways.iter().filter(|way| is_button(&way.name)).collect();
        for button in buttons {
            if let (ButtonAction::Body(body), Some(text)) = (&button.action, button.text.literal()) {
                self.way(&ways, Some(&format!("button \"{text}\"")), body);
            }
        }
    }

    fn reply(&mut self, reply: &AiReply) {
        let Some(name) = &reply.name else { return };
        let Some(talk) = self.reader.counted.talk(&self.reader.named(&name.text)) else { return };
        let ways: Vec<&Count> = talk.branches.iter().collect();
        for item in &reply.items {
            match item {
                AiItem::When(when) => self.way(&ways, label(when), &when.body),
                AiItem::Until(until) => {
                    self.way(&ways, until.meaning.as_ref().and_then(Text::literal), &until.body);
                }
                AiItem::Unanswered(unanswered) => self.way(&ways, Some("unanswered"), &unanswered.body),
                _ => {}
            }
        }
    }

    fn way(&mut self, ways: &[&Count], name: Option<&str>, body: &Body) {
        let all: u64 = ways.iter().map(|way| way.count).sum();
        let Some(name) = name.filter(|_| all > 0) else { return };
        let count = ways.iter().find(|way| way.name == name).map_or(0, |way| way.count);
        self.hint(body, format!("{count} ({})", percent(count as f64 / all as f64)), Vec::new());
    }

    fn ab(&mut self, ab: &Ab) {
        let Some(name) = &ab.name else { return };
        let router = self.reader.named(&name.text);
        for (arm, name) in ab.arms.iter().zip(arm_names(ab)) {
            let Some((counted, all)) = self.reader.counted.arm(&router, &name) else { continue };
            let mut label = format!("{} shown", counted.shown);
            if all > 0 {
                label.push_str(&format!(" ({})", percent(counted.shown as f64 / all as f64)));
            }
            let mut more = Vec::new();
            for goal in &counted.goals {
                label.push_str(&format!(", {} {}", goal.goal, percent(goal.rate)));
                let (low, high) = (percent(goal.low), percent(goal.high));
                more.push(format!("{}: {} reached it, 95% sure {low} to {high}", goal.goal, goal.reached));
            }
            self.hint(&arm.body, label, more);
        }
    }

    fn hint(&mut self, body: &Body, label: String, mut more: Vec<String>) {
        let counted: &Counted = self.reader.counted;
        more.push(counted.when());
        self.hints.push(Hint {
            at: body.span().start,
            label: format!("{label}{}", self.reader.whose()),
            more: Some(more.join("\n")),
            behind: false,
        });
    }
}

fn is_button(way: &str) -> bool {
    way.starts_with("button \"")
}

/// What people call a branch: its first meaning, else its first pattern.
fn label(when: &When) -> Option<&str> {
    let meaning = when.patterns.iter().find_map(|pattern| match pattern {
        Pattern::Meaning(text) => text.literal(),
        _ => None,
    });
    meaning.or_else(|| match when.patterns.first()? {
        Pattern::Meaning(text) => text.literal(),
        Pattern::Button { text, .. } => text.as_ref()?.literal(),
        Pattern::Matches { regex, .. } => Some(&regex.as_ref()?.pattern),
    })
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}
