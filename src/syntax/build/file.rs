//! The top of a file.

use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::source::Span;
use crate::syntax::ast::{File, Flow, Item, Step};
use crate::syntax::grammar::Rule;

impl<'i> Builder<'i> {
    pub(super) fn file(&mut self, node: Node<'i>) -> File {
        let mut items = Vec::new();
        // What strayed out of a flow leaves its closing braces behind; they are not told as well.
        let mut strayed = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::stray_step => {
                    let outside = self.span(&part);
                    if !strayed {
                        self.told_outside(
                            &items,
                            outside,
                            "a step stands outside of a flow",
                            "put it into a `flow`",
                        );
                    }
                    let steps = part.into_inner().map(|step| self.step(step)).collect();
                    self.attach(&mut items, steps, outside);
                    strayed = true;
                }
                Rule::stray_statements => {
                    let outside = self.span(&part);
                    if !strayed && !self.only_wrong_forms(&part) {
                        let help = "put it into a `step` of a `flow`";
                        self.told_outside(&items, outside, "a statement stands outside of a step", help);
                    }
                    let statements = self.statements(part);
                    let step =
                        Step { doc: None, name: None, statements, handlers: Vec::new(), span: outside };
                    self.attach(&mut items, vec![step], outside);
                    strayed = true;
                }
                Rule::stray_rbrace if strayed => {}
                Rule::EOI => {}
                Rule::handler => {
                    strayed = false;
                    let handler = self.handler(part);
                    items.push(Item::Handler(handler));
                }
                Rule::stray_item => self.stray_item(part, &mut items),
                _ => {
                    if let Some(item) = self.declaration(part) {
                        strayed = false;
                        items.push(item);
                    }
                }
            }
            // What strayed into a list that has no place for statements is not kept.
            self.hoisted.clear();
            items.append(&mut self.hoisted_items);
        }
        File { items, allows: self.allows(), span: Span::new(self.file, 0, self.text.len()) }
    }

    /// Steps outside of a flow belong to the flow before them, else to one without a name.
    fn attach(&mut self, items: &mut Vec<Item>, steps: Vec<Step>, span: Span) {
        self.holes += 1;
        if let Some(Item::Flow(flow)) = items.last_mut() {
            flow.steps.extend(steps);
            return;
        }
        let flow = Flow { doc: None, name: None, params: Vec::new(), steps, handlers: Vec::new(), span };
        items.push(Item::Flow(flow));
    }

    fn told_outside(&mut self, items: &[Item], outside: Span, message: &str, help: &str) {
        if items.last().is_some_and(|item| self.lost_opening(item.span())) {
            return;
        }
        let first_line = Span { end: self.line_end(outside.start).min(outside.end), ..outside };
        let mut diagnostic = Diagnostic::new(&codes::OUTSIDE, first_line, message).help(help);
        if let Some(Item::Flow(flow)) = items.last()
            && let Some(brace) = self.closing_brace(flow.span)
        {
            let name = flow.name.as_ref().map_or(String::new(), |name| format!(" `flow {}`", name.text));
            diagnostic =
                diagnostic.also(brace, format!("this `}}` closes{name}: is there one too many above it?"));
        }
        self.report(diagnostic);
    }
}
