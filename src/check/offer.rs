//! What a used folder offers to the scripts that use it: its flows, routes and fields with a doc comment.

use super::names::Names;
use super::ty::Ty;
use crate::source::SourceMap;
use crate::syntax::ast::{Doc, Field, Flow, Item, Name};

/// Something that a folder offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// How a script writes it: `visit flow consent.ask_with(words: text)`.
    pub form: String,
    /// What a visit saves, in words: "true or false".
    pub gives: Option<String>,
    /// Its doc comment.
    pub doc: String,
}

/// What a folder offers: flows, then routes, then fields, in the order of the text.
pub fn offers(names: &Names<'_>, space: usize, sources: &SourceMap) -> Vec<Offer> {
    let items = || names.input.folders[space].files.iter().flat_map(|file| &file.items);
    let flows = names.flows.iter().filter(|flow| flow.space == space).filter_map(|flow| {
        let gives = flow.gives.as_ref().and_then(|given| match &given.ty {
            Ty::Of(_) => Some(given.ty.words()),
            Ty::Unknown | Ty::Empty => None,
        });
        let form = format!("visit flow {}{}", flow.name, params(flow.ast, sources));
        Some(Offer { form, gives, doc: flow.ast.doc.as_ref()?.text.clone() })
    });
    let routes = items().filter_map(|item| match item {
        Item::Routes(routes) => {
            let form = format!("include {}", qualified(names, space, routes.name.as_ref()?));
            Some(plain(form, routes.doc.as_ref()?))
        }
        _ => None,
    });
    let fields = items().filter_map(|item| match item {
        Item::Field(field) => Some(self::fields(names, space, field, sources)),
        _ => None,
    });
    flows.chain(routes).chain(fields.flatten()).collect()
}

/// One offer for each name of a declaration.
fn fields(names: &Names<'_>, space: usize, field: &Field, sources: &SourceMap) -> Vec<Offer> {
    let ty = sources.text(field.ty.span);
    let private = if field.private { " private" } else { "" };
    let form = |name: &Name| format!("{}: {ty}{private}", qualified(names, space, name));
    field.doc.iter().flat_map(|doc| field.names.iter().map(|name| plain(form(name), doc))).collect()
}

/// The parameters as they are written, behind the flow's name.
fn params(flow: &Flow, sources: &SourceMap) -> String {
    let params: Vec<&str> = flow.params.iter().map(|param| sources.text(param.span)).collect();
    if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) }
}

fn qualified(names: &Names<'_>, space: usize, name: &Name) -> String {
    names.qualified(space, &name.text)
}

fn plain(form: String, doc: &Doc) -> Offer {
    Offer { form, gives: None, doc: doc.text.clone() }
}
