//! Google's service accounts: a signed assertion for a token.
#![allow(clippy::disallowed_methods)] // the account's key is a file

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::{Deserialize, Serialize};

use super::tokens::{Trouble, form, request};
use crate::action::inputs::text;
use crate::ir::Google;
use crate::outbound::{Environment, Filled, Request};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// How long an assertion holds; the longest that Google takes.
const LIFE_SECONDS: i64 = 3_600;

/// What a key file says.
#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: String,
    private_key_id: Option<String>,
    token_uri: String,
}

#[derive(Serialize)]
struct Claims<'c> {
    iss: &'c str,
    scope: &'c str,
    aud: &'c str,
    iat: i64,
    exp: i64,
}

/// The request for a token; `now` in milliseconds since 1970.
///
/// # Errors
/// In words without secrets: no key file, or none that can be read.
pub(super) fn request_for(google: &Google, environment: &Environment, now: i64) -> Result<Request, Trouble> {
    let path = text(environment, &google.key_file).map_err(Trouble::Refused)?;
    // The path comes from the environment, so it is not shown.
    let written = std::fs::read_to_string(path.expose()).map_err(|error| {
        Trouble::Refused(format!("the key file of the service account cannot be read: {error}"))
    })?;
    let unusable = |_| Trouble::Refused("the key file of the service account is none".to_owned());
    let file: KeyFile = serde_json::from_str(&written).map_err(unusable)?;
    let mut header = Header::new(Algorithm::RS256);
    header.kid = file.private_key_id;
    let seconds = now.div_euclid(1_000);
    let claims = Claims {
        iss: &file.client_email,
        scope: &google.scopes.join(" "),
        aud: &file.token_uri,
        iat: seconds,
        exp: seconds + LIFE_SECONDS,
    };
    let refused = |_| Trouble::Refused("the private key of the service account cannot be used".to_owned());
    let key = EncodingKey::from_rsa_pem(file.private_key.as_bytes()).map_err(refused)?;
    let assertion = encode(&header, &claims, &key).map_err(refused)?;
    let mut headers = Vec::new();
    let fields =
        [("grant_type".to_owned(), Filled::new(GRANT)), ("assertion".to_owned(), Filled::new(assertion))];
    let body = form(&fields, &mut headers);
    Ok(request(Filled::new(file.token_uri), headers, body))
}
