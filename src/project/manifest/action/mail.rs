//! Actions that send mail: `smtp: "${SMTP_URL}"`.

use super::input_text::{server, text};
use crate::diagnostic::codes::project as codes;
use crate::ir::{InputText, MailCall, Mailbox, Param, variables};
use crate::project::manifest::reader::{Reader, Table};
use crate::project::manifest::tree::Node;

/// `smtp: "${SMTP_URL}"` and what may stand beside it.
pub(super) fn call(
    reader: &mut Reader<'_>,
    node: &Node,
    table: &mut Table<'_>,
    inputs: &[Param],
) -> Option<MailCall> {
    let server = server(reader, node, "the mail server", &["smtps://", "smtp://"]);
    let from = reader.require(table, "from", "write `from: Shop <hello@shop.example>`: who sends the mail");
    let from = from.and_then(|node| {
        let from = mailbox(reader, node, "the sender", inputs)?;
        if from.name.inputs().chain(from.address.inputs()).next().is_some() {
            reader.wrong(node, "the sender", "the same for every contact");
            return None;
        }
        Some(from)
    });
    let to = reader.require(table, "to", "write `to: \"{email}\"`: who gets the mail, an input");
    let to = to.and_then(|node| mailbox(reader, node, "the recipient", inputs));
    let reply_to = table.take("reply_to").and_then(|node| mailbox(reader, node, "`reply_to`", inputs));
    let subject = reader.require(table, "subject", "a mail without a subject is taken for spam");
    let subject = subject.and_then(|node| line(reader, node, "the subject", inputs));
    let help = "write `text: …`; `html` may stand beside it, for programs that show it";
    let plain = reader.require(table, "text", help);
    let plain = plain.and_then(|node| text(reader, node, "the mail's text", inputs));
    let html = table.take("html").and_then(|node| text(reader, node, "the mail's HTML", inputs));
    let list_unsubscribe = table.take("list_unsubscribe").and_then(|node| unsubscribe(reader, node, inputs));
    Some(MailCall {
        server: server?,
        from: from?,
        to: to?,
        reply_to,
        subject: subject?,
        text: plain?,
        html,
        list_unsubscribe,
    })
}

fn line(reader: &mut Reader<'_>, node: &Node, what: &str, inputs: &[Param]) -> Option<InputText> {
    let line = text(reader, node, what, inputs)?;
    if line.texts().any(|text| text.contains(['\r', '\n', '\0'])) {
        reader.wrong(node, what, "one line");
        return None;
    }
    Some(line)
}

/// `Shop <hello@shop.example>` or the address alone. The two are kept apart: the value of one never becomes the other.
fn mailbox(reader: &mut Reader<'_>, node: &Node, what: &str, inputs: &[Param]) -> Option<Mailbox> {
    let whole = reader.text(node, what)?;
    line(reader, node, what, inputs)?;
    let (name, address) = match whole.trim().strip_suffix('>').and_then(|whole| whole.rsplit_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"'), address),
        None => ("", whole.trim()),
    };
    let mailbox = Mailbox { name: InputText::parse(name), address: InputText::parse(address) };
    let open = mailbox.address.inputs().next().is_some() || !variables(address).is_empty();
    let fits = address.contains('@') && !address.contains(char::is_whitespace);
    if !(fits || open && !address.is_empty()) {
        reader.wrong(node, what, "an address such as `hello@shop.example` or `Shop <hello@shop.example>`");
        return None;
    }
    Some(mailbox)
}

fn unsubscribe(reader: &mut Reader<'_>, node: &Node, inputs: &[Param]) -> Option<InputText> {
    let what = "the URL that ends the subscription";
    let url = line(reader, node, what, inputs)?;
    let whole = reader.text(node, what)?;
    let rest = whole.strip_prefix("https://");
    if !whole.starts_with("${") && rest.is_none_or(str::is_empty) {
        reader.wrong(node, what, "`https://…`, or comes from the environment as `${NAME}`");
        return None;
    }
    let host = whole.len() - rest.unwrap_or(whole).len();
    let first = InputText::holes(whole).into_iter().next().map(|(_, part)| part);
    if let Some(first) = first
        && !whole[host..first.start].contains(['/', '?'])
    {
        let span = reader.inside(node, first);
        reader.find(&codes::WRONG_VALUE, span, "an input may stand behind a `/` or a `?` of the URL");
        return None;
    }
    Some(url)
}
