//! Actions that send mail.

mod letter;
mod server;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

use super::inputs::{self, Inputs};
use super::outcome::unknown;
use crate::ir::{Action, MailCall, Value};
use crate::outbound::{Environment, Failure, Outbound};
use crate::runtime::ActionTry;
use server::{Encryption, Server};

/// The longest that a farewell may take: the mail is accepted already.
const QUIT_TIMEOUT: Duration = Duration::from_secs(1);

/// What actions that send mail share.
#[derive(Debug, Clone)]
pub(super) struct Mailer {
    outbound: Outbound,
    environment: Arc<Environment>,
}

/// Why a mail was not handed over; in words without secrets, addresses and what a server says in its own words.
#[derive(Debug)]
enum Trouble {
    Failed(String),
    Again(String),
}

impl Mailer {
    /// With the addresses that may be reached, and the values that the manifest's texts ask for.
    pub fn new(outbound: Outbound, environment: Arc<Environment>) -> Self {
        Mailer { outbound, environment }
    }

    /// Makes one attempt. `fingerprint` is the mail's own id, the same at each attempt.
    pub async fn attempt(
        &self,
        action: &Action,
        call: &MailCall,
        inputs: Inputs<'_>,
        fingerprint: &str,
    ) -> ActionTry {
        let letter = letter::write(call, inputs, &self.environment, fingerprint);
        let server = inputs::text(&self.environment, &call.server)
            .and_then(|url| Server::read(url.expose(), |host| self.outbound.allows(host)));
        let (letter, server) = match letter.and_then(|letter| Ok((letter, server?))) {
            Ok(ready) => ready,
            Err(words) => return ActionTry::Failed(words),
        };
        let timeout = Duration::from_millis(action.timeout.0.max(1) as u64);
        let handed = AtomicBool::new(false);
        let sent = tokio::time::timeout(timeout, self.send(&server, &letter, &handed)).await;
        let slow = || Trouble::Again(format!("{} did not take the mail within {timeout:?}", server.host));
        match sent.unwrap_or_else(|_| Err(slow())) {
            Ok(()) => ActionTry::Done(Value::Empty),
            Err(Trouble::Failed(words)) => ActionTry::Failed(words),
            Err(Trouble::Again(words)) if handed.load(Ordering::Relaxed) => unknown(action, words),
            Err(Trouble::Again(words)) => ActionTry::again(words),
        }
    }

    /// Hands a mail over. `handed` is true while the server has it and has not said what it does with it.
    async fn send(&self, server: &Server, letter: &Message, handed: &AtomicBool) -> Result<(), Trouble> {
        let host = &server.host;
        let hello = ClientId::default();
        let tls = || {
            TlsParameters::new(host.clone())
                .map_err(|_| Trouble::Failed(format!("{host} cannot have a certificate")))
        };
        let mut connection = self.connect(server, &hello).await?;
        if server.encryption == Encryption::StartTls {
            if !connection.can_starttls() {
                let words = format!(
                    "{host} offers no encryption, and the mail does not go without: use its `smtps://` port"
                );
                return Err(Trouble::Failed(words));
            }
            connection
                .starttls(tls()?, &hello)
                .await
                .map_err(|error| trouble(host, "the encryption", &error))?;
        }
        if let Some((user, password)) = &server.login {
            let credentials = Credentials::new(user.expose().to_owned(), password.expose().to_owned());
            let known = [Mechanism::Plain, Mechanism::Login];
            let signed = connection.auth(&known, &credentials).await;
            signed.map_err(|error| trouble(host, "the user and the password", &error))?;
        }
        let envelope = letter.envelope();
        let mut parameters = Vec::new();
        let mut addresses = envelope.to().iter().chain(envelope.from());
        if addresses.any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Trouble::Failed(format!("{host} takes addresses of Latin letters only")));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = Mail::new(envelope.from().cloned(), parameters);
        connection.command(from).await.map_err(|error| trouble(host, "the sender", &error))?;
        for to in envelope.to() {
            let to = Rcpt::new(to.clone(), Vec::new());
            connection.command(to).await.map_err(|error| trouble(host, "the recipient", &error))?;
        }
        connection.command(Data).await.map_err(|error| trouble(host, "the mail", &error))?;
        handed.store(true, Ordering::Relaxed);
        let taken = connection.message(&letter.formatted()).await;
        if taken.as_ref().map_or_else(|error| error.status().is_some(), |_| true) {
            handed.store(false, Ordering::Relaxed);
        }
        taken.map_err(|error| trouble(host, "the mail", &error))?;
        let _ = tokio::time::timeout(QUIT_TIMEOUT, connection.quit()).await;
        Ok(())
    }

    /// The first address of the server that answers.
    async fn connect(&self, server: &Server, hello: &ClientId) -> Result<AsyncSmtpConnection, Trouble> {
        let host = &server.host;
        let addresses =
            self.outbound.addresses(host, server.port).await.map_err(|failure| match failure {
                Failure::Refused(words) => Trouble::Failed(words),
                failure => Trouble::Again(failure.to_string()),
            })?;
        let mut last = Trouble::Again(format!("{host} cannot be reached"));
        for address in addresses {
            let tls = match server.encryption {
                Encryption::Tls => {
                    let words = |_| Trouble::Failed(format!("{host} cannot have a certificate"));
                    Some(TlsParameters::new(host.clone()).map_err(words)?)
                }
                _ => None,
            };
            match AsyncSmtpConnection::connect_tokio1(address, None, hello, tls, None).await {
                Ok(connection) => return Ok(connection),
                Err(error) => last = trouble(host, "the connection", &error),
            }
        }
        Err(last)
    }
}

/// What an answer means: 4xx may pass, 5xx will not, a broken connection may. Of the server's words only its codes are told:
/// the rest often quotes the recipient.
fn trouble(host: &str, what: &str, error: &Error) -> Trouble {
    if let Some(code) = error.status() {
        let enhanced = std::error::Error::source(error).and_then(|text| enhanced(&text.to_string()));
        let words = format!("{host} refuses {what}: {code}{}", enhanced.unwrap_or_default());
        return if error.is_permanent() { Trouble::Failed(words) } else { Trouble::Again(words) };
    }
    if error.is_client() {
        return Trouble::Failed(format!("{host} and flowc have no way to agree on {what}"));
    }
    if error.is_response() {
        return Trouble::Again(format!("{host} broke off, or does not speak SMTP"));
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    Trouble::Again(format!("no connection with {host}: {cause}"))
}

/// The code of RFC 3463 at the beginning of an answer, such as ` 5.1.1`.
fn enhanced(words: &str) -> Option<String> {
    let first = words.split_whitespace().next()?;
    let digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (first.split('.').count() == 3 && first.split('.').all(digits)).then(|| format!(" {first}"))
}
