//! What changes among the declared names and the bot's settings.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Kind, Said};
use crate::ir::{Field, Hours, Program, Signature, Template, Tracker, Value, words};

/// Names with what is said of each.
type Names = BTreeMap<String, String>;

/// The changes, kind by kind.
pub fn changes(old: &Program, new: &Program) -> Vec<Change> {
    let (before, after) = (&old.symbols, &new.symbols);
    let listed =
        |names: &[String]| -> Names { names.iter().map(|name| (name.clone(), String::new())).collect() };
    let mut changes = Vec::new();
    let mut differ = |kind: Kind, old: Names, new: Names| {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names.into_iter().filter(|name| old.get(*name) != new.get(*name)) {
            let side = |names: &Names| names.get(name).map(|words| Said { words: words.clone(), span: None });
            changes.push(Change {
                kind,
                flow: String::new(),
                step: String::new(),
                what: name.clone(),
                old: side(&old),
                new: side(&new),
                guessed: false,
            });
        }
    };
    differ(Kind::Bot, bot(old), bot(new));
    differ(Kind::Tag, listed(&before.tags), listed(&after.tags));
    differ(Kind::Goal, listed(&before.goals), listed(&after.goals));
    differ(Kind::Field, said(&before.fields, field), said(&after.fields, field));
    differ(Kind::Tracker, said(&before.trackers, tracker), said(&after.trackers, tracker));
    differ(Kind::Postback, said(&before.postbacks, signature), said(&after.postbacks, signature));
    differ(Kind::Webhook, said(&before.webhooks, signature), said(&after.webhooks, signature));
    let table = |knowledge: &crate::ir::Knowledge| format!("from \"{}\"", knowledge.file);
    differ(Kind::Knowledge, said(&before.knowledge, table), said(&after.knowledge, table));
    differ(Kind::Hours, said(&before.hours, hours), said(&after.hours, hours));
    changes
}

fn said<T>(names: &BTreeMap<String, T>, words: impl Fn(&T) -> String) -> Names {
    names.iter().map(|(name, what)| (name.clone(), words(what))).collect()
}

fn field(field: &Field) -> String {
    let default = match &field.default {
        Value::Empty => String::new(),
        value => format!(" = {}", words::literal(value)),
    };
    let private = if field.private { " private" } else { "" };
    format!("{}{default}{private}", words::ty(&field.ty))
}

fn tracker(tracker: &Tracker) -> String {
    words::ty(&tracker.ty)
}

fn signature(signature: &Signature) -> String {
    let params = signature.params.iter().map(|(name, ty)| format!("{name}: {}", words::ty(ty)));
    let by = signature.unique_by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    format!("({}){by}", params.collect::<Vec<_>>().join(", "))
}

fn hours(hours: &Hours) -> String {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let spans = hours.spans.iter().map(|span| {
        let day = DAYS.get(usize::from(span.day)).unwrap_or(&"");
        format!("{day} {} to {}", words::clock(span.from), words::clock(span.to))
    });
    spans.collect::<Vec<_>>().join(", ")
}

fn bot(program: &Program) -> Names {
    let bot = &program.bot;
    let mut names = Names::new();
    let mut add = |name: &str, words: Option<String>| {
        if let Some(words) = words {
            names.insert(name.to_owned(), words);
        }
    };
    let text = |text: &Option<Template>| text.as_ref().map(words::quoted);
    let list = |items: &[String]| (!items.is_empty()).then(|| items.join(", "));
    // Without a bot it bears the name of the folder.
    add("name", (bot.name != program.project).then(|| bot.name.clone()));
    add("start", Some(bot.start.clone()));
    add("persona", text(&bot.persona));
    add("guardrails", text(&bot.guardrails));
    add("tone", text(&bot.tone));
    add("channels", list(&bot.channels));
    add("timezone", bot.timezone.clone());
    add("quiet hours", bot.quiet.map(|it| format!("{} to {}", words::clock(it.from), words::clock(it.to))));
    add("cap", bot.cap.map(|it| format!("at most {} messages per {}", it.messages, words::length(it.per))));
    add("stop words", list(&bot.stop_words));
    add("gather", bot.gather.map(words::length));
    add("keep", bot.keep.map(words::length));
    names
}
