//! One statement to one node.

use super::builder::{At, Builder};
use super::{handler, message, talk, words};
use crate::check::{self, Ty, action_taker, template_taker};
use crate::ir::{
    Arm, Ask, AskKind, Body, Call, Delay, Expr, Handoff, HandoffButton, Limit, Node, NodeIx, Op, Read,
    ReadFrom, ReadSlot, SendTemplate, Slot, Tail, Type, Value, Visit, Wait,
};
use crate::syntax::ast::{self, AnswerKind, Change, Choices, DelayUntil, ReadSource, Sent, Statement};

/// The node of a statement that is put at `own`; `next` follows it.
pub fn lower(
    builder: &mut Builder,
    at: &At<'_, '_>,
    statement: &Statement,
    own: NodeIx,
    next: Option<NodeIx>,
) -> Node {
    let what = words::statement(statement);
    let point = builder.point(at, &what);
    let mut follows = next;
    let op = match statement {
        Statement::Say(say) => Op::Say(message::say(builder, at, say)),
        Statement::Send(send) => match &send.what {
            Sent::Template { name, args } => template(builder, at, send, name.as_ref(), args.as_ref()),
            _ => Op::Say(message::send(builder, at, send)),
        },
        Statement::Ask(asked) => ask(builder, at, asked, next),
        Statement::AskAgain(_) => Op::AskAgain,
        Statement::Wait(wait) => {
            let event = at.scope.event(&wait.event, builder.muted());
            let tail = tail(builder, at, &wait.tail, next);
            Op::Wait(Box::new(Wait { event: event.unwrap_or(crate::ir::EventPattern::Message), tail }))
        }
        Statement::AiSay(say) => Op::AiSay {
            instruction: say.text.as_ref().map(|text| builder.text(at, text)).unwrap_or_default(),
            fallback: say.fallback.as_ref().map(|text| builder.text(at, text)),
            any_hour: say.any_hour,
        },
        Statement::AiReply(reply) => {
            // Only events and arrows end it.
            follows = None;
            Op::AiReply(Box::new(talk::reply(builder, at, reply)))
        }
        Statement::Route(route) => Op::Route(talk::route(builder, at, route, next)),
        Statement::Read(read) => self::read(builder, at, read, next),
        Statement::If(branches) => branch(builder, at, &branches.branches, branches.else_body.as_ref(), next),
        Statement::Ab(ab) => {
            let names = check::arm_names(ab);
            let tickets = check::tickets(ab);
            let arms = ab.arms.iter().zip(names).zip(tickets).map(|((arm, name), tickets)| {
                let inside = at.inside(&format!("{what} {name}"));
                Arm { body: builder.body(&inside, &arm.body, next), name, tickets }
            });
            let arms = arms.collect();
            let router = ab.name.as_ref().map_or("", |name| name.text.as_str());
            Op::Ab { router: at.scope.names.qualified(at.scope.space, router), arms }
        }
        Statement::Set(set) => {
            let slot = set.target.as_ref().and_then(|target| at.scope.settable(target, builder.muted()));
            match slot {
                None => nothing(),
                Some(slot) => {
                    let wanted = Ty::Of(slot.ty.clone());
                    let value = at.scope.wanted(&set.value, &wanted, "", builder.muted()).expr;
                    Op::Set { slot, value }
                }
            }
        }
        Statement::Add(add) => self::change(builder, at, &add.change, true),
        Statement::Remove(remove) => self::change(builder, at, &remove.change, false),
        Statement::Delay(delay) => {
            let until = match &delay.until {
                DelayUntil::Duration(Some(length)) => Expr::Literal(Value::Duration(check::length(*length))),
                DelayUntil::Duration(None) | DelayUntil::Hours(None) => Expr::Now,
                DelayUntil::Hours(Some(name)) => {
                    Expr::NextOpen(at.scope.hours(name, builder.muted()).unwrap_or_default())
                }
                DelayUntil::Time(until) => {
                    at.scope.wanted(until, &Ty::Of(Type::Time), "", builder.muted()).expr
                }
            };
            let handlers = handler::all(builder, &at.inside(&what), &delay.handlers);
            Op::Delay(Delay { until, handlers })
        }
        Statement::Do(call) => self::call(builder, at, call, next),
        Statement::Handoff(handoff) => self::handoff(builder, at, handoff, &what, next),
        Statement::Notify(notify) => Op::Notify {
            operator: notify.to.as_ref().map(|to| to.text.clone()).unwrap_or_default(),
            text: notify.text.as_ref().map(|text| builder.text(at, text)).unwrap_or_default(),
        },
        Statement::End(end) => {
            follows = None;
            Op::End(end.value.as_ref().map(|value| builder.expr(at, value)))
        }
        Statement::Reach(reach) => match &reach.goal {
            Some(goal) => Op::Reach(at.scope.names.qualified(at.scope.space, &goal.text)),
            None => nothing(),
        },
        Statement::Jump(jump) => {
            let target = builder.target(at, &jump.arrow.target);
            let bound = jump.bound.as_ref().and_then(|bound| {
                let times = bound.times.count?.value;
                Some((times, builder.body(at, &bound.else_body, next)))
            });
            if bound.is_none() {
                follows = None;
            }
            Op::Jump { target, bound }
        }
        Statement::Visit(visit) => self::visit(builder, at, visit, next),
        Statement::ForEach(each) => {
            let inner = at.inside(&what).in_loop(each);
            let block = each.body.as_ref().map_or(&[][..], |block| &block.statements);
            let body = builder.block(&inner, block, Some(own));
            let most = each.most.map_or(0, |most| most.value);
            Op::ForEach { list: builder.expr(at, &each.list), most, body }
        }
    };
    Node { point, place: at.place, op, next: follows, span: statement.span() }
}

/// What stands for a statement with a mistake that has been told: it goes on, so that nothing behind it seems dead.
fn nothing() -> Op {
    Op::AddTag(String::new())
}

/// The branches of an `if`: the first is the statement's own node, each `else if` one more.
fn branch(
    builder: &mut Builder,
    at: &At<'_, '_>,
    branches: &[ast::Branch],
    otherwise: Option<&ast::Body>,
    next: Option<NodeIx>,
) -> Op {
    let Some((first, rest)) = branches.split_first() else { return nothing() };
    let condition = builder.expr(at, &first.condition);
    let then = builder.body(at, &first.body, next).0;
    let first_of_rest = builder.reserve(rest.len());
    let place = |nth: usize| NodeIx(first_of_rest + nth as u32);
    let mut points = Vec::new();
    for (nth, branch) in rest.iter().enumerate() {
        let point = builder.point(at, "else if");
        let condition = builder.expr(at, &branch.condition);
        let then = builder.body(at, &branch.body, next).0;
        points.push((nth, point, condition, then, branch.span));
    }
    let last = match otherwise {
        None => next,
        Some(body) => builder.body(at, body, next).0,
    };
    let behind = |nth: usize| if nth < rest.len() { Some(place(nth)) } else { last };
    for (nth, point, condition, then, span) in points {
        let op = Op::Branch { condition, then, otherwise: behind(nth + 1) };
        builder.put(place(nth), Node { point, place: at.place, op, next, span });
    }
    Op::Branch { condition, then, otherwise: behind(0) }
}

fn ask(builder: &mut Builder, at: &At<'_, '_>, ask: &ast::Ask, next: Option<NodeIx>) -> Op {
    let message = message::question(builder, at, ask);
    let tail = tail(builder, at, &ask.tail, next);
    let choices = match (&ask.choices, tail.save.as_ref().map(|slot| &slot.ty)) {
        (Some(Choices::OneOf(list)), _) => Some(builder.expr(at, list)),
        // A `one of` shows its values as buttons.
        (None, Some(Type::OneOf(values))) => {
            let values = values.iter().map(|value| Expr::Literal(Value::Text(value.clone())));
            Some(Expr::List(values.collect()))
        }
        _ => None,
    };
    let kind = ask.kind.map(|kind| match kind {
        AnswerKind::Text => AskKind::Text,
        AnswerKind::Number => AskKind::Number,
        AnswerKind::Phone => AskKind::Phone,
        AnswerKind::Email => AskKind::Email,
        AnswerKind::Time => AskKind::Time,
        AnswerKind::Date => AskKind::Date,
        AnswerKind::Image => AskKind::Image,
        AnswerKind::Voice => AskKind::Voice,
        AnswerKind::Video => AskKind::Video,
        AnswerKind::File => AskKind::File,
        AnswerKind::Location => AskKind::Location,
    });
    Op::Ask(Box::new(Ask { message, ai: ask.ai, kind, choices, tail }))
}

/// A tail; its bodies go on `next`.
fn tail(builder: &mut Builder, at: &At<'_, '_>, tail: &ast::Tail, next: Option<NodeIx>) -> Tail {
    let mut body = |body: &Option<ast::Body>| body.as_ref().map(|body| builder.body(at, body, next));
    let times = tail
        .times
        .as_ref()
        .and_then(|limit| Some(Limit { bound: limit.count?.value, body: body(&limit.body) }));
    let within = tail
        .within
        .as_ref()
        .and_then(|limit| Some(Limit { bound: check::length(limit.duration?), body: body(&limit.body) }));
    let otherwise: Option<Body> = body(&tail.else_body);
    let save = tail.save.as_ref().and_then(|name| at.scope.slot(name, builder.muted()));
    let guard = tail.guard.as_ref().map(|guard| builder.expr(at, guard));
    Tail { save, guard, times, within, otherwise }
}

fn read(builder: &mut Builder, at: &At<'_, '_>, read: &ast::Read, next: Option<NodeIx>) -> Op {
    let slots = read.fields.iter().filter_map(|name| {
        let slot = at.scope.slot(name, builder.muted())?;
        let doc = at.scope.field(&name.text).and_then(|field| field.doc.as_ref());
        Some(ReadSlot { slot, doc: doc.map(|doc| doc.text.clone()).unwrap_or_default() })
    });
    let slots = slots.collect();
    let from = match read.from {
        Some(ReadSource::Image) | None => ReadFrom::Image,
        Some(ReadSource::Message) => ReadFrom::Message,
        Some(ReadSource::Voice) => ReadFrom::Voice,
        Some(ReadSource::File) => ReadFrom::File,
    };
    let hint = read.prompt.as_ref().map(|text| builder.text(at, text)).unwrap_or_default();
    Op::Read(Box::new(Read { slots, from, hint, tail: tail(builder, at, &read.tail, next) }))
}

fn call(builder: &mut Builder, at: &At<'_, '_>, call: &ast::Do, next: Option<NodeIx>) -> Op {
    let name = call.action.as_ref().map(|path| path.dotted()).unwrap_or_default();
    let args = match at.scope.names.input.outside.actions.get(&name) {
        Some(action) => {
            let taker = action_taker(&name, action);
            at.scope.args(call.args.as_ref(), call.span, &taker, builder.muted())
        }
        None => Vec::new(),
    };
    Op::Call(Box::new(Call { action: name, args, tail: tail(builder, at, &call.tail, next) }))
}

fn template(
    builder: &mut Builder,
    at: &At<'_, '_>,
    send: &ast::Send,
    name: Option<&ast::Name>,
    args: Option<&ast::Args>,
) -> Op {
    let name = name.map_or("", |name| name.text.as_str());
    let args = match at.scope.names.input.outside.templates.get(name) {
        Some(template) => at.scope.args(args, send.span, &template_taker(name, template), builder.muted()),
        None => Vec::new(),
    };
    Op::SendTemplate(SendTemplate { template: name.to_owned(), args, any_hour: send.any_hour })
}

fn handoff(
    builder: &mut Builder,
    at: &At<'_, '_>,
    handoff: &ast::Handoff,
    what: &str,
    next: Option<NodeIx>,
) -> Op {
    let inside = at.inside(what);
    let mut button = |button: &ast::HandoffButton| {
        let text = builder.text(at, &button.text);
        let name = text.as_literal().unwrap_or("{…}");
        let body = builder.body(&inside.inside(&format!("button {name}")), &button.body, next);
        HandoffButton { text, body }
    };
    let buttons = handoff.buttons.iter().map(&mut button).collect();
    Op::Handoff(Box::new(Handoff {
        operator: handoff.to.as_ref().map(|to| to.text.clone()),
        text: handoff.text.as_ref().map(|text| builder.text(at, text)).unwrap_or_default(),
        buttons,
        handlers: handler::all(builder, &inside, &handoff.handlers),
        tail: tail(builder, at, &handoff.tail, next),
    }))
}

fn visit(builder: &mut Builder, at: &At<'_, '_>, visit: &ast::Visit, next: Option<NodeIx>) -> Op {
    let flow = visit.flow.as_ref().and_then(|flow| at.scope.flow_at(flow, builder.muted()));
    let Some(flow) = flow else { return nothing() };
    let args = at.scope.flow_args(flow, visit.args.as_ref(), visit.span, builder.muted());
    Op::Visit(Box::new(Visit { flow: flow as u32, args, tail: tail(builder, at, &visit.tail, next) }))
}

fn change(builder: &mut Builder, at: &At<'_, '_>, change: &Change, adds: bool) -> Op {
    match change {
        Change::Tag(name) => {
            let tag = name.as_ref().and_then(|name| at.scope.tag(name, builder.muted())).unwrap_or_default();
            if adds { Op::AddTag(tag) } else { Op::RemoveTag(tag) }
        }
        Change::Item { value, list } => {
            let path = list.as_ref().map(|name| ast::Path { segments: vec![name.clone()], span: name.span });
            let slot: Option<Slot> = path.and_then(|path| at.scope.settable(&path, builder.muted()));
            let Some(slot) = slot else { return nothing() };
            let item = match &slot.ty {
                Type::List(item) => Ty::Of((**item).clone()),
                _ => Ty::Unknown,
            };
            let value = at.scope.wanted(value, &item, "", builder.muted()).expr;
            if adds { Op::AddTo { slot, value } } else { Op::RemoveFrom { slot, value } }
        }
    }
}
