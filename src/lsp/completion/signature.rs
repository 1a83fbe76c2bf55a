//! What takes arguments, and which: actions, flows, approved messages, events, functions.

use gen_lsp_types::{
    ActiveParameter, CompletionItemKind as Kind, Documentation, ParameterInformation,
    ParameterInformationLabel, SignatureHelp, SignatureInformation,
};

use super::item::{Item, Near};
use super::values::type_words;
use super::{Place, names};
use crate::check::{Flow, Ty, Value};
use crate::ir::{Action, ApprovedTemplate, Param, Type, words};
use crate::syntax::ast::Inbound;
use crate::syntax::cursor::Callee;

/// What something takes and gives.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    /// Its name.
    name: String,
    takes: Vec<Parameter>,
    gives: String,
    doc: String,
}

#[derive(Debug, Clone)]
struct Parameter {
    name: String,
    /// As it is shown behind the name.
    ty: String,
    is_optional: bool,
}

impl Parameter {
    fn shown(&self) -> String {
        match self.ty.as_str() {
            "" => self.name.clone(),
            ty => format!("{}: {ty}", self.name),
        }
    }
}

impl Signature {
    /// `(name: text, phone: optional text)`, or nothing where nothing is taken.
    pub fn parameters(&self) -> String {
        let takes: Vec<String> = self.takes.iter().map(Parameter::shown).collect();
        if takes.is_empty() { String::new() } else { format!("({})", takes.join(", ")) }
    }

    /// The parameters, and what comes back.
    pub fn whole(&self) -> String {
        let takes: Vec<String> = self.takes.iter().map(Parameter::shown).collect();
        match self.gives.as_str() {
            "" => format!("({})", takes.join(", ")),
            gives => format!("({}) gives {gives}", takes.join(", ")),
        }
    }

    /// A call with a place for each argument that is needed.
    pub fn snippet(&self, name: &str) -> String {
        let needed = self.takes.iter().filter(|parameter| !parameter.is_optional);
        let places = needed.enumerate().map(|(at, parameter)| {
            let name = &parameter.name;
            format!("{name}: ${{{}:{name}}}", at + 1)
        });
        format!("{name}({})", places.collect::<Vec<_>>().join(", "))
    }
}

fn of_params(params: &[Param]) -> Vec<Parameter> {
    let one = |param: &Param| {
        let optional = if param.optional { "optional " } else { "" };
        let private = if param.private { " private" } else { "" };
        Parameter {
            name: param.name.clone(),
            ty: format!("{optional}{}{private}", words::ty(&param.ty)),
            is_optional: param.optional,
        }
    };
    params.iter().map(one).collect()
}

/// Of an action.
pub fn of_action(action: &Action) -> Signature {
    let gives = action.output.as_ref().map(|output| {
        let optional = if output.optional { "optional " } else { "" };
        format!("{optional}{}", words::ty(&output.ty))
    });
    Signature { takes: of_params(&action.input), gives: gives.unwrap_or_default(), ..Signature::default() }
}

/// Of an approved message.
pub fn of_template(template: &ApprovedTemplate) -> Signature {
    Signature { takes: of_params(&template.input), ..Signature::default() }
}

/// Of a flow.
pub fn of_flow(flow: &Flow<'_>) -> Signature {
    let takes = flow.params.iter().map(|(name, ty)| Parameter {
        name: (*name).to_owned(),
        ty: type_words(ty),
        is_optional: false,
    });
    let gives = flow.gives.as_ref().map(|given| type_words(&given.ty)).unwrap_or_default();
    let doc = flow.ast.doc.as_ref().map(|doc| doc.text.clone()).unwrap_or_default();
    Signature { takes: takes.collect(), gives, doc, name: String::new() }
}

/// Of an event from outside.
pub fn of_inbound(inbound: &Inbound) -> Signature {
    let takes = inbound.params.iter().filter_map(|param| {
        let name = param.name.as_ref()?.text.clone();
        Some(Parameter { name, ty: type_words(&Ty::written(&param.ty)), is_optional: false })
    });
    let doc = inbound.doc.as_ref().map(|doc| doc.text.clone()).unwrap_or_default();
    Signature { takes: takes.collect(), doc, ..Signature::default() }
}

fn of_function(name: &str) -> Option<Signature> {
    let (takes, gives) = match name {
        "length" => (&["value"][..], "number"),
        "lower" | "trim" => (&["value"][..], "text"),
        "round" => (&["value", "decimals"][..], "number"),
        "min" | "max" => (&["value", "value"][..], ""),
        "opens" => (&["hours"][..], "time"),
        _ => return None,
    };
    let takes = takes.iter().map(|name| Parameter {
        name: (*name).to_owned(),
        ty: String::new(),
        is_optional: false,
    });
    Some(Signature { takes: takes.collect(), gives: gives.to_owned(), ..Signature::default() })
}

/// The signature of what is called.
fn of(place: &Place<'_>, callee: &Callee) -> Option<Signature> {
    let outside = &place.names.input.outside;
    let values = &place.names.spaces[place.space].values;
    let (name, signature) = match callee {
        Callee::Action(name) => (name, of_action(outside.actions.get(name)?)),
        Callee::Output(name) => (name, given_back(outside.actions.get(name)?)),
        Callee::Template(name) => (name, of_template(outside.templates.get(name)?)),
        Callee::Flow(name) => (name, of_flow(&place.names.flows[names::flow(place, name)?])),
        Callee::Function(name) => (name, of_function(name)?),
        Callee::Postback(name) | Callee::Webhook(name) => match values.get(name.as_str())? {
            Value::Postback(inbound, _) | Value::Webhook(inbound, _) => (name, of_inbound(inbound)),
            _ => return None,
        },
    };
    Some(Signature { name: name.clone(), ..signature })
}

/// What an action gives back, as a test writes it.
fn given_back(action: &Action) -> Signature {
    let fields = match action.output.as_ref().map(|output| &output.ty) {
        Some(Type::Record(fields)) => fields.as_slice(),
        _ => &[],
    };
    let takes = fields.iter().map(|(name, ty, is_optional)| Parameter {
        name: name.clone(),
        ty: words::ty(ty),
        is_optional: *is_optional,
    });
    Signature { takes: takes.collect(), ..Signature::default() }
}

/// The arguments that are not given yet.
pub fn arguments(place: &Place<'_>) -> Vec<Item> {
    let Some(call) = &place.cursor.call else { return Vec::new() };
    let Some(signature) = of(place, &call.callee) else { return Vec::new() };
    let open = signature.takes.iter().filter(|parameter| !call.given.contains(&parameter.name));
    open.map(|parameter| {
        let near = if parameter.is_optional { Near::File } else { Near::Flow };
        Item::new(&parameter.name, Kind::Property, near)
            .detail(&parameter.ty)
            .snippet(format!("{}: $0", parameter.name))
    })
    .collect()
}

/// The call around the place, with the argument that is being written.
pub fn help(place: &Place<'_>) -> Option<SignatureHelp> {
    let call = place.cursor.call.as_ref()?;
    let signature = of(place, &call.callee)?;
    let named = |name: &String| signature.takes.iter().position(|parameter| parameter.name == *name);
    let active = match &call.at {
        Ok(name) => named(name),
        Err(before) if matches!(call.callee, Callee::Function(_)) => {
            Some((*before).min(signature.takes.len().saturating_sub(1)))
        }
        Err(_) => signature.takes.iter().position(|parameter| !call.given.contains(&parameter.name)),
    };
    let parameters = signature.takes.iter().map(|parameter| ParameterInformation {
        label: ParameterInformationLabel::String(parameter.shown()),
        documentation: None,
    });
    let information = SignatureInformation {
        label: format!("{}{}", signature.name, signature.whole()),
        documentation: (!signature.doc.is_empty()).then(|| Documentation::String(signature.doc.clone())),
        parameters: Some(parameters.collect()),
        active_parameter: active.map(|at| ActiveParameter::Int(at as u32)),
    };
    Some(SignatureHelp {
        signatures: vec![information],
        active_signature: Some(0),
        ..SignatureHelp::default()
    })
}
