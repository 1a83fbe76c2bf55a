//! `send template`: messages that a channel has approved.

use super::args::{Taker, Wanted};
use super::scope::{Scope, unknown};
use super::statement::Here;
use crate::diagnostic::codes::graph::{MEANINGLESS_WORD, TEMPLATE_OUT_OF_REACH};
use crate::diagnostic::codes::names::UNKNOWN_TEMPLATE;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::ApprovedTemplate;
use crate::syntax::ast::{Args, Name, Send, SettingKind};

/// A template with its arguments. It brings its own words and buttons.
pub fn send(here: &Here<'_, '_>, send: &Send, name: Option<&Name>, args: Option<&Args>, sink: &mut Sink) {
    let scope = &here.scope;
    match name.map(|name| (name, template(scope, name, sink))) {
        Some((name, Some(template))) => {
            scope.args(args, send.span, &template_taker(&name.text, template), sink);
            out_of_reach(scope, name, template, sink);
        }
        _ => {
            for arg in args.iter().flat_map(|args| &args.args) {
                scope.expr(&arg.value, sink);
            }
        }
    }
    let words = [
        ("caption", send.caption.as_ref().map(|caption| caption.span)),
        ("buttons", send.buttons.as_ref().map(|buttons| buttons.span)),
    ];
    for (word, span) in words {
        let Some(span) = span else { continue };
        let message = format!("`{word}` means nothing behind `send template`");
        let help = "an approved message has its own words and buttons: what varies is its input";
        sink.push(Diagnostic::new(&MEANINGLESS_WORD, span, message).help(help));
    }
}

/// A template of the manifest.
pub fn template<'n>(scope: &Scope<'n, '_>, name: &Name, sink: &mut Sink) -> Option<&'n ApprovedTemplate> {
    let input = scope.names.input;
    let templates = &input.outside.templates;
    if let Some(template) = templates.get(&name.text) {
        return Some(template);
    }
    let (message, help) = match input.has_manifest {
        true => (
            format!("the manifest has no template `{}`", name.text),
            "declare it in flow.yaml under `templates`, with its channel and its inputs",
        ),
        false => (
            format!("there is no template `{}`: there is no manifest", name.text),
            "templates are declared in flow.yaml, with their channel and their inputs, under `templates`",
        ),
    };
    let found = unknown(&UNKNOWN_TEMPLATE, name, message, templates.keys().map(String::as_str));
    sink.push(if found.help.is_some() { found } else { found.help(help) });
    None
}

/// The inputs of a template as arguments.
pub fn template_taker<'t>(name: &str, template: &'t ApprovedTemplate) -> Taker<'t> {
    Taker {
        what: format!("template `{name}`"),
        wanted: template.input.iter().map(Wanted::input).collect(),
        complete: true,
    }
}

/// Tells a template of a channel over which the bot talks to nobody.
fn out_of_reach(scope: &Scope<'_, '_>, name: &Name, template: &ApprovedTemplate, sink: &mut Sink) {
    let settings = scope.names.bot.iter().flat_map(|bot| &bot.settings);
    let mut channels = settings.filter_map(|setting| match &setting.kind {
        SettingKind::Channels(names) => Some(names),
        _ => None,
    });
    let Some(own) = channels.next() else { return };
    if own.is_empty() || own.iter().any(|channel| channel.text == template.channel) {
        return;
    }
    let message = format!(
        "the bot is not on `{}`, so nobody can get `{}`: it is left out for contacts of other channels",
        template.channel, name.text
    );
    sink.push(
        Diagnostic::new(&TEMPLATE_OUT_OF_REACH, name.span, message)
            .help(format!("name the channel in the bot, `channels {}`, or `say` it", template.channel)),
    );
}
