//! Mails to a server on loopback that speaks SMTP.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::action::testing::{Caller, again, failed, text};
use crate::ir::Value;
use crate::runtime::ActionTry;

/// What the server does at a command instead of taking it.
#[derive(Debug, Clone, Copy)]
enum Answer {
    /// It says this.
    Says(&'static str),
    /// It hangs up without a word.
    HangsUp,
    /// It says nothing and stays.
    Waits,
}

/// Commands and mails, as they came.
type Seen = Arc<Mutex<Vec<String>>>;

/// A server that answers one command in its own way: `RCPT`, `DATA`, or `.`, the end of the mail.
async fn server(at: &'static str, answer: Answer) -> (u16, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Seen::default();
    let kept = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that goes away in the middle ends the talk.
            let _ = talk(stream, at, answer, &kept).await;
        }
    });
    (port, seen)
}

async fn taking() -> (u16, Seen) {
    server("nothing", Answer::HangsUp).await
}

async fn talk(stream: TcpStream, at: &str, answer: Answer, seen: &Seen) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 fake ESMTP\r\n").await?;
    let mut in_mail = false;
    let mut mail = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        if in_mail && line != ".\r\n" {
            mail.push_str(&line);
            continue;
        }
        seen.lock().unwrap().push(if in_mail {
            std::mem::take(&mut mail)
        } else {
            line.trim_end().to_owned()
        });
        let own = if in_mail { at == "." } else { line.to_uppercase().starts_with(at) };
        let ends_mail = std::mem::take(&mut in_mail);
        let words = match (own, answer) {
            (true, Answer::HangsUp) => return Ok(()),
            (true, Answer::Waits) => continue,
            (true, Answer::Says(words)) => words,
            _ if ends_mail => "250 2.0.0 queued",
            _ if line.starts_with("EHLO") => "250-fake\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
            _ if line.starts_with("AUTH") => "235 2.7.0 welcome",
            _ if line.starts_with("DATA") => {
                in_mail = true;
                "354 go on"
            }
            _ if line.starts_with("QUIT") => "221 bye",
            _ => "250 2.1.0 ok",
        };
        stream.write_all(format!("{words}\r\n").as_bytes()).await?;
    }
}

const RECEIPT: &str = r#"mail: { smtp: "${SMTP_URL}", from: "Kopilka <hello@kopilka.example>", to: "{name} <{email}>",
  subject: "Your receipt {number}", text: "Paid: {number}.\nHello {name}!", html: "<p style='a{b'>{name}</p>",
  list_unsubscribe: "https://kopilka.example/u/{number}",
  input: { name: text, email: text private, number: text } MORE }"#;

fn caller(port: u16, more: &str) -> Caller {
    let url = format!("smtp://shop:s3cret@localhost:{port}");
    Caller::new(&RECEIPT.replace("MORE", more), std::path::Path::new(""), &[("SMTP_URL", &url)])
}

async fn send(caller: &Caller, name: &str, email: &str, number: &str) -> ActionTry {
    caller.call("mail", &[("name", text(name)), ("email", text(email)), ("number", text(number))]).await
}

const DONE: ActionTry = ActionTry::Done(Value::Empty);

#[tokio::test]
async fn a_mail_arrives_with_its_headers_and_the_same_id_at_each_attempt() {
    let (port, seen) = taking().await;
    let caller = caller(port, "");
    for _ in 0..2 {
        assert_eq!(send(&caller, "Ann <b>", "ann@mail.example", "7/8").await, DONE);
    }
    let seen = seen.lock().unwrap();
    assert!(seen.contains(&"MAIL FROM:<hello@kopilka.example>".to_owned()), "{seen:#?}");
    assert!(seen.contains(&"RCPT TO:<ann@mail.example>".to_owned()), "{seen:#?}");
    assert!(seen.iter().any(|line| line == "AUTH PLAIN AHNob3AAczNjcmV0"), "{seen:#?}");
    let mails: Vec<&String> = seen.iter().filter(|line| line.contains("Subject")).collect();
    let header = |mail: &str, name: &str| {
        mail.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned)).unwrap_or_default()
    };
    let mail = mails[0];
    assert_eq!(header(mail, "From: "), "Kopilka <hello@kopilka.example>");
    assert_eq!(header(mail, "To: "), "=?utf-8?b?QW5uIDxiPg==?= <ann@mail.example>");
    assert_eq!(header(mail, "Subject: "), "Your receipt 7/8");
    assert_eq!(header(mail, "List-Unsubscribe: "), "<https://kopilka.example/u/7%2F8>");
    assert_eq!(header(mail, "List-Unsubscribe-Post: "), "List-Unsubscribe=One-Click");
    assert!(mail.contains("Paid: 7/8.\r\nHello Ann <b>!"), "{mail}");
    assert!(mail.contains("<p style='a{b'>Ann &lt;b&gt;</p>"), "{mail}");
    let ids = [mails[0], mails[1]].map(|mail| header(mail, "Message-ID: "));
    assert!(ids[0] == ids[1] && ids[0].ends_with("@kopilka.example>"), "{ids:?}");
    assert!(!ids[0].contains("c1"), "nothing of the contact is in it");
}

#[tokio::test]
async fn no_value_becomes_a_header_or_a_second_recipient() {
    let (port, seen) = taking().await;
    let caller = caller(port, "");
    let evil = "x\r\nBcc: spy@evil.example\r\n\r\nbody\r\n.\r\nMAIL FROM:<spy@evil.example>";
    assert_eq!(send(&caller, evil, "ann@mail.example", evil).await, DONE);
    {
        let seen = seen.lock().unwrap();
        let commands = seen.iter().filter(|line| line.starts_with("RCPT") || line.starts_with("MAIL"));
        assert_eq!(commands.count(), 2, "{seen:#?}");
        let mail = seen.iter().find(|line| line.contains("Subject")).unwrap();
        let headers = mail.split("\r\n\r\n").next().unwrap();
        assert!(!headers.lines().any(|line| line.starts_with("Bcc")), "{headers}");
    }
    for evil in [
        "ann@mail.example, spy@evil.example",
        "ann@mail.example>\r\nRCPT TO:<spy@evil.example",
        "ann@mail.example\r\nBcc: spy@evil.example",
        "<ann@mail.example>",
        "nobody",
        "",
    ] {
        let words = failed(send(&caller, "Ann", evil, "7").await);
        assert_eq!(words, "mail: the recipient is no e-mail address", "{evil:?}");
    }
    assert_eq!(seen.lock().unwrap().iter().filter(|line| line.starts_with("RCPT")).count(), 1);
}

#[tokio::test]
async fn a_refusal_passes_or_lasts_by_its_code_and_the_servers_words_are_not_told() {
    for (at, words, wanted) in [
        (
            "RCPT",
            "450 4.2.0 <ann@mail.example> is greylisted",
            "mail: localhost refuses the recipient: 450 4.2.0",
        ),
        (".", "451 later, ann", "mail: localhost refuses the mail: 451"),
        ("MAIL", "421 4.7.0 too many", "mail: localhost refuses the sender: 421 4.7.0"),
    ] {
        let (port, _) = server(at, Answer::Says(words)).await;
        assert_eq!(again(send(&caller(port, ""), "Ann", "ann@mail.example", "7").await), wanted);
    }
    for (at, words, wanted) in [
        (
            "RCPT",
            "550 5.1.1 <ann@mail.example>: no such user",
            "mail: localhost refuses the recipient: 550 5.1.1",
        ),
        ("AUTH", "535 5.7.8 s3cret is wrong", "mail: localhost refuses the user and the password: 535 5.7.8"),
        (".", "554 5.7.1 spam", "mail: localhost refuses the mail: 554 5.7.1"),
    ] {
        let (port, _) = server(at, Answer::Says(words)).await;
        assert_eq!(failed(send(&caller(port, ""), "Ann", "ann@mail.example", "7").await), wanted);
    }
}

#[tokio::test]
async fn a_mail_that_was_handed_over_without_an_answer_is_what_the_manifest_says() {
    for answer in [Answer::HangsUp, Answer::Waits] {
        let (port, _) = server(".", answer).await;
        let words = failed(send(&caller(port, ", timeout: 1s"), "Ann", "ann@mail.example", "7").await);
        assert!(words.ends_with("; whether it was done is not known"), "{words}");
        let tried =
            send(&caller(port, ", timeout: 1s, unknown: again"), "Ann", "ann@mail.example", "7").await;
        assert!(again(tried).ends_with("is not known"));
        let tried = send(&caller(port, ", timeout: 1s, unknown: done"), "Ann", "ann@mail.example", "7").await;
        assert_eq!(tried, DONE);
    }
    let (port, _) = server("DATA", Answer::HangsUp).await;
    let words = again(send(&caller(port, ""), "Ann", "ann@mail.example", "7").await);
    assert_eq!(words, "mail: localhost broke off, or does not speak SMTP", "nothing was handed over");
}

#[tokio::test]
async fn nothing_goes_in_the_open_or_to_a_private_host_that_is_not_allowed() {
    let (port, seen) = taking().await;
    let at = |url: String| {
        Caller::new(&RECEIPT.replace("MORE", ""), std::path::Path::new(""), &[("SMTP_URL", &url)])
    };
    let words =
        failed(send(&at(format!("smtp://localhost:{port}?tls=required")), "A", "a@b.example", "7").await);
    assert!(words.contains("offers no encryption"), "{words}");
    let words = failed(send(&at(format!("smtp://u:s3cret@127.0.0.1:{port}")), "A", "a@b.example", "7").await);
    assert!(words.contains("not in the open network") && !words.contains("s3cret"), "{words}");
    assert!(!seen.lock().unwrap().iter().any(|line| line.starts_with("MAIL")));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap().port();
    drop(listener);
    let words =
        again(send(&at(format!("smtp://u:s3cret@localhost:{closed}")), "A", "a@b.example", "7").await);
    assert!(words.starts_with("mail: no connection with localhost") && !words.contains("s3cret"), "{words}");
}
