//! Findings and kinds of names as the protocol has them.

use gen_lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Message,
    SymbolKind,
};

use super::snapshot::Snapshot;
use super::symbols::Kind;
use super::uri;
use crate::diagnostic::codes::{data, graph, project, time};
use crate::diagnostic::{self, Code, Severity};

/// What stands there for nothing: editors grey it.
const UNUSED: [&Code; 11] = [
    &graph::UNREACHABLE_STEP,
    &graph::UNREACHABLE_FLOW,
    &graph::NEVER_RUNS,
    &graph::BRANCH_NEVER_TAKEN,
    &graph::HANDLER_NEVER_REACHED,
    &data::SET_NEVER_READ,
    &data::GOAL_NEVER_REACHED,
    &data::BUTTON_NEVER_SHOWN,
    &time::TIMER_NEVER_FIRES,
    &project::ALLOWS_NOTHING,
    &project::KEY_WITHOUT_EFFECT,
];

/// A finding, with the advice in its message and the other places beside it.
pub fn diagnostic(snapshot: &Snapshot, found: &diagnostic::Diagnostic) -> Diagnostic {
    let related = found.related.iter().filter_map(|label| {
        let location = snapshot.location(label.span)?;
        Some(DiagnosticRelatedInformation { location, message: label.text.clone() })
    });
    let related: Vec<_> = related.collect();
    let severity = match found.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    };
    let page = uri::own(&format!("explain/{}.md", found.code.id));
    Diagnostic {
        range: snapshot.range(found.span),
        severity: Some(severity),
        code: Some(gen_lsp_types::Code::String(found.code.id.to_owned())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some("flowc".to_owned()),
        message: Message::String(words(found)),
        tags: UNUSED.contains(&found.code).then(|| vec![DiagnosticTag::Unnecessary]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

/// The finding in words: what is the matter, what is so here, what to do.
fn words(found: &diagnostic::Diagnostic) -> String {
    let mut words = found.message.clone();
    if !found.label.is_empty() {
        words.push_str(&format!(": {}", found.label));
    }
    if let Some(help) = &found.help {
        words.push_str(&format!("\n{help}"));
    }
    words
}

/// The nearest of the kinds that editors have pictures for.
pub fn symbol_kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Flow => SymbolKind::Class,
        Kind::Step => SymbolKind::Method,
        Kind::Field => SymbolKind::Field,
        Kind::Parameter | Kind::Local | Kind::Item | Kind::Tracker | Kind::Brought => SymbolKind::Variable,
        Kind::Tag | Kind::Goal | Kind::Arm => SymbolKind::EnumMember,
        Kind::Constant => SymbolKind::Constant,
        Kind::Postback | Kind::Webhook | Kind::Broadcast => SymbolKind::Event,
        Kind::Routes | Kind::Router => SymbolKind::Enum,
        Kind::Knowledge => SymbolKind::Array,
        Kind::Hours => SymbolKind::Object,
        Kind::Talk | Kind::Action => SymbolKind::Function,
        Kind::Folder => SymbolKind::Namespace,
        Kind::Channel => SymbolKind::Interface,
        Kind::Operator => SymbolKind::Object,
        Kind::Template => SymbolKind::String,
    }
}
