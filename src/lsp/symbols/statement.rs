//! Statements, handlers and targets.

use super::symbol::{Kind, Role};
use super::value::params;
use super::walk::Walk;
use crate::check::inside_loop;
use crate::check::walk::{self, Part};
use crate::syntax::ast::{
    Args, Body, ButtonAction, Buttons, ButtonsKind, Change, Choices, DelayUntil, Event, EventKind, ExprKind,
    Handler, Media, MediaSource, Path, Sent, Statement, Tail, Target, Text, TextPart,
};

impl<'a> Walk<'_, 'a> {
    /// Statements in order.
    pub(super) fn statements(&mut self, statements: &'a [Statement]) {
        for statement in statements {
            self.statement(statement);
            match statement {
                Statement::ForEach(each) => {
                    let outer = self.scope.clone();
                    self.scope = inside_loop(&outer, each);
                    self.items.extend(each.name.iter().map(|name| name.span));
                    walk::inside(statement, &mut |part| self.part(part));
                    self.items.truncate(outer.items.len());
                    self.scope = outer;
                }
                _ => walk::inside(statement, &mut |part| self.part(part)),
            }
        }
    }

    fn part(&mut self, part: Part<'a>) {
        match part {
            Part::Body(body) => self.body(body),
            Part::Handler(handler) => self.handler(handler),
            Part::Block(block) => self.statements(&block.statements),
        }
    }

    /// A body: an arrow, or a block.
    pub(super) fn body(&mut self, body: &'a Body) {
        match body {
            Body::Arrow(arrow) => self.target(&arrow.target),
            Body::Block(block) => self.statements(&block.statements),
            Body::Missing(_) => {}
        }
    }

    /// A handler with its body.
    pub(super) fn handler(&mut self, handler: &'a Handler) {
        self.event(&handler.event);
        handler.guard.iter().for_each(|guard| self.expr(guard));
        self.body(&handler.body);
    }

    fn event(&mut self, event: &'a Event) {
        match &event.kind {
            EventKind::MessageTexts(texts) => self.texts(texts),
            EventKind::Button(text) => self.texts(text),
            EventKind::Start(payload) => payload.iter().for_each(|payload| self.payload(payload)),
            EventKind::Postback(Some(name)) | EventKind::Webhook(Some(name)) => {
                self.inbound(name);
            }
            EventKind::Tag { tag: Some(tag), .. } => self.tag(tag, Role::Read),
            EventKind::FieldChanged(Some(name)) => self.field(name, Role::Read),
            _ => {}
        }
    }

    /// The payload of a link: its holes capture into fields.
    fn payload(&mut self, payload: &'a Text) {
        for part in &payload.parts {
            if let TextPart::Hole(hole) = part
                && let ExprKind::Path(path) = &hole.expr.kind
            {
                path.single().into_iter().for_each(|name| self.field(name, Role::Write));
            }
        }
    }

    /// Where an arrow leads.
    pub(super) fn target(&mut self, target: &'a Target) {
        match target {
            Target::Step(name) => self.scope.flow.into_iter().for_each(|flow| self.step(flow, name)),
            Target::Flow(target) => {
                let flow = target.flow.as_ref().and_then(|path| self.enters(path, target.args.as_ref()));
                if let (Some(flow), Some(step)) = (flow, &target.step) {
                    self.step(flow, step);
                }
            }
            Target::End(_) | Target::Missing(_) => {}
        }
    }

    /// A flow that is entered, with its arguments.
    pub(super) fn enters(&mut self, path: &Path, args: Option<&'a Args>) -> Option<usize> {
        let flow =
            self.in_folder(path).and_then(|(space, name)| Some((self.flow_in(space, &name.text)?, name)));
        if let Some((flow, name)) = flow {
            self.flow(flow, name.span, true);
        }
        let flow = flow.map(|(flow, _)| flow);
        let declared = flow.map(|flow| params(&self.names.flows[flow].ast.params)).unwrap_or_default();
        self.args(args, Kind::Parameter, &declared);
        flow
    }

    /// What a statement itself names, without what stands inside of it.
    fn statement(&mut self, statement: &'a Statement) {
        match statement {
            Statement::Say(say) => {
                self.texts(&say.wordings);
                self.message(say.media.as_ref(), say.buttons.as_ref());
            }
            Statement::Send(send) => {
                let media = match &send.what {
                    Sent::Media(media) => Some(media),
                    Sent::Template { name, args } => {
                        name.iter().for_each(|name| {
                            self.outside(Kind::Template, "templates", &name.text, name.span);
                        });
                        self.values(args.as_ref());
                        None
                    }
                    Sent::Location { .. } | Sent::Missing => None,
                };
                self.texts(&send.caption);
                self.message(media, send.buttons.as_ref());
            }
            Statement::Ask(ask) => {
                self.texts(&ask.wordings);
                let buttons = match &ask.choices {
                    Some(Choices::Buttons(buttons)) => Some(buttons),
                    Some(Choices::OneOf(list)) => {
                        self.expr(list);
                        None
                    }
                    None => None,
                };
                self.message(ask.media.as_ref(), buttons);
                self.tail(&ask.tail);
            }
            Statement::Wait(wait) => {
                self.event(&wait.event);
                self.tail(&wait.tail);
            }
            Statement::AiSay(say) => self.texts(say.text.iter().chain(&say.fallback)),
            Statement::AiReply(reply) => self.talk(reply),
            Statement::Route(route) => self.routes(&route.items),
            Statement::Read(read) => {
                read.fields.iter().for_each(|name| self.saves(name));
                self.texts(&read.prompt);
                self.tail(&read.tail);
            }
            Statement::If(branches) => {
                branches.branches.iter().for_each(|branch| self.expr(&branch.condition));
            }
            Statement::Ab(ab) => self.router(ab),
            Statement::Set(set) => {
                set.target.iter().for_each(|target| self.value(&target.segments, Role::Write));
                self.expr(&set.value);
            }
            Statement::Add(add) => self.change(&add.change),
            Statement::Remove(remove) => self.change(&remove.change),
            Statement::Delay(delay) => match &delay.until {
                DelayUntil::Duration(_) => {}
                DelayUntil::Hours(name) => name.iter().for_each(|name| self.hours(name)),
                DelayUntil::Time(until) => self.expr(until),
            },
            Statement::Do(call) => {
                call.action.iter().for_each(|action| self.action(action));
                self.values(call.args.as_ref());
                self.tail(&call.tail);
            }
            Statement::Handoff(handoff) => {
                let to = handoff.to.iter();
                to.for_each(|to| self.outside(Kind::Operator, "operators", &to.text, to.span));
                self.texts(&handoff.text);
                self.texts(handoff.buttons.iter().map(|button| &button.text));
                self.tail(&handoff.tail);
            }
            Statement::Notify(notify) => {
                let to = notify.to.iter();
                to.for_each(|to| self.outside(Kind::Operator, "operators", &to.text, to.span));
                self.texts(&notify.text);
            }
            Statement::Visit(visit) => {
                match &visit.flow {
                    Some(flow) => _ = self.enters(flow, visit.args.as_ref()),
                    None => self.values(visit.args.as_ref()),
                }
                self.tail(&visit.tail);
            }
            Statement::End(end) => end.value.iter().for_each(|value| self.expr(value)),
            Statement::Reach(reach) => reach.goal.iter().for_each(|goal| self.goal(goal)),
            Statement::ForEach(each) => {
                self.expr(&each.list);
                each.name.iter().for_each(|name| self.declares(Kind::Item, name, None));
            }
            Statement::Jump(jump) => self.target(&jump.arrow.target),
            Statement::AskAgain(_) => {}
        }
    }

    fn message(&mut self, media: Option<&'a Media>, buttons: Option<&'a Buttons>) {
        for source in media.into_iter().flat_map(|media| &media.sources) {
            match source {
                MediaSource::Text(text) => self.text(text),
                MediaSource::Path(path) => self.value(&path.segments, Role::Read),
            }
        }
        match buttons.map(|buttons| &buttons.kind) {
            Some(ButtonsKind::List(texts)) => self.texts(texts),
            Some(ButtonsKind::Block(buttons)) => {
                for button in buttons {
                    self.text(&button.text);
                    if let ButtonAction::Link(link) = &button.action {
                        self.texts(link);
                    }
                }
            }
            None => {}
        }
    }

    fn tail(&mut self, tail: &'a Tail) {
        tail.save.iter().for_each(|name| self.saves(name));
        tail.guard.iter().for_each(|guard| self.expr(guard));
    }

    fn change(&mut self, change: &'a Change) {
        match change {
            Change::Tag(name) => name.iter().for_each(|name| self.tag(name, Role::Write)),
            Change::Item { value, list } => {
                self.expr(value);
                list.iter().for_each(|name| self.saves(name));
            }
        }
    }
}
