//! Actions that send mail.

use serde::{Deserialize, Serialize};

use super::InputText;

/// A mail that is handed to an SMTP server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MailCall {
    /// The server: `smtps://USER:PASSWORD@HOST`, or `smtp://…` with STARTTLS.
    pub server: String,
    /// Who sends it; without inputs.
    pub from: Mailbox,
    /// Who gets it.
    pub to: Mailbox,
    /// Who gets the answers, if somebody else than the sender.
    pub reply_to: Option<Mailbox>,
    /// The subject.
    pub subject: InputText,
    /// The plain text.
    pub text: InputText,
    /// The same as HTML; its inputs are escaped.
    pub html: Option<InputText>,
    /// The https URL that ends the subscription with one click (RFC 8058); its inputs are percent-encoded.
    pub list_unsubscribe: Option<InputText>,
}

impl MailCall {
    /// Every text with inputs, by its key in the manifest.
    pub fn texts(&self) -> Vec<(&'static str, &InputText)> {
        let mut texts = vec![("from", &self.from.name), ("from", &self.from.address)];
        texts.extend([("to", &self.to.name), ("to", &self.to.address)]);
        if let Some(reply_to) = &self.reply_to {
            texts.extend([("reply_to", &reply_to.name), ("reply_to", &reply_to.address)]);
        }
        texts.extend([("subject", &self.subject), ("text", &self.text)]);
        texts.extend(self.html.iter().map(|html| ("html", html)));
        texts.extend(self.list_unsubscribe.iter().map(|url| ("list_unsubscribe", url)));
        texts
    }
}

/// A name and an address, kept apart so that no value of one can be read as the other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mailbox {
    /// The name that is shown; empty where there is none.
    pub name: InputText,
    /// The address.
    pub address: InputText,
}
