//! What the script asks of a model: what the offline provider cannot do, and the day the model is down.

use super::names::Names;
use super::walk;
use crate::diagnostic::codes::people::{NO_GUARDRAILS, NO_WAY_WITHOUT_MODEL, OFFLINE_CANNOT};
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::source::Span;
use crate::syntax::ast::{
    AiItem, EventKind, Handler, Item, Pattern, ReadSource, RouteItem, SettingKind, Statement,
};

/// Looks at every statement that needs a model.
pub fn check(names: &Names<'_>, sink: &mut Sink) {
    let outside = &names.input.outside;
    let is_model = |role: &str| outside.models.get(role).is_some_and(|model| model.provider != "embedded");
    let has_talk = is_model("talk");
    let hears = is_model("transcribe");
    let sees = has_talk || is_model("vision") || outside.ocr.is_some();
    let items = || names.input.folders.iter().flat_map(|folder| &folder.files).flat_map(|file| &file.items);
    let down = |handler: &Handler| matches!(handler.event.kind, EventKind::AiDown);
    let top_handles = items().any(|item| matches!(item, Item::Handler(handler) if down(handler)));
    let mut first_use: Option<Span> = None;
    let mut words_a_message = false;
    let mut visit = |statement: &Statement, sink: &mut Sink| {
        if uses_model(statement) {
            first_use.get_or_insert(statement.span());
            words_a_message |= words_messages(statement);
        }
        if !has_talk {
            offline(statement, sees, sink);
        }
        if !hears {
            deaf(statement, sink);
        }
    };
    for item in items() {
        match item {
            Item::Handler(handler) => {
                walk::each(walk::statements(&handler.body), &mut |statement| visit(statement, sink));
            }
            Item::Routes(routes) => {
                for item in &routes.items {
                    if let RouteItem::When(when) = item {
                        walk::each(walk::statements(&when.body), &mut |statement| visit(statement, sink));
                    }
                }
            }
            _ => {}
        }
    }
    let mut without: Option<Span> = None;
    for flow in &names.flows {
        let mut used = None;
        walk::each_of_flow(flow.ast, &mut |statement| {
            visit(statement, sink);
            if uses_model(statement) {
                used.get_or_insert(statement.span());
            }
        });
        let steps = flow.ast.steps.iter().flat_map(|step| &step.handlers);
        let handles = flow.ast.handlers.iter().chain(steps).any(down);
        if !handles {
            without = without.or(used);
        }
    }
    if !has_talk {
        return;
    }
    if let (Some(span), false) = (without, top_handles) {
        let head = first_line(span);
        sink.push(
            Diagnostic::new(&NO_WAY_WITHOUT_MODEL, head, "nothing is said for the day the model is down")
                .help("say it once at the top: `on ai down { handoff \"the model is down\" within 2h else { say \"…\" } }`"),
        );
    }
    let guarded = names.bot.is_none_or(|bot| {
        bot.settings.iter().any(|setting| matches!(setting.kind, SettingKind::Guardrails(_)))
    });
    if let (Some(bot), true, false) = (names.bot, words_a_message, guarded) {
        let span = bot.name.as_ref().map_or(first_line(bot.span), |name| name.span);
        sink.push(
            Diagnostic::new(
                &NO_GUARDRAILS,
                span,
                "the model writes to contacts, and nothing says what it may never do",
            )
            .help("write it into the bot: `guardrails \"Never promise income.\"`"),
        );
    }
}

/// A span's head: a whole block is no place to point at.
fn first_line(span: Span) -> Span {
    Span { end: span.end.min(span.start + "ai reply".len() as u32), ..span }
}

fn uses_model(statement: &Statement) -> bool {
    match statement {
        Statement::AiSay(_) | Statement::AiReply(_) => true,
        Statement::Ask(ask) => ask.ai,
        Statement::Route(route) => route.items.iter().any(|item| match item {
            RouteItem::When(when) => {
                when.patterns.iter().any(|pattern| matches!(pattern, Pattern::Meaning(_)))
            }
            RouteItem::Include(_) => true,
        }),
        Statement::Read(_) => true,
        _ => false,
    }
}

fn words_messages(statement: &Statement) -> bool {
    matches!(statement, Statement::AiSay(_) | Statement::AiReply(_))
        || matches!(statement, Statement::Ask(ask) if ask.ai)
}

/// What needs the words of a voice message, and there is no model that listens.
fn deaf(statement: &Statement, sink: &mut Sink) {
    if let Statement::Read(read) = statement
        && read.from == Some(ReadSource::Voice)
    {
        let message = "without a model that listens a voice message has no words";
        let help = "name one in flow.yaml: `models: { transcribe: { … } }`";
        sink.push(Diagnostic::new(&OFFLINE_CANNOT, read.span, message).help(help));
    }
}

/// What the offline provider has no words for.
fn offline(statement: &Statement, sees: bool, sink: &mut Sink) {
    let (span, message, help) = match statement {
        Statement::AiSay(say) if say.fallback.is_none() => (
            say.span,
            "without a model nothing is said here",
            "give it words for a day without a model: `ai say \"…\" else \"…\"`",
        ),
        Statement::Ask(ask) if ask.ai => (
            ask.span,
            "without a model this question has no words",
            "write the question itself: `ask \"…\"`, or name a model in flow.yaml under `models`",
        ),
        Statement::AiReply(reply) => {
            let has = |wanted: fn(&AiItem) -> bool| reply.items.iter().any(wanted);
            let head = first_line(reply.span);
            let head = reply.name.as_ref().map_or(head, |name| head.to(name.span));
            if !has(|item| matches!(item, AiItem::Opening(_) | AiItem::Waits(_))) {
                sink.push(
                    Diagnostic::new(&OFFLINE_CANNOT, head, "without a model this talk has no first words")
                        .help("give it an `opening \"…\"`, or let the contact begin: `waits`"),
                );
            }
            if !has(|item| matches!(item, AiItem::Unanswered(_) | AiItem::Knowledge(_))) {
                sink.push(
                    Diagnostic::new(
                        &OFFLINE_CANNOT,
                        head,
                        "without a model nothing answers what no route fits",
                    )
                    .help("give it `knowledge`, or an `unanswered { … }`"),
                );
            }
            return;
        }
        Statement::Read(read) if read.from == Some(ReadSource::Image) && !sees => {
            let message = "without a vision model pictures are read by `tesseract`, where it is installed";
            let help =
                "name another in flow.yaml: `ocr: { command: [tesseract, \"-\", \"-\"], timeout: 10s }`";
            let mut found = Diagnostic::new(&OFFLINE_CANNOT, read.span, message).help(help);
            found.severity = Severity::Info;
            sink.push(found);
            return;
        }
        Statement::Read(read) if read.from == Some(ReadSource::File) => {
            (read.span, "without a model files cannot be read", "name a model in flow.yaml under `models`")
        }
        _ => return,
    };
    sink.push(Diagnostic::new(&OFFLINE_CANNOT, span, message).help(help));
}
