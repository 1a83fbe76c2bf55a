//! Actions over HTTP: what is sent, and what an answer means.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Auth, Blank, InputText, Path, SignatureRecipe};

/// A request over HTTP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HttpCall {
    /// The connection that it goes over.
    pub connection: Option<String>,
    /// The method.
    pub method: Method,
    /// The URL, or the path behind the connection's; `{name}` is an input, percent-encoded.
    pub url: String,
    /// Headers.
    pub headers: BTreeMap<String, InputText>,
    /// Parameters behind the URL's own.
    pub query: Vec<(String, Blank)>,
    /// The body.
    pub body: HttpBody,
    /// Who asks, where no connection says so.
    pub auth: Auth,
    /// How the request is signed, where no connection says so.
    pub sign: Option<Box<SignatureRecipe>>,
    /// What an answer means.
    pub answer: AnswerRules,
    /// The header that carries the effect's key, so that a repetition is harmless.
    pub key_header: Option<String>,
}

impl HttpCall {
    /// Every structure that is filled in.
    fn blanks(&self) -> impl Iterator<Item = &Blank> {
        let (alone, fields): (Option<&Blank>, &[(String, Blank)]) = match &self.body {
            HttpBody::Json(blank) => (Some(blank), &[]),
            HttpBody::Form(fields) | HttpBody::FormPhp(fields) => (None, fields),
            HttpBody::GraphQl { variables, .. } => (None, variables),
            HttpBody::Inputs | HttpBody::Nothing => (None, &[]),
        };
        alone.into_iter().chain(fields.iter().chain(&self.query).map(|(_, blank)| blank))
    }

    /// Whether an input has a place of its own, so that it does not go into the body by itself.
    pub fn places(&self, input: &str) -> bool {
        let mut inputs = Vec::new();
        self.blanks().for_each(|blank| blank.inputs(&mut inputs));
        InputText::holes(&self.url).iter().any(|(name, _)| *name == input)
            || self.headers.values().any(|value| value.holds(input))
            || inputs.contains(&input)
    }

    /// Whether an input goes anywhere.
    pub fn takes(&self, input: &str) -> bool {
        self.body == HttpBody::Inputs || self.places(input)
    }

    /// Every text that the environment may fill, with its key.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut texts = vec![("url".to_owned(), self.url.as_str())];
        for (name, value) in &self.headers {
            texts.extend(value.texts().map(|text| (format!("headers.{name}"), text)));
        }
        let mut found = Vec::new();
        self.blanks().for_each(|blank| blank.texts(&mut found));
        texts.extend(found.into_iter().map(|text| ("body".to_owned(), text)));
        texts.extend(self.auth.texts().into_iter().map(|(key, text)| (format!("auth.{key}"), text)));
        texts.extend(self.sign.iter().map(|sign| ("sign.key".to_owned(), sign.key.as_str())));
        texts
    }
}

/// HTTP methods of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// As it is sent.
    pub fn word(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }

    /// Whether doing it twice is doing it once, by the method's definition.
    pub fn is_idempotent(self) -> bool {
        matches!(self, Method::Get | Method::Put | Method::Delete)
    }
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum HttpBody {
    /// The inputs that the URL does not hold: as one JSON object, or as parameters where the method has no body.
    Inputs,
    /// Nothing but what the URL and the query hold.
    Nothing,
    /// JSON.
    Json(Blank),
    /// A form; a list is the field once for each item.
    Form(Vec<(String, Blank)>),
    /// A form whose nested values have names in brackets, as PHP reads them: `a[b][0]`.
    FormPhp(Vec<(String, Blank)>),
    /// A GraphQL operation.
    GraphQl {
        /// The document, as it is sent: inputs go into the variables alone.
        query: String,
        /// The variables.
        variables: Vec<(String, Blank)>,
        /// Whether data beside errors is a success.
        allow_partial: bool,
    },
}

/// What an answer means, looked at in this order: worth another try, empty, a success, else a failure.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AnswerRules {
    /// Worth another try: one of these.
    pub retry_when: Vec<AnswerTest>,
    /// Where the answer says in seconds how long to wait.
    pub retry_after: Vec<Path>,
    /// The empty value: one of these.
    pub empty_on: Vec<AnswerTest>,
    /// A success; `None`: a status of 2xx.
    pub success: Option<AnswerTest>,
    /// What of the body is the output: a single value, or all of them where the output is a list; `None`: the whole.
    pub pick: Option<Path>,
    /// Where a failure's words stand.
    pub message: Option<Path>,
    /// Where a failure's code stands.
    pub code: Option<Path>,
}

/// A test of an answer: all of it must hold.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AnswerTest {
    /// Statuses, from and to; none: any.
    pub status: Vec<(u16, u16)>,
    /// What stands at places of the body: one of these.
    pub body: Vec<(Path, Vec<Expected>)>,
}

/// What may stand at a place of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Expected {
    /// Nothing, or `null`.
    Nothing,
    /// A list without items, or nothing.
    EmptyList,
    /// True or false.
    Bool(bool),
    /// A number, with or without quotes.
    Number(Decimal),
    /// A text.
    Text(String),
}
