//! Statements: the dispatch, and the ones that are small.

use super::stray::List;
use super::{Builder, Node};
use crate::source::Span;
use crate::syntax::ast::{
    Add, AskAgain, Change, Delay, DelayUntil, Do, End, Event, Expr, ForEach, Handoff, HandoffButton, Jump,
    JumpBound, Notify, Reach, Read, ReadSource, Remove, Set, Statement, Tail, Times, Visit, Wait,
};
use crate::syntax::ast::{Arrow, Body, FlowTarget, Target};
use crate::syntax::grammar::Rule;

/// A tail of which nothing is written.
fn no_tail(span: Span) -> Tail {
    Tail { span: span.after(), ..Tail::default() }
}

impl<'i> Builder<'i> {
    /// The statements among a node's parts.
    pub(super) fn statements(&mut self, node: Node<'i>) -> Vec<Statement> {
        let mut statements = Vec::new();
        for part in node.into_inner() {
            self.statement(part, &mut statements);
        }
        statements
    }

    /// A statement, and those that strayed into it and follow it in truth. Nothing where the node is no statement.
    pub(super) fn statement(&mut self, node: Node<'i>, into: &mut Vec<Statement>) {
        if node.as_rule() != Rule::stray {
            self.item_start = node.start();
        }
        // What strayed into a list around this one waits for the end of that list.
        let outer = std::mem::take(&mut self.hoisted);
        let statement = match node.as_rule() {
            Rule::jump => Some(Statement::Jump(self.jump(node))),
            Rule::say => Some(Statement::Say(Box::new(self.say(node)))),
            Rule::send => Some(Statement::Send(Box::new(self.send(node)))),
            Rule::ask | Rule::ai_ask => Some(Statement::Ask(Box::new(self.ask(node)))),
            Rule::ask_again => Some(Statement::AskAgain(AskAgain { span: self.span(&node) })),
            Rule::wait => Some(Statement::Wait(Box::new(self.wait(node)))),
            Rule::wrong_wait => Some(Statement::Delay(Box::new(self.wrong_wait(node)))),
            Rule::ai_say => Some(Statement::AiSay(self.ai_say(node))),
            Rule::ai_reply => {
                Some(Statement::AiReply(self.in_list(List::AiReply, |this| this.ai_reply(node))))
            }
            Rule::route => {
                Some(Statement::Route(Box::new(self.in_list(List::Router, |this| this.route(node)))))
            }
            Rule::read => Some(Statement::Read(Box::new(self.read(node)))),
            Rule::if_statement => Some(Statement::If(Box::new(self.if_statement(node)))),
            Rule::ab => Some(Statement::Ab(self.in_list(List::Router, |this| this.ab(node)))),
            Rule::set => Some(Statement::Set(Box::new(self.set(node)))),
            Rule::add => {
                let span = self.span(&node);
                Some(Statement::Add(Box::new(Add { change: self.change(node), span })))
            }
            Rule::remove => {
                let span = self.span(&node);
                Some(Statement::Remove(Box::new(Remove { change: self.change(node), span })))
            }
            Rule::delay => Some(Statement::Delay(Box::new(self.delay(node)))),
            Rule::do_statement => Some(Statement::Do(Box::new(self.do_statement(node)))),
            Rule::handoff => Some(Statement::Handoff(Box::new(self.handoff(node)))),
            Rule::notify => Some(Statement::Notify(self.notify(node))),
            Rule::visit => Some(Statement::Visit(Box::new(self.visit(node)))),
            Rule::end => Some(Statement::End(self.end(node))),
            Rule::reach => {
                let span = self.span(&node);
                Some(Statement::Reach(Reach { goal: self.name_in(node), span }))
            }
            Rule::for_each => Some(Statement::ForEach(Box::new(self.for_each(node)))),
            Rule::wrong_goto => Some(Statement::Jump(self.wrong_goto(node))),
            _ => {
                self.rest(node);
                None
            }
        };
        into.extend(statement);
        into.extend(std::mem::replace(&mut self.hoisted, outer));
    }

    fn jump(&mut self, node: Node<'i>) -> Jump {
        let span = self.span(&node);
        let mut arrow = Arrow { target: Target::Missing(span.after()), span };
        let mut times: Option<Times> = None;
        let mut else_body = Body::Missing(span.after());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::arrow => arrow = self.arrow(part),
                Rule::times => times = Some(self.times(part)),
                Rule::body => else_body = self.body(part),
                _ => self.rest(part),
            }
        }
        let bound = times.map(|times| {
            let span = times.span.to(else_body.span());
            Box::new(JumpBound { times, else_body, span })
        });
        Jump { arrow, bound, span }
    }

    fn wait(&mut self, node: Node<'i>) -> Wait {
        let span = self.span(&node);
        let mut wait = Wait { event: Event::missing(span.after()), tail: no_tail(span), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::event => wait.event = self.event(part),
                Rule::wrong_event => wait.event = self.wrong_event(&part),
                Rule::tail => wait.tail = self.tail(part),
                _ => self.rest(part),
            }
        }
        wait
    }

    /// `wait 1d`, which is `delay 1d`
    fn wrong_wait(&mut self, node: Node<'i>) -> Delay {
        let span = self.span(&node);
        let mut duration = None;
        self.told_wrong_wait(&node);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::duration => duration = self.duration(&part),
                _ => self.rest(part),
            }
        }
        Delay { until: DelayUntil::Duration(duration), handlers: Vec::new(), span }
    }

    /// `goto x`, which is `-> x`
    fn wrong_goto(&mut self, node: Node<'i>) -> Jump {
        let span = self.span(&node);
        self.told_goto(&node);
        let mut target = Target::Missing(span.after());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => {
                    let path = self.path(part);
                    let target_of = FlowTarget { span: path.span, flow: Some(path), args: None, step: None };
                    target = Target::Flow(Box::new(target_of));
                }
                Rule::name | Rule::step_name => target = Target::Step(self.name(&part)),
                _ => self.rest(part),
            }
        }
        Jump { arrow: Arrow { target, span }, bound: None, span }
    }

    fn read(&mut self, node: Node<'i>) -> Read {
        let span = self.span(&node);
        let mut read = Read { fields: Vec::new(), from: None, prompt: None, tail: no_tail(span), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::names => read.fields = self.names(part),
                Rule::kw_image => read.from = Some(ReadSource::Image),
                Rule::kw_message => read.from = Some(ReadSource::Message),
                Rule::kw_voice => read.from = Some(ReadSource::Voice),
                Rule::kw_file => read.from = Some(ReadSource::File),
                Rule::text => read.prompt = Some(self.text(part)),
                Rule::text_below => read.prompt = self.text_below(part),
                Rule::tail => read.tail = self.tail(part),
                _ => self.rest(part),
            }
        }
        read
    }

    fn set(&mut self, node: Node<'i>) -> Set {
        let span = self.span(&node);
        let mut set = Set { target: None, value: Expr::missing(span.after()), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => set.target = Some(self.path(part)),
                Rule::expr => set.value = self.expr(part),
                _ => self.rest(part),
            }
        }
        set
    }

    fn change(&mut self, node: Node<'i>) -> Change {
        let span = self.span(&node);
        let mut tag = false;
        let mut name = None;
        let mut value = Expr::missing(span.after());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_tag => tag = true,
                Rule::name => name = Some(self.name(&part)),
                Rule::expr => value = self.expr(part),
                _ => self.rest(part),
            }
        }
        if tag { Change::Tag(name) } else { Change::Item { value, list: name } }
    }

    fn delay(&mut self, node: Node<'i>) -> Delay {
        let span = self.span(&node);
        let mut delay = Delay { until: DelayUntil::Duration(None), handlers: Vec::new(), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::duration => delay.until = DelayUntil::Duration(self.duration(&part)),
                Rule::name => delay.until = DelayUntil::Hours(Some(self.name(&part))),
                Rule::expr => delay.until = DelayUntil::Time(self.expr(part)),
                Rule::delay_block => self.delay_block(part, &mut delay),
                _ => self.rest(part),
            }
        }
        delay
    }

    fn delay_block(&mut self, node: Node<'i>, delay: &mut Delay) {
        let allowed = "the block of a `delay` has handlers only: `on …`";
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::handler => delay.handlers.push(self.handler(part)),
                Rule::stray_item => self.misplaced(part, allowed),
                Rule::stray_statements => self.strayed(part, allowed),
                _ => self.rest(part),
            }
        }
        delay.handlers.shrink_to_fit();
    }

    fn do_statement(&mut self, node: Node<'i>) -> Do {
        let span = self.span(&node);
        let mut call = Do { action: None, args: None, tail: no_tail(span), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => call.action = Some(self.path(part)),
                Rule::args => call.args = Some(self.args(part)),
                Rule::tail => call.tail = self.tail(part),
                _ => self.rest(part),
            }
        }
        call
    }

    fn handoff(&mut self, node: Node<'i>) -> Handoff {
        let span = self.span(&node);
        let mut handoff = Handoff {
            to: None,
            text: None,
            buttons: Vec::new(),
            handlers: Vec::new(),
            tail: no_tail(span),
            span,
        };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => handoff.to = Some(self.name(&part)),
                Rule::text => handoff.text = Some(self.text(part)),
                Rule::text_below => handoff.text = self.text_below(part),
                Rule::handoff_block => self.handoff_block(part, &mut handoff),
                Rule::tail => handoff.tail = self.tail(part),
                _ => self.rest(part),
            }
        }
        handoff
    }

    fn handoff_block(&mut self, node: Node<'i>, handoff: &mut Handoff) {
        let allowed = "the block of a `handoff` has buttons and handlers only: `\"Solved\" -> end`, `on …`";
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::handoff_button => handoff.buttons.extend(self.handoff_button(part)),
                Rule::handler => handoff.handlers.push(self.handler(part)),
                Rule::stray_item => self.misplaced(part, allowed),
                Rule::stray_statements => self.strayed(part, allowed),
                _ => self.rest(part),
            }
        }
    }

    fn handoff_button(&mut self, node: Node<'i>) -> Option<HandoffButton> {
        let span = self.span(&node);
        let mut text = None;
        let mut body = Body::Missing(span.after());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => text = Some(self.text(part)),
                Rule::body => body = self.body(part),
                _ => self.rest(part),
            }
        }
        Some(HandoffButton { text: text?, body, span })
    }

    fn notify(&mut self, node: Node<'i>) -> Notify {
        let mut notify = Notify { to: None, text: None, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => notify.to = Some(self.name(&part)),
                Rule::text => notify.text = Some(self.text(part)),
                Rule::text_below => notify.text = self.text_below(part),
                _ => self.rest(part),
            }
        }
        notify
    }

    fn visit(&mut self, node: Node<'i>) -> Visit {
        let span = self.span(&node);
        let mut visit = Visit { flow: None, args: None, tail: no_tail(span), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => visit.flow = Some(self.path(part)),
                Rule::args => visit.args = Some(self.args(part)),
                Rule::tail => visit.tail = self.tail(part),
                _ => self.rest(part),
            }
        }
        visit
    }

    fn end(&mut self, node: Node<'i>) -> End {
        let mut end = End { value: None, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expr => end.value = Some(self.expr(part)),
                _ => self.rest(part),
            }
        }
        end
    }

    fn for_each(&mut self, node: Node<'i>) -> ForEach {
        let span = self.span(&node);
        let mut each =
            ForEach { name: None, list: Expr::missing(span.after()), most: None, body: None, span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => each.name = Some(self.name(&part)),
                Rule::expr => each.list = self.expr(part),
                Rule::number => each.most = self.count(&part),
                Rule::block => each.body = Some(self.block(part)),
                _ => self.rest(part),
            }
        }
        each
    }
}
