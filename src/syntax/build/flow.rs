//! Flows, steps, blocks, arrows.

use super::stray::List;
use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, Edit, codes::syntax as codes};
use crate::source::Span;
use crate::syntax::ast::{Arrow, Block, Body, Flow, FlowTarget, Handler, Step, Target};
use crate::syntax::grammar::Rule;

impl<'i> Builder<'i> {
    pub(super) fn flow(&mut self, node: Node<'i>) -> Flow {
        let span = self.span(&node);
        let mut flow = Flow {
            doc: self.doc(&node),
            name: None,
            params: Vec::new(),
            steps: Vec::new(),
            handlers: Vec::new(),
            span,
        };
        let mut early = false;
        let mut brace: Option<Span> = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::wrong_word => self.in_list(List::Top, |this| this.rest(part)),
                Rule::name => flow.name = Some(self.name(&part)),
                Rule::params => flow.params = self.params(part),
                Rule::step | Rule::mistyped_step => {
                    let step = self.step(part);
                    flow.steps.push(step);
                }
                Rule::handler => flow.handlers.push(self.handler(part)),
                Rule::loose => self.loose(part, &mut flow),
                Rule::early_close => {
                    let before = Span { end: part.start(), ..span };
                    self.told_early_close(brace, &part, early || self.lost_opening(before));
                    early = true;
                }
                Rule::rbrace => {
                    brace = Some(self.span(&part));
                    if !early {
                        self.closed(&part);
                    }
                }
                Rule::stray_item => self.misplaced(part, "a flow has steps and handlers only"),
                _ => self.rest(part),
            }
        }
        // Of a block that belongs to nothing.
        let strayed = std::mem::take(&mut self.hoisted);
        if !strayed.is_empty() {
            flow.steps.push(Step { doc: None, name: None, statements: strayed, handlers: Vec::new(), span });
        }
        flow.steps.shrink_to_fit();
        flow.handlers.shrink_to_fit();
        flow
    }

    fn told_early_close(&mut self, brace: Option<Span>, step: &Node<'i>, told: bool) {
        let at = step.end();
        // Once for a flow: what follows are the steps behind the same brace.
        if told {
            return;
        }
        let place = brace.unwrap_or_else(|| self.place_before(at));
        let step = Span { file: self.file, start: at, end: self.line_end(at) };
        self.report(
            Diagnostic::new(&codes::STRAY_BRACE, place, "this `}` closes the flow, but a step follows")
                .also(step, "this step would stand outside of a flow")
                .help("there is a `}` too many here or above")
                .guess("remove the `}`", place, ""),
        );
    }

    /// Statements that stand directly in a flow.
    fn loose(&mut self, node: Node<'i>, flow: &mut Flow) {
        if self.only_wrong_forms(&node) {
            self.statements(node);
            return;
        }
        let last = node.into_inner().last().filter(|part| part.as_rule() == Rule::rbrace);
        let end = last.map_or(node.end(), |brace| brace.start());
        let span = self.span_until(node.start(), end);
        let closed_early = node.into_inner().any(|part| part.as_rule() == Rule::rbrace);
        let lost_opening = flow.steps.last().is_some_and(|step| self.lost_opening(step.span));
        if !lost_opening {
            self.told_loose(span, flow, closed_early);
        }
        let mut strayed = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::rbrace => {}
                _ => self.statement(part, &mut strayed),
            }
        }
        match flow.steps.last_mut() {
            Some(step) if closed_early || lost_opening => step.statements.extend(strayed),
            _ => {
                self.holes += 1;
                flow.steps.push(Step {
                    doc: None,
                    name: None,
                    statements: strayed,
                    handlers: Vec::new(),
                    span,
                });
            }
        }
    }

    fn told_loose(&mut self, span: Span, flow: &Flow, closed_early: bool) {
        let first_line = Span { end: self.line_end(span.start).min(span.end), ..span };
        let mut diagnostic =
            Diagnostic::new(&codes::OUTSIDE, first_line, "a statement stands outside of a step");
        match flow.steps.last() {
            Some(step) => {
                let brace = self.closing_brace(step.span);
                if let Some(brace) = brace {
                    let name = step
                        .name
                        .as_ref()
                        .map_or("the step".to_owned(), |name| format!("`step {}`", name.text));
                    diagnostic = diagnostic.also(brace, format!("{name} was closed here"));
                }
                diagnostic = match brace {
                    Some(brace) if closed_early => {
                        diagnostic.help("this brace is one too many").guess("remove the brace", brace, "")
                    }
                    _ => {
                        diagnostic.help("a flow has steps and handlers only: move the statement into a step")
                    }
                };
            }
            None => {
                diagnostic = diagnostic.help("a flow has steps and handlers only: put it into a step");
                let before =
                    Edit { span: Span { end: span.start, ..span }, text: "step start { ".to_owned() };
                let behind = Edit { span: span.after(), text: " }".to_owned() };
                diagnostic = diagnostic.fix_all("wrap it in `step start`", vec![before, behind]);
            }
        }
        self.report(diagnostic);
    }

    pub(super) fn step(&mut self, node: Node<'i>) -> Step {
        self.in_list(List::Step, |this| this.step_of(node))
    }

    fn step_of(&mut self, node: Node<'i>) -> Step {
        let mut step = Step {
            doc: self.doc(&node),
            name: None,
            statements: Vec::new(),
            handlers: Vec::new(),
            span: self.span(&node),
        };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::step_name => step.name = Some(self.name(&part)),
                Rule::handler => step.handlers.push(self.handler(part)),
                Rule::stray_item => self.misplaced(part, "a step has statements and handlers only"),
                Rule::lbrace | Rule::rbrace | Rule::extra_brace => self.rest(part),
                Rule::wrong_word => self.in_list(List::Flow, |this| this.rest(part)),
                _ => self.statement(part, &mut step.statements),
            }
        }
        step.statements.shrink_to_fit();
        step
    }

    pub(super) fn block(&mut self, node: Node<'i>) -> Block {
        self.in_list(List::Block, |this| this.block_of(node))
    }

    fn block_of(&mut self, node: Node<'i>) -> Block {
        let mut block = Block { statements: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::stray_handler => {
                    self.stray_handler(part);
                }
                Rule::stray_item => self.misplaced(part, "a block has statements only"),
                Rule::lbrace | Rule::rbrace | Rule::extra_brace => self.rest(part),
                _ => self.statement(part, &mut block.statements),
            }
        }
        block.statements.shrink_to_fit();
        block
    }

    fn stray_handler(&mut self, node: Node<'i>) -> Option<Handler> {
        let span = self.span(&node);
        let word = Span { end: span.start + 2, ..span };
        self.report(Diagnostic::new(&codes::MISPLACED, word, "a handler stands inside of a block").help(
            "write `on …` directly in the step, in the flow, or at the top: it holds there as a whole",
        ));
        node.into_inner().next().map(|handler| self.handler(handler))
    }

    /// `-> x`, `{ … }`, or the hole of both.
    pub(super) fn body(&mut self, node: Node<'i>) -> Body {
        let mut body = Body::Missing(self.place_before(node.end()));
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::arrow => body = Body::Arrow(self.arrow(part)),
                Rule::block => body = Body::Block(self.block(part)),
                _ => self.rest(part),
            }
        }
        body
    }

    pub(super) fn arrow(&mut self, node: Node<'i>) -> Arrow {
        let span = self.span(&node);
        let mut arrow = Arrow { target: Target::Missing(span.after()), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::target => arrow.target = self.target(part),
                _ => self.rest(part),
            }
        }
        arrow
    }

    fn target(&mut self, node: Node<'i>) -> Target {
        let span = self.span(&node);
        let mut target = Target::Missing(span.after());
        let mut into_flow = false;
        let (mut flow, mut args, mut step) = (None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_flow => into_flow = true,
                Rule::path => flow = Some(self.path(part)),
                Rule::args => args = Some(self.args(part)),
                Rule::step_name => step = Some(self.name(&part)),
                Rule::kw_end => target = Target::End(span),
                Rule::name => target = Target::Step(self.name(&part)),
                Rule::wrong_step => {
                    self.wrong(part);
                    target = self.name_in(part).map_or(target, Target::Step);
                }
                _ => self.rest(part),
            }
        }
        if into_flow { Target::Flow(Box::new(FlowTarget { flow, args, step, span })) } else { target }
    }
}
