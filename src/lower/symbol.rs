//! Declared names, and the bot's header.

use crate::check::{self, Names, Scope, Ty, Value, constant_value, field_type};
use crate::diagnostic::Sink;
use crate::ir::{Bot, Cap, Field, Knowledge, QuietHours, Signature, Symbols, Tracker};
use crate::syntax::ast::{self, SettingKind};

/// All declared names.
pub fn symbols(names: &Names<'_>) -> Symbols {
    let mut symbols = Symbols::default();
    for (at, space) in names.spaces.iter().enumerate() {
        let scope = Scope::top(names, at);
        symbols.tags.extend(space.tags.keys().map(|name| names.qualified(at, name)));
        symbols.goals.extend(space.goals.keys().map(|name| names.qualified(at, name)));
        for (name, value) in &space.values {
            let name = names.qualified(at, name);
            match value {
                Value::Field(field, _) => {
                    symbols.fields.insert(name, self::field(&scope, field));
                }
                Value::Postback(inbound, _) => {
                    symbols.postbacks.insert(name, signature(inbound));
                }
                Value::Webhook(inbound, _) => {
                    symbols.webhooks.insert(name, signature(inbound));
                }
                Value::Constant(..) => {}
            }
        }
        for (name, hours) in &space.hours {
            symbols.hours.insert(names.qualified(at, name), check::opening_hours(hours));
        }
        for (name, declared) in &space.knowledge {
            let file = declared.from.as_ref().and_then(|text| text.literal()).unwrap_or_default().to_owned();
            symbols.knowledge.insert(names.qualified(at, name), Knowledge { file });
        }
    }
    for (name, tracker) in &names.trackers {
        symbols.trackers.insert((*name).to_owned(), Tracker { ty: tracker.ty.clone().or_text() });
    }
    symbols
}

fn field(scope: &Scope<'_, '_>, field: &ast::Field) -> Field {
    let ty = field_type(field);
    let default = field
        .default
        .as_ref()
        .map(|default| scope.wanted(default, &Ty::Of(ty.clone()), "", &mut Sink::default()).expr);
    Field {
        default: default.as_ref().and_then(constant_value).unwrap_or_default(),
        ty,
        private: field.private,
        doc: field.doc.as_ref().map(|doc| doc.text.clone()).unwrap_or_default(),
    }
}

fn signature(inbound: &ast::Inbound) -> Signature {
    let params = inbound
        .params
        .iter()
        .filter_map(|param| Some((param.name.as_ref()?.text.clone(), Ty::written(&param.ty).or_text())));
    Signature { params: params.collect(), unique_by: inbound.by.as_ref().map(|by| by.text.clone()) }
}

/// The bot's header; without a `bot` the project's name and its first flow.
pub fn bot(names: &Names<'_>) -> Bot {
    let scope = Scope::top(names, 0);
    let sink = &mut Sink::default();
    let mut bot = Bot { name: names.input.project.clone(), ..Bot::default() };
    bot.start = check::start(names).map(|at| names.flows[at].name.clone()).unwrap_or_default();
    let Some(written) = names.bot else { return bot };
    if let Some(name) = written.name.as_ref().and_then(|name| name.literal()) {
        bot.name = name.to_owned();
    }
    let mut text = |text: &Option<ast::Text>| text.as_ref().map(|text| scope.text(text, sink).template);
    for setting in &written.settings {
        match &setting.kind {
            SettingKind::Start(_) | SettingKind::Languages(_) => {}
            SettingKind::Persona(persona) => bot.persona = text(persona),
            SettingKind::Guardrails(guardrails) => bot.guardrails = text(guardrails),
            SettingKind::Tone(tone) => bot.tone = text(tone),
            SettingKind::Channels(names) => {
                bot.channels = names.iter().map(|name| name.text.clone()).collect()
            }
            SettingKind::Timezone(zone) => {
                bot.timezone = zone.as_ref().and_then(|zone| zone.literal()).map(str::to_owned);
            }
            SettingKind::QuietHours { from: Some(from), to: Some(to) } => {
                bot.quiet = Some(QuietHours { from: check::minutes(*from), to: check::minutes(*to) });
            }
            SettingKind::QuietHours { .. } => {}
            SettingKind::Cap { messages: Some(messages), per: Some(per) } => {
                bot.cap = Some(Cap { messages: messages.value, per: check::length(*per) });
            }
            SettingKind::Cap { .. } => {}
            SettingKind::StopWords(words) => {
                bot.stop_words = words.iter().filter_map(|word| word.literal()).map(str::to_owned).collect();
            }
            SettingKind::Gather(length) => {
                bot.gather = length.map(check::length).filter(|length| length.0 > 0);
            }
            SettingKind::Keep(length) => bot.keep = length.map(check::length),
        }
    }
    bot
}
