//! `do` beyond HTTP, end to end: one flow writes a row of SQLite, a line of a CSV file, and sends a mail.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::flowc::{Folder, Said};

const SCRIPT: &str = r#"bot "Shop" { start hello  guardrails "Never promise a price." }
flow hello {
  step order {
    ask "Your name?" save name within 1d else -> end
    do db.add(name: name) else -> down
    do db.count() save orders else -> down
    do leads.append(name: name, orders: orders) else -> down
    do mail.receipt(name: name, orders: orders) else -> down
    say "Done, order {orders}."
    -> end
  }
  step down { say "We will write to you." -> end }
}
"#;

const MANIFEST: &str = r#"flow: 1
project: shop
allow_private: [localhost]
actions:
  db.add: { sql: "${DATABASE_URL}", query: "insert into orders(name) values ({name})", input: { name: text } }
  db.count: { sql: "${DATABASE_URL}", query: select count(*) from orders, output: number }
  leads.append: { csv: leads.csv, columns: [name, orders], input: { name: text, orders: number } }
  mail.receipt:
    smtp: "${SMTP_URL}"
    from: Shop <hello@shop.example>
    to: ann@mail.example
    subject: "Order {orders} of {name}"
    text: Thank you!
    input: { name: text, orders: number }
"#;

/// A mail server that takes everything, and what it took.
fn mail_server() -> (u16, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let took: Arc<Mutex<String>> = Arc::default();
    let kept = took.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            stream.get_mut().write_all(b"220 fake\r\n").unwrap();
            let (mut line, mut in_mail) = (String::new(), false);
            while stream.read_line(&mut line).is_ok_and(|read| read > 0) {
                kept.lock().unwrap().push_str(&line);
                let answer = match line.trim_end() {
                    "." => "250 queued",
                    _ if in_mail => "",
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                };
                in_mail = (in_mail || answer.starts_with("354")) && line != ".\r\n";
                if !answer.is_empty() && write!(stream.get_mut(), "{answer}\r\n").is_err() {
                    break;
                }
                line.clear();
            }
        }
    });
    (port, took)
}

#[test]
fn a_flow_writes_to_a_database_a_file_and_a_mailbox_once() {
    let (port, took) = mail_server();
    let folder = Folder::with(&[("shop.flow", SCRIPT), ("flow.yaml", MANIFEST)]);
    let database = rusqlite::Connection::open(folder.path().join("shop.db")).unwrap();
    database.execute_batch("create table orders(name text not null)").unwrap();
    let talk = || -> Said {
        let lines = "\
            {\"contact\":\"c1\",\"id\":\"e1\",\"at\":\"2026-11-20T10:00:00Z\",\"type\":\"start\"}\n\
            {\"contact\":\"c1\",\"id\":\"e2\",\"at\":\"2026-11-20T10:01:00Z\",\"type\":\"message\",\"text\":\"=Ann'); drop table orders; --\"}\n\
            {\"id\":\"later\",\"at\":\"2026-11-20T11:00:00Z\",\"type\":\"clock\"}\n";
        let mut command = folder.command(&["run", "--stdio", "--clock", "virtual"]);
        command.env("SMTP_URL", format!("smtp://localhost:{port}")).env("DATABASE_URL", "sqlite:shop.db");
        Folder::said(&mut command, lines)
    };
    let said = talk();
    assert!(said.code == 0 && said.out.contains("Done, order 1."), "{said:?}");
    talk();
    let names: Vec<String> = {
        let mut select = database.prepare("select name from orders").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(names, ["=Ann'); drop table orders; --"], "once, and as it is");
    let leads = std::fs::read_to_string(folder.path().join("leads.csv")).unwrap();
    assert_eq!(leads, "name,orders\r\n'=Ann'); drop table orders; --,1\r\n");
    let took = took.lock().unwrap();
    assert_eq!(took.matches("RCPT TO:<ann@mail.example>").count(), 1, "{took}");
    assert!(took.contains("Subject: Order 1 of =Ann'); drop table orders; --"), "{took}");
}

#[test]
fn commands_run_with_the_operators_word_alone() {
    let manifest = "flow: 1\nproject: shop\nactions:\n  db.add: { command: [touch, --, \"{name}\"], input: { name: text } }\n";
    let script = r#"bot "Shop" { start hello  guardrails "Never promise a price." }
flow hello { step a { do db.add(name: "made") else -> end  say "Done." -> end } }
"#;
    let folder = Folder::with(&[("shop.flow", script), ("flow.yaml", manifest)]);
    let lines = "{\"contact\":\"c1\",\"id\":\"e1\",\"at\":\"2026-11-20T10:00:00Z\",\"type\":\"start\"}\n\
                 {\"id\":\"later\",\"at\":\"2026-11-20T11:00:00Z\",\"type\":\"clock\"}\n";
    let refused = folder.flowc_with(&["run", "--stdio", "--clock", "virtual"], lines);
    assert_eq!(refused.code, 2);
    assert_eq!(
        refused.err,
        "error: the manifest runs commands on this machine, and nobody allowed it\n  actions.db.add: touch\n  \
         read the manifest's `actions`, then start with --allow-commands\n"
    );
    assert!(!folder.path().join("made").exists() && !folder.path().join(".flowc").exists());
    let said = folder.flowc_with(&["run", "--stdio", "--clock", "virtual", "--allow-commands"], lines);
    assert!(said.out.contains("Done."), "{said:?}");
    assert!(folder.path().join("made").exists());
}
