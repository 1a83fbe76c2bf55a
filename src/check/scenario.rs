//! Test blocks: what they name must be there, or they would pass for the wrong reason.

use std::collections::BTreeSet;

use super::args::{Taker, Wanted};
use super::names::{Names, Value};
use super::scope::{Scope, contact_value, unknown};
use super::statement::{self, Here, action_taker};
use super::ty::Ty;
use super::{call, declaration, template, walk};
use crate::diagnostic::codes::names as code;
use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::ir::{Inbound, Type};
use crate::source::Span;
use crate::syntax::ast::{
    AiItem, Args, ButtonsKind, Choices, DoOutcome, Expected, Item, Name, OperatorDoes, Pattern, RouteItem,
    Statement, Test, TestItemKind, Text, Trait, TypeKind, VerdictKind, When,
};

/// Everything that tests may name and that has no table of its own.
#[derive(Default)]
struct Said {
    meanings: BTreeSet<String>,
    untils: BTreeSet<String>,
    buttons: BTreeSet<String>,
    /// Whether some button's text is known at run time only.
    open_buttons: bool,
}

/// Looks at every test block.
pub fn check(names: &Names<'_>, sink: &mut Sink) {
    let mut items = names.input.folders.iter().flat_map(|folder| &folder.files).flat_map(|file| &file.items);
    if !items.any(|item| matches!(item, Item::Test(_))) {
        return;
    }
    let said = said(names);
    for (space, folder) in names.input.folders.iter().enumerate() {
        let scope = Scope::top(names, space);
        for item in folder.files.iter().flat_map(|file| &file.items) {
            if let Item::Test(test) = item {
                self::test(&scope, test, &said, sink);
            }
        }
    }
}

fn test(scope: &Scope<'_, '_>, test: &Test, said: &Said, sink: &mut Sink) {
    for item in &test.items {
        match &item.kind {
            TestItemKind::Contact(traits) => {
                for of in traits {
                    self::of_contact(scope, of, sink);
                }
            }
            TestItemKind::Arm { router, arm } => self::arm(scope, router.as_ref(), arm.as_ref(), sink),
            TestItemKind::Channel(Some(name)) => declaration::channel(scope, name, sink),
            TestItemKind::User(user) => {
                for verdict in &user.verdicts {
                    match &verdict.kind {
                        VerdictKind::Routed(text) => meaning(text, &said.meanings, "route", sink),
                        VerdictKind::Until { meaning: Some(text), .. } => {
                            meaning(text, &said.untils, "`until`", sink)
                        }
                        VerdictKind::Save { name: Some(name), value }
                        | VerdictKind::Read { name: Some(name), value } => {
                            saved(scope, name, value, sink);
                        }
                        _ => {}
                    }
                }
            }
            TestItemKind::Press(Some(text))
            | TestItemKind::Operator(Some(OperatorDoes::Presses(Some(text)))) => {
                press(text, said, sink);
            }
            TestItemKind::Postback { name: Some(name), args } => {
                inbound(scope, Inbound::Postback, name, args.as_ref(), sink)
            }
            TestItemKind::Webhook { name: Some(name), args } => {
                inbound(scope, Inbound::Webhook, name, args.as_ref(), sink)
            }
            TestItemKind::Expect(expected) => self::expected(scope, expected, item.span, sink),
            _ => {}
        }
    }
}

fn of_contact(scope: &Scope<'_, '_>, of: &Trait, sink: &mut Sink) {
    match of {
        Trait::Tag { tag: Some(tag), .. } => {
            scope.tag(tag, sink);
        }
        Trait::Tag { tag: None, .. } => {}
        Trait::Value { name, value, .. } => {
            let field = scope.field(&name.text).map(|field| Ty::written(&field.ty));
            let tracker = || scope.names.trackers.get(name.text.as_str()).map(|tracker| tracker.ty.clone());
            let built_in = || contact_value(&name.text).map(|(_, ty)| ty);
            match field.or_else(tracker).or_else(built_in) {
                Some(ty) => {
                    scope.wanted(value, &ty, &format!("`{}`", name.text), sink);
                }
                None => {
                    let known =
                        ["first_name", "last_name", "username", "phone", "email", "language", "timezone"];
                    let trackers = scope.names.trackers.keys().copied();
                    let candidates = scope.fields().chain(trackers).chain(known);
                    let message = format!("a contact has no `{}`", name.text);
                    sink.push(unknown(&code::UNKNOWN_FIELD, name, message, candidates));
                }
            }
        }
    }
}

fn arm(scope: &Scope<'_, '_>, router: Option<&Name>, arm: Option<&Name>, sink: &mut Sink) {
    let Some(router) = router else { return };
    let routers = &scope.names.spaces[scope.space].routers;
    let Some(found) = routers.get(router.text.as_str()) else {
        let message = format!("there is no A/B router `{}`", router.text);
        sink.push(unknown(&code::UNKNOWN_ROUTER, router, message, routers.keys().copied()));
        return;
    };
    let Some(arm) = arm else { return };
    if !found.arms.contains(&arm.text) {
        let message = format!("router `{}` has no arm `{}`", router.text, arm.text);
        let diagnostic = unknown(&code::UNKNOWN_ARM, arm, message, found.arms.iter().map(String::as_str));
        let help = format!("its arms are {}", found.arms.join(", "));
        let diagnostic = diagnostic.also(found.span, "the router is here");
        sink.push(if diagnostic.help.is_some() { diagnostic } else { diagnostic.help(help) });
    }
}

fn meaning(text: &Text, known: &BTreeSet<String>, what: &str, sink: &mut Sink) {
    let Some(words) = text.literal() else { return };
    if known.contains(words) {
        return;
    }
    let found = Diagnostic::new(&code::UNKNOWN_MEANING, text.span, format!("no {what} says `{words}`"));
    sink.push(near_text(
        found,
        words,
        known,
        text.span,
        "a test names a route by its first words, as they are written",
    ));
}

fn press(text: &Text, said: &Said, sink: &mut Sink) {
    let Some(words) = text.literal() else { return };
    let same = |other: &String| other.trim().to_lowercase() == words.trim().to_lowercase();
    if said.open_buttons || said.buttons.iter().any(same) {
        return;
    }
    let found = Diagnostic::new(&code::UNKNOWN_MEANING, text.span, format!("there is no button `{words}`"));
    sink.push(near_text(found, words, &said.buttons, text.span, "a button is pressed by its text"));
}

fn near_text(found: Diagnostic, words: &str, known: &BTreeSet<String>, span: Span, help: &str) -> Diagnostic {
    match nearest(words, known.iter().map(String::as_str)) {
        Some(near) => found.help(format!("did you mean \"{near}\"?")).guess(
            format!("write \"{near}\""),
            span,
            format!("\"{near}\""),
        ),
        None => found.help(help),
    }
}

fn saved(scope: &Scope<'_, '_>, name: &Name, value: &crate::syntax::ast::Expr, sink: &mut Sink) {
    // The words of a voice message.
    if name.text == "answer" {
        scope.wanted(value, &super::ty::TEXT, "what a voice message says", sink);
        return;
    }
    let field = scope.field(&name.text).map(|field| Ty::written(&field.ty));
    let local = || {
        let mut flows = scope.names.flows.iter();
        flows.find_map(|flow| flow.locals.get(name.text.as_str())).map(|local| local.ty.clone())
    };
    match field.or_else(local) {
        // A test may save what does not fit: that the script asks again is what it tests.
        Some(_) => {
            scope.expr(value, sink);
        }
        None => {
            let locals = scope.names.flows.iter().flat_map(|flow| flow.locals.keys().copied());
            let message = format!("nothing saves `{}`", name.text);
            sink.push(unknown(&code::UNKNOWN_FIELD, name, message, scope.fields().chain(locals)));
        }
    }
}

fn inbound(scope: &Scope<'_, '_>, which: Inbound, name: &Name, args: Option<&Args>, sink: &mut Sink) {
    if scope.inbound(which, name, sink).is_none() {
        return;
    }
    let Some(Value::Postback(declared, _) | Value::Webhook(declared, _)) =
        scope.names.spaces[scope.space].values.get(name.text.as_str())
    else {
        return;
    };
    let wanted = declared.params.iter().filter_map(|param| {
        let name = &param.name.as_ref()?.text;
        Some(Wanted { name, ty: Ty::written(&param.ty), optional: true, private: true })
    });
    let word = if which == Inbound::Postback { "postback" } else { "webhook" };
    let taker = Taker { what: format!("{word} `{}`", name.text), wanted: wanted.collect(), complete: false };
    scope.args(args, name.span, &taker, sink);
}

fn expected(scope: &Scope<'_, '_>, expected: &Expected, span: Span, sink: &mut Sink) {
    match expected {
        Expected::Do { action: Some(path), args, outcome } => {
            let here = Here { scope: scope.clone(), in_handler: false };
            let Some(action) = call::action(&here, path, sink) else { return };
            let mut taker = action_taker(&path.dotted(), action);
            taker.complete = false;
            for wanted in &mut taker.wanted {
                wanted.private = true;
            }
            scope.args(args.as_ref(), span, &taker, sink);
            if let (Some(DoOutcome::Returns(Some(returned))), Some(output)) = (outcome, &action.output)
                && let Type::Record(fields) = &output.ty
            {
                let wanted = fields.iter().map(|(name, ty, _)| Wanted {
                    name,
                    ty: Ty::Of(ty.clone()),
                    optional: true,
                    private: true,
                });
                let what = format!("what `{}` returns", path.dotted());
                let taker = Taker { what, wanted: wanted.collect(), complete: false };
                scope.args(Some(returned), span, &taker, sink);
            }
        }
        Expected::Flow { flow: Some(flow), step } => {
            if let (Some(flow), Some(step)) = (scope.flow_named(flow, sink), step) {
                scope.step_of(flow, step, sink);
            }
        }
        Expected::Step(Some(step)) => {
            let flows = || scope.names.flows.iter().filter(|flow| flow.space == scope.space);
            if !flows().any(|flow| flow.steps.contains_key(step.text.as_str())) {
                let message = format!("no flow has a step `{}`", step.text);
                let steps = flows().flat_map(|flow| flow.steps.keys().copied());
                sink.push(unknown(&code::UNKNOWN_STEP, step, message, steps));
            }
        }
        Expected::Tag(Some(tag)) => {
            scope.tag(tag, sink);
        }
        Expected::Goal(Some(goal)) => statement::goal(scope, goal, sink),
        Expected::Template { name: Some(name), args } => {
            let Some(template) = template::template(scope, name, sink) else { return };
            let mut taker = template::template_taker(&name.text, template);
            taker.complete = false;
            for wanted in &mut taker.wanted {
                wanted.private = true;
            }
            scope.args(args.as_ref(), span, &taker, sink);
        }
        Expected::Value { path, value } => {
            // Locals of any flow may be looked at.
            let local = path.segments.first().and_then(|first| {
                let flows = scope.names.flows.iter().enumerate();
                let mut flows = flows.filter(|(_, flow)| flow.locals.contains_key(first.text.as_str()));
                flows.next().map(|(at, _)| Scope::of_flow(scope.names, at))
            });
            let typed = local.as_ref().unwrap_or(scope).path(path, sink);
            match typed.ty {
                Ty::Unknown => {
                    scope.expr(value, sink);
                }
                ty => {
                    scope.wanted(value, &ty, &format!("`{}`", path.dotted()), sink);
                }
            }
        }
        _ => {}
    }
}

fn said(names: &Names<'_>) -> Said {
    let mut said = Said::default();
    for flow in &names.flows {
        walk::each_of_flow(flow.ast, &mut |statement| of_statement(statement, &mut said));
    }
    for item in names.input.folders.iter().flat_map(|folder| &folder.files).flat_map(|file| &file.items) {
        match item {
            Item::Handler(handler) => {
                walk::each(walk::statements(&handler.body), &mut |statement| {
                    of_statement(statement, &mut said)
                });
            }
            Item::Routes(routes) => {
                for item in &routes.items {
                    if let RouteItem::When(when) = item {
                        of_when(when, &mut said);
                        walk::each(walk::statements(&when.body), &mut |statement| {
                            of_statement(statement, &mut said)
                        });
                    }
                }
            }
            Item::Field(field) => {
                if let TypeKind::OneOf(values) = &field.ty.kind {
                    said.buttons.extend(values.iter().filter_map(|value| value.literal()).map(str::to_owned));
                }
            }
            _ => {}
        }
    }
    said
}

fn of_statement(statement: &Statement, said: &mut Said) {
    let buttons = match statement {
        Statement::Say(say) => say.buttons.as_ref(),
        Statement::Send(send) => send.buttons.as_ref(),
        Statement::Ask(ask) => match &ask.choices {
            Some(Choices::Buttons(buttons)) => Some(buttons),
            Some(Choices::OneOf(_)) => {
                said.open_buttons = true;
                None
            }
            None => None,
        },
        Statement::Handoff(handoff) => {
            for button in &handoff.buttons {
                button_text(&button.text, said);
            }
            None
        }
        Statement::Route(route) => {
            for item in &route.items {
                if let RouteItem::When(when) = item {
                    of_when(when, said);
                }
            }
            None
        }
        Statement::AiReply(reply) => {
            for item in &reply.items {
                match item {
                    AiItem::When(when) => of_when(when, said),
                    AiItem::Until(until) => {
                        let words = until.meaning.as_ref().and_then(|meaning| meaning.literal());
                        said.untils.extend(words.map(str::to_owned));
                    }
                    _ => {}
                }
            }
            None
        }
        _ => None,
    };
    match buttons.map(|buttons| &buttons.kind) {
        Some(ButtonsKind::List(texts)) => texts.iter().for_each(|text| button_text(text, said)),
        Some(ButtonsKind::Block(buttons)) => {
            buttons.iter().for_each(|button| button_text(&button.text, said))
        }
        None => {}
    }
}

fn of_when(when: &When, said: &mut Said) {
    for pattern in &when.patterns {
        match pattern {
            Pattern::Meaning(text) => said.meanings.extend(text.literal().map(str::to_owned)),
            Pattern::Matches { regex, .. } => {
                said.meanings.extend(regex.as_ref().map(|regex| regex.pattern.clone()))
            }
            Pattern::Button { text: Some(text), .. } => {
                said.meanings.extend(text.literal().map(str::to_owned))
            }
            Pattern::Button { text: None, .. } => {}
        }
    }
}

fn button_text(text: &Text, said: &mut Said) {
    match text.literal() {
        Some(words) => {
            said.buttons.insert(words.to_owned());
        }
        None => said.open_buttons = true,
    }
}
