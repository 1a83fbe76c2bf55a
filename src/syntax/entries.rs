//! What stands for itself: everything that begins a line of its own where a block is written over several lines.

use super::ast::{
    AiItem, Body, ButtonAction, Buttons, ButtonsKind, Choices, File, Handler, If, Item, RouteItem, Statement,
    Step, Tail,
};
use crate::source::Span;

/// The spans of a file's items, settings, plans, steps, handlers, statements, routes, arms, buttons and lines of tests.
#[derive(Debug, Clone, Default)]
pub struct Entries {
    /// In the order of the text, outer before inner.
    spans: Vec<Span>,
    /// For each the innermost one around it.
    outer: Vec<Option<usize>>,
}

impl Entries {
    /// The entries of a file.
    pub fn of(file: &File) -> Self {
        let mut found = Finder::default();
        for item in &file.items {
            found.item(item);
        }
        let mut spans = found.spans;
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut outer = Vec::with_capacity(spans.len());
        let mut open: Vec<usize> = Vec::new();
        for (at, span) in spans.iter().enumerate() {
            while open.last().is_some_and(|around| spans[*around].end <= span.start) {
                open.pop();
            }
            outer.push(open.last().copied());
            open.push(at);
        }
        Entries { spans, outer }
    }

    /// All of them, in the order of the text, outer before inner.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Those that begin at or before a byte and end at or behind it, from the innermost one outward.
    pub fn around(&self, at: u32) -> impl Iterator<Item = Span> + '_ {
        let last = self.spans.partition_point(|span| span.start <= at).checked_sub(1);
        let chain = std::iter::successors(last, |entry| self.outer[*entry]);
        chain.map(|entry| self.spans[entry]).filter(move |span| at <= span.end)
    }

    /// Those inside of no other, in the order of the text.
    pub fn roots(&self) -> impl Iterator<Item = Span> + '_ {
        let pairs = self.spans.iter().zip(&self.outer);
        pairs.filter(|(_, outer)| outer.is_none()).map(|(span, _)| *span)
    }

    /// Where the outermost entry before a byte ends, and where the next one begins.
    pub fn neighbours(&self, at: u32) -> (Option<u32>, Option<u32>) {
        let next = self.spans.partition_point(|span| span.start <= at);
        let chain = std::iter::successors(next.checked_sub(1), |entry| self.outer[*entry]);
        (chain.last().map(|entry| self.spans[entry].end), self.spans.get(next).map(|span| span.start))
    }
}

#[derive(Default)]
struct Finder {
    spans: Vec<Span>,
}

impl Finder {
    fn add(&mut self, span: Span) {
        if !span.is_empty() {
            self.spans.push(span);
        }
    }

    fn all(&mut self, spans: impl Iterator<Item = Span>) {
        spans.for_each(|span| self.add(span));
    }

    fn item(&mut self, item: &Item) {
        self.add(item.span());
        match item {
            Item::Bot(bot) => self.all(bot.settings.iter().map(|setting| setting.span)),
            Item::Broadcast(broadcast) => self.all(broadcast.plans.iter().map(|plan| plan.span)),
            Item::Routes(routes) => self.routes(&routes.items),
            Item::Flow(flow) => {
                flow.steps.iter().for_each(|step| self.step(step));
                self.handlers(&flow.handlers);
            }
            // The item is the handler.
            Item::Handler(handler) => self.body(&handler.body),
            Item::Test(test) => self.all(test.items.iter().map(|item| item.span)),
            _ => {}
        }
    }

    fn step(&mut self, step: &Step) {
        self.add(step.span);
        self.statements(&step.statements);
        self.handlers(&step.handlers);
    }

    fn handlers(&mut self, handlers: &[Handler]) {
        for handler in handlers {
            self.add(handler.span);
            self.body(&handler.body);
        }
    }

    fn body(&mut self, body: &Body) {
        if let Body::Block(block) = body {
            self.statements(&block.statements);
        }
    }

    fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.add(statement.span());
            self.inside(statement);
        }
    }

    fn inside(&mut self, statement: &Statement) {
        match statement {
            Statement::Say(say) => self.buttons(say.buttons.as_ref()),
            Statement::Send(send) => self.buttons(send.buttons.as_ref()),
            Statement::Ask(ask) => {
                if let Some(Choices::Buttons(buttons)) = &ask.choices {
                    self.buttons(Some(buttons));
                }
                self.tail(&ask.tail);
            }
            Statement::Wait(wait) => self.tail(&wait.tail),
            Statement::AiReply(reply) => reply.items.iter().for_each(|item| self.ai_item(item)),
            Statement::Route(route) => {
                self.routes(&route.items);
                route.else_span.iter().for_each(|span| self.add(*span));
                route.else_body.iter().for_each(|body| self.body(body));
            }
            Statement::Read(read) => self.tail(&read.tail),
            Statement::If(branches) => self.branches(branches),
            Statement::Ab(ab) => {
                for arm in &ab.arms {
                    self.add(arm.span);
                    self.body(&arm.body);
                }
            }
            Statement::Delay(delay) => self.handlers(&delay.handlers),
            Statement::Do(call) => self.tail(&call.tail),
            Statement::Handoff(handoff) => {
                for button in &handoff.buttons {
                    self.add(button.span);
                    self.body(&button.body);
                }
                self.handlers(&handoff.handlers);
                self.tail(&handoff.tail);
            }
            Statement::Visit(visit) => self.tail(&visit.tail),
            Statement::ForEach(each) => {
                each.body.iter().for_each(|block| self.statements(&block.statements));
            }
            Statement::Jump(jump) => jump.bound.iter().for_each(|bound| self.body(&bound.else_body)),
            Statement::AskAgain(_)
            | Statement::AiSay(_)
            | Statement::Set(_)
            | Statement::Add(_)
            | Statement::Remove(_)
            | Statement::Notify(_)
            | Statement::End(_)
            | Statement::Reach(_) => {}
        }
    }

    fn branches(&mut self, branches: &If) {
        branches.branches.iter().for_each(|branch| self.body(&branch.body));
        branches.else_body.iter().for_each(|body| self.body(body));
    }

    fn routes(&mut self, items: &[RouteItem]) {
        for item in items {
            match item {
                RouteItem::When(when) => {
                    self.add(when.span);
                    self.body(&when.body);
                }
                RouteItem::Include(include) => self.add(include.span),
            }
        }
    }

    fn ai_item(&mut self, item: &AiItem) {
        self.add(item.span());
        match item {
            AiItem::Until(until) => self.body(&until.body),
            AiItem::When(when) => self.body(&when.body),
            AiItem::Unanswered(unanswered) => self.body(&unanswered.body),
            AiItem::Handler(handler) => self.body(&handler.body),
            _ => {}
        }
    }

    fn buttons(&mut self, buttons: Option<&Buttons>) {
        let Some(Buttons { kind: ButtonsKind::Block(buttons), .. }) = buttons else { return };
        for button in buttons {
            self.add(button.span);
            if let ButtonAction::Body(body) = &button.action {
                self.body(body);
            }
        }
    }

    fn tail(&mut self, tail: &Tail) {
        let limits = [
            tail.times.as_ref().and_then(|limit| limit.body.as_ref()),
            tail.within.as_ref().and_then(|limit| limit.body.as_ref()),
            tail.else_body.as_ref(),
        ];
        limits.into_iter().flatten().for_each(|body| self.body(body));
    }
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::syntax::{Entries, parse};

    #[test]
    fn what_begins_a_line_of_its_own_is_known_with_its_extent() {
        let text = "bot \"B\" { start f gather 4s }\nflow f { step s { ask \"?\" buttons { \"a\" -> s } within 1d { say \"b\" }\n route { when \"c\" -> s else { end } } } on message -> end }\n";
        let parsed = parse(FileId(0), text);
        assert_eq!(parsed.diagnostics, []);
        let entries = Entries::of(&parsed.tree);
        let found: Vec<&str> = entries.spans().iter().map(|span| &text[span.range()]).collect();
        let short: Vec<String> = found
            .iter()
            .map(|entry| match entry.chars().count() {
                0..=16 => (*entry).to_owned(),
                length => format!("{}…{length}", entry.chars().take(8).collect::<String>()),
            })
            .collect();
        let expected = [
            "bot \"B\" …29",
            "start f",
            "gather 4s",
            "flow f {…128",
            "step s {…99",
            "ask \"?\" …50",
            "\"a\" -> s",
            "say \"b\"",
            "route { …36",
            "when \"c\" -> s",
            "else { end }",
            "end",
            "on messa…17",
        ];
        assert_eq!(short, expected);
        let around = |word: &str| entries.around(text.find(word).unwrap() as u32).count();
        assert_eq!([around("start f"), around("else {"), around("\"b\"")], [2, 4, 4]);
    }
}
