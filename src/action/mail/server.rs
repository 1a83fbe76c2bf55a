//! The mail server's URL.

use reqwest::Url;

use crate::action::percent;
use crate::outbound::Filled;

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// From its first byte: `smtps://`, port 465.
    Tls,
    /// After `STARTTLS`, without which nothing is sent: `smtp://`, port 587.
    StartTls,
    /// Not at all: a host of `allow_private`.
    None,
}

/// A mail server.
#[derive(Debug, PartialEq)]
pub(super) struct Server {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    /// User and password.
    pub login: Option<(Filled, Filled)>,
}

impl Server {
    /// Reads `smtps://USER:PASSWORD@HOST:PORT`, or `smtp://…`. A host of `allow_private` is spoken to without encryption
    /// unless the URL says `?tls=required`.
    ///
    /// # Errors
    /// In words without secrets.
    pub fn read(url: &str, allowed: impl Fn(&str) -> bool) -> Result<Self, String> {
        let words =
            || "the mail server's address is to be `smtps://USER:PASSWORD@HOST`, or `smtp://…`".to_owned();
        let url = Url::parse(url).map_err(|_| words())?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(words)?.to_owned();
        let required = match url.query() {
            None => false,
            Some("tls=required") => true,
            Some(_) => {
                return Err("behind the `?` of the mail server's address may stand `tls=required`".to_owned());
            }
        };
        let (encryption, port) = match url.scheme() {
            "smtps" => (Encryption::Tls, 465),
            "smtp" if allowed(&host) && !required => (Encryption::None, 587),
            "smtp" => (Encryption::StartTls, 587),
            _ => return Err(words()),
        };
        let login = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => {
                let part = |text| percent::decode(text).map(Filled::new).ok_or_else(words);
                Some((part(user)?, part(password.unwrap_or(""))?))
            }
        };
        Ok(Server { host, port: url.port().unwrap_or(port), encryption, login })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<(String, u16, Encryption), String> {
        let server = Server::read(url, |host| host == "mail.internal")?;
        Ok((server.host, server.port, server.encryption))
    }

    #[test]
    fn only_an_allowed_host_is_spoken_to_in_the_open() {
        assert_eq!(read("smtps://mail.example"), Ok(("mail.example".into(), 465, Encryption::Tls)));
        assert_eq!(read("smtp://mail.example"), Ok(("mail.example".into(), 587, Encryption::StartTls)));
        assert_eq!(read("smtp://mail.internal:25"), Ok(("mail.internal".into(), 25, Encryption::None)));
        let required = read("smtp://mail.internal?tls=required");
        assert_eq!(required, Ok(("mail.internal".into(), 587, Encryption::StartTls)));
        for bad in ["https://u:s3cret@mail.example", "smtp://u:s3cret@mail.example?tls=none", "smtp:u:s3cret"]
        {
            assert!(!read(bad).unwrap_err().contains("s3cret"));
        }
        let login = Server::read("smtps://shop%40a.example:p%3Aq@mail.example", |_| false).unwrap().login;
        assert_eq!(login, Some((Filled::new("shop@a.example"), Filled::new("p:q"))));
    }
}
