//! Connections: what the actions on one system share.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::SignatureRecipe;
use crate::ir::Duration;

/// A system that several actions call.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Connection {
    /// What every URL begins with.
    pub url: String,
    /// Headers of every request.
    pub headers: BTreeMap<String, String>,
    /// Who asks.
    pub auth: Auth,
    /// How every request is signed.
    pub sign: Option<Box<SignatureRecipe>>,
    /// The most requests that it takes.
    pub limit: Option<Rate>,
    /// How long nothing is sent after it said that there were too many, where it does not say itself.
    pub penalty: Option<Duration>,
}

impl Connection {
    /// Every text that the environment may fill, with its key.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut texts = vec![("url".to_owned(), self.url.as_str())];
        texts.extend(self.headers.iter().map(|(name, value)| (format!("headers.{name}"), value.as_str())));
        texts.extend(self.auth.texts().into_iter().map(|(key, text)| (format!("auth.{key}"), text)));
        texts.extend(self.sign.iter().map(|sign| ("sign.key".to_owned(), sign.key.as_str())));
        texts
    }
}

/// So many requests in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// In how long.
    pub per: Duration,
}

/// How a request says who asks. Texts may hold `${NAME}`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Auth {
    /// It does not, or headers do.
    #[default]
    Nobody,
    /// `Authorization: Bearer …`
    Bearer(String),
    /// `Authorization: Basic …`
    Basic {
        /// The user.
        user: String,
        /// The password.
        password: String,
    },
    /// A header.
    Header {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A parameter of the URL.
    Query {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A token that is asked for, and asked for anew when it has run out.
    OAuth2(Box<OAuth2>),
    /// A service account of Google.
    Google(Box<Google>),
}

/// OAuth 2.0 without a person: client credentials, or a refresh token.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OAuth2 {
    /// Where tokens are given.
    pub token_url: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
    /// The first refresh token; those that follow it are kept in the data folder. `None`: client credentials.
    pub refresh_token: Option<String>,
    /// Further parameters of the request for a token, such as `scope` or `redirect_uri`.
    pub params: BTreeMap<String, String>,
    /// Whether the request for a token is JSON instead of a form.
    pub json: bool,
    /// Whether id and secret go into `Authorization: Basic` instead of the body.
    pub basic: bool,
}

/// A service account of Google.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Google {
    /// The path of the account's key file.
    pub key_file: String,
    /// What it may do.
    pub scopes: Vec<String>,
}

impl Auth {
    /// Every text that the environment may fill, with its key.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut texts: Vec<(String, &str)> = Vec::new();
        match self {
            Auth::Nobody => {}
            Auth::Bearer(token) => texts.push(("bearer".into(), token)),
            Auth::Basic { user, password } => {
                texts.push(("basic.user".into(), user));
                texts.push(("basic.password".into(), password));
            }
            Auth::Header { value, .. } => texts.push(("header".into(), value)),
            Auth::Query { value, .. } => texts.push(("query".into(), value)),
            Auth::OAuth2(oauth) => {
                texts.push(("oauth2.token_url".into(), &oauth.token_url));
                texts.push(("oauth2.client_id".into(), &oauth.client_id));
                texts.push(("oauth2.client_secret".into(), &oauth.client_secret));
                texts.extend(
                    oauth.refresh_token.iter().map(|token| ("oauth2.refresh_token".into(), token.as_str())),
                );
                let params = oauth.params.iter();
                texts.extend(params.map(|(name, value)| (format!("oauth2.params.{name}"), value.as_str())));
            }
            Auth::Google(google) => texts.push(("google.key_file".into(), &google.key_file)),
        }
        texts
    }
}
