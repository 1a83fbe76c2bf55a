//! Signatures of requests, made and looked at by one recipe.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Filled, form};
use crate::ir::{Duration, KeyForm, MacAlgorithm, MacEncoding, SignatureRecipe, SignedPart, Time};

/// The most signatures of one header that are looked at.
const SIGNATURES_MAX: usize = 8;

/// A request as a signature sees it: the bytes as they are on the wire.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'r> {
    /// The method in capitals.
    pub method: &'r str,
    /// The whole URL as the peer sees it, with its query.
    pub url: &'r str,
    /// The headers, their names in any case.
    pub headers: &'r [(String, String)],
    /// The body.
    pub body: &'r [u8],
}

impl<'r> SignedRequest<'r> {
    /// The value of a header; the first one where there are several.
    fn header(&self, name: &str) -> Option<&'r str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn is_form(&self) -> bool {
        let kind = self.header("content-type").unwrap_or("");
        let kind = kind.split(';').next().unwrap_or("").trim();
        kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    }
}

/// The signature of a request, as its header's value. The headers of the time and of the id, where the recipe has them,
/// must stand in the request already.
///
/// # Errors
/// In words without secrets: a key that is not written as the recipe says, or a part that the request does not have.
pub fn sign(recipe: &SignatureRecipe, key: &Filled, request: &SignedRequest<'_>) -> Result<Filled, String> {
    let mac = mac(recipe, key, request)?;
    let written = match recipe.encoding {
        MacEncoding::Hex => mac.iter().map(|byte| format!("{byte:02x}")).collect(),
        MacEncoding::Base64 => STANDARD.encode(&mac),
    };
    Ok(Filled::new(format!("{}{written}", recipe.prefix)))
}

/// Whether one of the signatures in the request's header is the right one, and the request's time is near enough to
/// `now`. The comparison takes the same time for every text.
pub fn verify(recipe: &SignatureRecipe, key: &Filled, request: &SignedRequest<'_>, now: Time) -> bool {
    if recipe.max_skew.is_some_and(|most| !is_near(recipe, request, now, most)) {
        return false;
    }
    let uses_form = recipe.parts.contains(&SignedPart::SortedForm);
    if uses_form && !request.is_form() && !body_is_named(request) {
        return false;
    }
    let (Ok(right), Some(given)) = (mac(recipe, key, request), request.header(&recipe.header)) else {
        return false;
    };
    let mut fits = false;
    for given in given.split(' ').take(SIGNATURES_MAX) {
        let Some(written) = given.strip_prefix(recipe.prefix.as_str()) else { continue };
        let bytes = match recipe.encoding {
            MacEncoding::Hex => from_hex(written),
            MacEncoding::Base64 => STANDARD.decode(written).ok(),
        };
        // No early end: how many were tried says nothing, but it costs nothing either.
        fits |= bytes.is_some_and(|bytes| bool::from(bytes.ct_eq(&right)));
    }
    fits
}

fn mac(recipe: &SignatureRecipe, key: &Filled, request: &SignedRequest<'_>) -> Result<Vec<u8>, String> {
    let key = match recipe.key_form {
        KeyForm::Plain => key.expose().as_bytes().to_vec(),
        KeyForm::Base64 => {
            let written = key.expose().strip_prefix("whsec_").unwrap_or(key.expose());
            STANDARD.decode(written).map_err(|_| "the key of the signature is not base64".to_owned())?
        }
    };
    if key.is_empty() {
        return Err("the key of the signature is empty".to_owned());
    }
    let mut message = Vec::new();
    for part in &recipe.parts {
        add(recipe, part, request, &mut message)?;
    }
    // HMAC takes keys of every length.
    let wrong = |_| "the key of the signature cannot be used".to_owned();
    Ok(match recipe.algorithm {
        MacAlgorithm::HmacSha256 => {
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(wrong)?;
            mac.update(&message);
            mac.finalize().into_bytes().to_vec()
        }
        MacAlgorithm::HmacSha1 => {
            let mut mac = Hmac::<Sha1>::new_from_slice(&key).map_err(wrong)?;
            mac.update(&message);
            mac.finalize().into_bytes().to_vec()
        }
    })
}

fn add(
    recipe: &SignatureRecipe,
    part: &SignedPart,
    request: &SignedRequest<'_>,
    message: &mut Vec<u8>,
) -> Result<(), String> {
    let header = |name: &str| {
        request.header(name).ok_or_else(|| format!("the header `{name}` is signed and is not there"))
    };
    let named = |name: &Option<String>| header(name.as_deref().unwrap_or(""));
    match part {
        SignedPart::Literal(text) => message.extend_from_slice(text.as_bytes()),
        SignedPart::Header(name) => message.extend_from_slice(header(name)?.as_bytes()),
        SignedPart::Timestamp => message.extend_from_slice(named(&recipe.timestamp_header)?.as_bytes()),
        SignedPart::Id => message.extend_from_slice(named(&recipe.id_header)?.as_bytes()),
        SignedPart::Body => message.extend_from_slice(request.body),
        SignedPart::Url => message.extend_from_slice(request.url.as_bytes()),
        SignedPart::Method => message.extend_from_slice(request.method.as_bytes()),
        SignedPart::Path => message.extend_from_slice(path(request.url).as_bytes()),
        SignedPart::SortedForm if request.is_form() => {
            let mut fields = form::read(request.body);
            fields.sort();
            fields.dedup();
            for (name, value) in fields {
                message.extend_from_slice(name.as_bytes());
                message.extend_from_slice(value.as_bytes());
            }
        }
        SignedPart::SortedForm => {}
    }
    Ok(())
}

/// The path of a URL: what stands behind the host, before the query.
fn path(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    let path = behind.find('/').map_or("/", |at| &behind[at..]);
    path.split(['?', '#']).next().unwrap_or("/")
}

fn is_near(recipe: &SignatureRecipe, request: &SignedRequest<'_>, now: Time, most: Duration) -> bool {
    let stamp = recipe.timestamp_header.as_deref().and_then(|name| request.header(name));
    let seconds = stamp.and_then(|stamp| stamp.trim().parse::<i64>().ok());
    let apart = seconds.and_then(|seconds| seconds.checked_mul(1000)?.checked_sub(now.0)?.checked_abs());
    apart.is_some_and(|apart| apart <= most.0)
}

/// Whether the URL names the body's hash: the way in which a signature over the URL covers a body that is no form.
fn body_is_named(request: &SignedRequest<'_>) -> bool {
    if request.body.is_empty() {
        return true;
    }
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let fields = form::read(query.as_bytes());
    let named = fields.iter().find(|(name, _)| name == "bodySHA256").and_then(|(_, value)| from_hex(value));
    named.is_some_and(|named| bool::from(named.ct_eq(Sha256::digest(request.body).as_slice())))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(header: &str, parts: Vec<SignedPart>) -> SignatureRecipe {
        SignatureRecipe {
            header: header.into(),
            key: "${KEY}".into(),
            key_form: KeyForm::Plain,
            algorithm: MacAlgorithm::HmacSha256,
            encoding: MacEncoding::Hex,
            prefix: String::new(),
            parts,
            timestamp_header: None,
            id_header: None,
            max_skew: None,
        }
    }

    fn headers(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Signs, and looks at the signature and at what must not pass for it.
    fn holds(recipe: &SignatureRecipe, key: &str, request: SignedRequest<'_>, expected: &str, now: Time) {
        let key = Filled::new(key);
        assert_eq!(sign(recipe, &key, &request).unwrap().expose(), expected);
        let with = |value: &str| {
            let mut headers = request.headers.to_vec();
            headers.push((recipe.header.to_uppercase(), value.to_owned()));
            headers
        };
        let passes = |headers: &[(String, String)], body: &[u8], key: &Filled| {
            verify(recipe, key, &SignedRequest { headers, body, ..request }, now)
        };
        assert!(passes(&with(expected), request.body, &key));
        assert!(passes(&with(&format!("v9,eHh4 {expected}")), request.body, &key), "any of several");
        assert!(!passes(request.headers, request.body, &key), "no signature");
        assert!(!passes(&with(""), request.body, &key));
        assert!(!passes(&with(&expected[..expected.len() - 1]), request.body, &key));
        assert!(
            !passes(&with(&expected[recipe.prefix.len()..]), request.body, &key) || recipe.prefix.is_empty()
        );
        assert!(!passes(&with(expected), request.body, &Filled::new("c2VjcmV0")), "another key");
        assert!(!passes(&with(expected), request.body, &Filled::new("")), "no key");
        let other = [request.body, b"&x=1"].concat();
        assert!(!passes(&with(expected), &other, &key), "another body");
    }

    #[test]
    fn meta_and_viber_sign_the_body() {
        let mut meta = recipe("X-Hub-Signature-256", vec![SignedPart::Body]);
        meta.prefix = "sha256=".into();
        let request =
            SignedRequest { method: "POST", url: "https://a.example/", headers: &[], body: b"hello world" };
        let expected = "sha256=f39034b29165ec6a5104d9aef27266484ab26c8caa7bca8bcb2dd02e8be61b17";
        holds(&meta, "sesame", request, expected, Time(0));
        let viber = recipe("X-Viber-Content-Signature", vec![SignedPart::Body]);
        let body = br#"{"event":"webhook","timestamp":1700000000000,"message_token":1}"#;
        let expected = "23bc7030ab898b1ff5d04fd53f908faf933d6c6b7e4cc9356619610d93937da3";
        holds(&viber, "viber-token", SignedRequest { body, ..request }, expected, Time(0));
    }

    #[test]
    fn amojo_signs_with_sha1_and_its_requests_line_by_line() {
        let mut hook = recipe("X-Signature", vec![SignedPart::Body]);
        hook.algorithm = MacAlgorithm::HmacSha1;
        let request = SignedRequest {
            method: "POST",
            url: "https://amojo.kommo.com/v2/origin/custom/f62a0162-46a6-00b4-bd25-000000000000/connect",
            headers: &[],
            body: br#"{"account_id":"a","time":1}"#,
        };
        holds(&hook, "chan-secret", request, "5d86d0e4b2d843a2ebcc75c8a977b68dace0bcda", Time(0));
        let line = || SignedPart::Literal("\n".into());
        let header = |name: &str| SignedPart::Header(name.into());
        let parts = vec![
            SignedPart::Method,
            line(),
            header("Content-MD5"),
            line(),
            header("Content-Type"),
            line(),
            header("Date"),
            line(),
            SignedPart::Path,
        ];
        let recipe = SignatureRecipe { parts, ..hook };
        let headers = headers(&[
            ("content-md5", "db1ad5caacc3673fb8546df470c2ec61"),
            ("content-type", "application/json"),
            ("date", "Thu, 01 Jan 2026 12:00:00 +0000"),
        ]);
        let request = SignedRequest { headers: &headers, ..request };
        let signed = sign(&recipe, &Filled::new("chan-secret"), &request).unwrap();
        assert_eq!(signed.expose(), "992ff2b647750a13dd780f0bfeeed5e6f677142a");
        let words = sign(&recipe, &Filled::new("k"), &SignedRequest { headers: &[], ..request }).unwrap_err();
        assert_eq!(words, "the header `Content-MD5` is signed and is not there");
    }

    #[test]
    fn twilio_signs_the_url_and_the_sorted_form_and_names_other_bodies_by_their_hash() {
        let mut twilio = recipe("X-Twilio-Signature", vec![SignedPart::Url, SignedPart::SortedForm]);
        twilio.algorithm = MacAlgorithm::HmacSha1;
        twilio.encoding = MacEncoding::Base64;
        let form = headers(&[("content-type", "application/x-www-form-urlencoded; charset=utf-8")]);
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        let body = b"Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309&CallSid=CA1234567890ABCDE";
        let request = SignedRequest { method: "POST", url, headers: &form, body };
        holds(&twilio, "12345", request, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", Time(0));

        let body = br#"{"a":1}"#;
        let hash: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
        let url = format!("https://mycompany.com/x?bodySHA256={hash}");
        let json = headers(&[("content-type", "application/json")]);
        let request = SignedRequest { method: "POST", url: &url, headers: &json, body };
        let expected = sign(&twilio, &Filled::new("12345"), &request).unwrap();
        holds(&twilio, "12345", request, expected.expose(), Time(0));
        let nameless = SignedRequest { url: "https://mycompany.com/x", ..request };
        let signed = sign(&twilio, &Filled::new("12345"), &nameless).unwrap();
        let headers =
            headers(&[("content-type", "application/json"), ("x-twilio-signature", signed.expose())]);
        let nameless = SignedRequest { headers: &headers, ..nameless };
        assert!(!verify(&twilio, &Filled::new("12345"), &nameless, Time(0)), "nothing covers the body");
    }

    #[test]
    fn standard_webhooks_sign_id_time_and_body_and_age() {
        let dot = || SignedPart::Literal(".".into());
        let parts = vec![SignedPart::Id, dot(), SignedPart::Timestamp, dot(), SignedPart::Body];
        let standard = SignatureRecipe {
            key_form: KeyForm::Base64,
            encoding: MacEncoding::Base64,
            prefix: "v1,".into(),
            timestamp_header: Some("webhook-timestamp".into()),
            id_header: Some("webhook-id".into()),
            max_skew: Some(Duration(300_000)),
            ..recipe("webhook-signature", parts)
        };
        let list = headers(&[
            ("Webhook-Id", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk"),
            ("Webhook-Timestamp", "1649367553"),
        ]);
        let body = br#"{"email":"test@example.com","username":"test_user"}"#;
        let request = SignedRequest { method: "POST", url: "https://a.example/", headers: &list, body };
        let key = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        let expected = "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";
        let at = |seconds: i64| Time(seconds * 1000);
        holds(&standard, key, request, expected, at(1_649_367_553));
        let mut signed = list.clone();
        signed.push(("webhook-signature".into(), expected.into()));
        let request = SignedRequest { headers: &signed, ..request };
        let passes = |now| verify(&standard, &Filled::new(key), &request, now);
        assert!(passes(at(1_649_367_553 + 300)) && passes(at(1_649_367_553 - 300)));
        assert!(!passes(at(1_649_367_553 + 301)) && !passes(at(1_649_367_553 - 301)));
        let words = sign(&standard, &Filled::new("not base64!"), &request).unwrap_err();
        assert_eq!(words, "the key of the signature is not base64");
    }

    #[test]
    fn chatwoot_signs_time_and_body() {
        let parts = vec![SignedPart::Timestamp, SignedPart::Literal(".".into()), SignedPart::Body];
        let chatwoot = SignatureRecipe {
            prefix: "sha256=".into(),
            timestamp_header: Some("X-Chatwoot-Timestamp".into()),
            ..recipe("X-Chatwoot-Signature", parts)
        };
        let list = headers(&[("x-chatwoot-timestamp", "1700000000")]);
        let body = br#"{"event":"message_created","id":1}"#;
        let request = SignedRequest { method: "POST", url: "https://a.example/", headers: &list, body };
        let expected = "sha256=37168531ef81db80a7c919a6e9a75e47e0510e27d242579ade4b5862f5456ed7";
        holds(&chatwoot, "cw-secret", request, expected, Time(0));
    }
}
