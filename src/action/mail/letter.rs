//! A mail with its headers. What a contact wrote is put into parts that were built before; no part is ever parsed again.

use lettre::address::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};

use crate::action::inputs::Inputs;
use crate::action::json;
use crate::ir::{InputText, MailCall, Mailbox as Written, Value};
use crate::outbound::{Environment, percent_encode};

/// Writes the mail of a call. `fingerprint` makes its Message-ID, by which servers and programs know a repetition.
///
/// # Errors
/// In words, without values: an address that is none, a value that no text can hold.
pub(super) fn write(
    call: &MailCall,
    inputs: Inputs<'_>,
    environment: &Environment,
    fingerprint: &str,
) -> Result<Message, String> {
    let fill = |text: &InputText, shown: fn(&Value) -> Result<String, String>| {
        inputs.fill(text, environment, shown).map(|filled| filled.expose().to_owned())
    };
    let mailbox = |written: &Written, what: &str| {
        let address: Result<Address, _> = fill(&written.address, json::plain)?.trim().parse();
        let address = address.map_err(|_| format!("{what} is no e-mail address"))?;
        let name = one_line(&fill(&written.name, json::plain)?);
        Ok::<_, String>(Mailbox::new(Some(name).filter(|name| !name.is_empty()), address))
    };
    let from = mailbox(&call.from, "the sender")?;
    let id = format!("<{fingerprint}@{}>", from.email.domain());
    let mut builder = Message::builder()
        .message_id(Some(id))
        .from(from)
        .to(mailbox(&call.to, "the recipient")?)
        .subject(one_line(&fill(&call.subject, json::plain)?));
    if let Some(reply_to) = &call.reply_to {
        builder = builder.reply_to(mailbox(reply_to, "the one who gets the answers")?);
    }
    if let Some(url) = &call.list_unsubscribe {
        let encoded = |value: &Value| {
            let mut url = String::new();
            percent_encode(&json::plain(value)?, &mut url);
            Ok(url)
        };
        let url = fill(url, encoded)?;
        if !url.starts_with("https://") || !url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'>') {
            return Err("`list_unsubscribe` is no https URL".to_owned());
        }
        let header =
            |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
        builder = builder
            .raw_header(header("List-Unsubscribe", &format!("<{url}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let text = fill(&call.text, json::plain)?;
    let letter = match &call.html {
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, fill(html, escaped)?)),
        None => builder.singlepart(lettre::message::SinglePart::plain(text)),
    };
    letter.map_err(|_| "the mail cannot be written as it is".to_owned())
}

/// A text of a header: what would end its line is a space.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// A value within HTML.
fn escaped(value: &Value) -> Result<String, String> {
    let mut html = String::new();
    for c in json::plain(value)?.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    Ok(html)
}
