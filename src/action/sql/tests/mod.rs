//! Statements on real databases: a file of SQLite, and a server of PostgreSQL that the test starts.

use std::path::Path;

use crate::action::testing::{Caller, again, failed, number, record, text};
use crate::ir::{Duration, Time, Unknown, Value};
use crate::runtime::ActionTry;

mod server;

/// Values that would be SQL, were they ever read as SQL.
const INJECTIONS: [&str; 7] = [
    "'; drop table orders; --",
    "' or '1'='1",
    "\\'; delete from orders; --",
    "$$; drop table orders; $$",
    "{number}",
    "$1",
    "\"\u{1}\u{feff}ё",
];

/// Actions that both databases have; times and the like are their own.
const ORDERS: &str = r#"
  find: { sql: "${DB}", query: "select number, total, paid from orders where number = {number};", input: { number: text },
    output: { number: text, total: number, paid: bool } },
  maybe: { sql: "${DB}", query: "select number from orders where number = {number}", input: { number: text }, output: optional text },
  all: { sql: "${DB}", query: "select number, total from orders order by number", output: list of order },
  count: { sql: "${DB}", query: "select count(*) as n from orders", output: number },
  add: { sql: "${DB}", query: "insert into orders(number, total, paid) values ({number}, {total}, {paid})",
    input: { number: text, total: optional number, paid: optional bool }, output: number },
  change: { sql: "${DB}", query: "update orders set paid = {paid} where number <> {number} or number = {number}",
    input: { number: text, paid: bool }, output: number },
  wrong: { sql: "${DB}", query: "insert into orders(number, total, paid) values ({number}, 7, {paid}) returning total",
    input: { number: text, paid: bool }, output: bool, unknown: again },
  typo: { sql: "${DB}", query: "select * from ordrs", output: number },
  several: { sql: "${DB}", query: "select number from orders", output: optional text }"#;

fn caller(folder: &Path, url: &str, more: &str) -> Caller {
    Caller::new(&format!("{ORDERS} {more}"), folder, &[("DB", url)])
}

/// What must hold on both.
async fn orders(caller: &Caller) {
    let add = async |number: &str, total: Value| {
        caller.call("add", &[("number", text(number)), ("total", total), ("paid", Value::Bool(false))]).await
    };
    assert_eq!(add("A-1", number("12.50")).await, ActionTry::Done(number("1")));
    assert_eq!(add("A-2", number("123456789.123456")).await, ActionTry::Done(number("1")));
    let found = record(caller.call("find", &[("number", text("A-1"))]).await);
    assert_eq!(
        (&found["number"], &found["total"], &found["paid"]),
        (&text("A-1"), &number("12.5"), &Value::Bool(false))
    );
    let found = record(caller.call("find", &[("number", text("A-2"))]).await);
    assert_eq!(found["total"], number("123456789.123456"), "every digit");
    assert_eq!(
        failed(caller.call("find", &[("number", text("none"))]).await),
        "find: there is no such row, and the output is not `optional`"
    );
    assert_eq!(caller.call("maybe", &[("number", text("none"))]).await, ActionTry::Done(Value::Empty));
    for evil in INJECTIONS {
        assert_eq!(
            caller.call("maybe", &[("number", text(evil))]).await,
            ActionTry::Done(Value::Empty),
            "{evil}"
        );
        assert_eq!(add(evil, number("1")).await, ActionTry::Done(number("1")), "{evil}");
        assert_eq!(
            caller.call("maybe", &[("number", text(evil))]).await,
            ActionTry::Done(text(evil)),
            "{evil}"
        );
    }
    let count = INJECTIONS.len() + 2;
    assert_eq!(caller.call("count", &[]).await, ActionTry::Done(number(&count.to_string())));
    let ActionTry::Done(Value::List(all)) = caller.call("all", &[]).await else { panic!("a list") };
    assert_eq!(all.len(), count);
    let changed = caller.call("change", &[("number", text("A-1")), ("paid", Value::Bool(true))]).await;
    assert_eq!(changed, ActionTry::Done(number(&count.to_string())));

    let twice = failed(add("A-1", number("1")).await);
    assert!(twice.contains("orders") && !twice.contains("A-1"), "{twice}");
    let wrong = caller.call("wrong", &[("number", text("B")), ("paid", Value::Bool(true))]).await;
    assert!(failed(wrong).contains("not what was declared"));
    assert_eq!(
        caller.call("maybe", &[("number", text("B"))]).await,
        ActionTry::Done(Value::Empty),
        "what does not fit was taken back"
    );
    assert!(failed(caller.call("typo", &[]).await).contains("ordrs"));
    assert!(failed(caller.call("several", &[]).await).contains("rows where one is declared"));
    let unknown = ["find", "add", "wrong"].map(|action| caller.unknown(action));
    assert_eq!(unknown, [Unknown::Again, Unknown::Failed, Unknown::Again]);
}

fn shop(folder: &Path) -> rusqlite::Connection {
    let shop = rusqlite::Connection::open(folder.join("shop.db")).unwrap();
    shop.execute_batch(
        "create table orders(number text primary key, total numeric not null, paid boolean not null)",
    )
    .unwrap();
    shop
}

#[tokio::test]
async fn sqlite_binds_reads_and_takes_back() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    orders(&caller(folder.path(), "sqlite:shop.db", "")).await;
}

#[tokio::test]
async fn sqlite_keeps_times_days_and_lists() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let caller = caller(
        folder.path(),
        "sqlite:shop.db",
        r#", types: { sql: "${DB}", query: "select {at} as at, {at} = '2026-11-20 10:00:00' as same, {day} as day, {long} as long,
          (select count(*) from json_each({several})) as count, 0.1 + 0.2 as sum, {none} is null as blank",
          input: { at: time, day: date, long: duration, several: list of text, none: optional text },
          output: { at: time, same: bool, day: date, long: duration, count: number, sum: number, blank: bool } }"#,
    );
    let day: jiff::civil::Date = "2026-11-20".parse().unwrap();
    let at = Value::Time(Time(1_795_168_800_000));
    let several = Value::List(vec![text("a\",\"b"), text("c")]);
    let args = [
        ("at", at.clone()),
        ("day", Value::Date(day)),
        ("long", Value::Duration(Duration(90_500))),
        ("several", several),
    ];
    let found = record(caller.call("types", &args).await);
    assert_eq!(found["at"], at);
    assert_eq!((&found["same"], &found["blank"]), (&Value::Bool(true), &Value::Bool(true)));
    assert_eq!((&found["day"], &found["long"]), (&Value::Date(day), &Value::Duration(Duration(90_500))));
    assert_eq!((&found["count"], &found["sum"]), (&number("2"), &number("0.3")));
}

#[tokio::test]
async fn sqlite_stops_what_takes_too_long_and_waits_for_another_writer() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop(folder.path());
    let caller = caller(
        folder.path(),
        "sqlite:shop.db",
        r#", endless: { sql: "${DB}", query: "with recursive n(a) as (select 1 union all select a + 1 from n) select count(*) from n", output: number, timeout: 1s },
           hasty: { sql: "${DB}", query: "insert into orders values ({number}, 1, 1)", input: { number: text }, timeout: 1s }"#,
    );
    assert!(again(caller.call("endless", &[]).await).contains("was stopped"));
    shop.execute_batch("begin immediate").unwrap();
    again(caller.call("hasty", &[("number", text("A"))]).await);
    shop.execute_batch("commit").unwrap();
    assert_eq!(caller.call("hasty", &[("number", text("A"))]).await, ActionTry::Done(Value::Empty));
}

#[tokio::test]
async fn sqlite_makes_no_file_and_what_only_reads_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let none = caller(folder.path(), "sqlite:none.db", "");
    assert!(failed(none.call("count", &[]).await).contains("is not there"));
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    shop(folder.path());
    let other = caller(folder.path(), "mysql://localhost/shop", "");
    assert!(failed(other.call("count", &[]).await).contains("begins neither with"));
    let raw = caller(
        folder.path(),
        "sqlite:shop.db",
        r#", raw: { sql: "${DB}", query: "select :a, ?", output: number }"#,
    );
    assert!(failed(raw.call("raw", &[]).await).contains("a parameter that is no `{name}`"));
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_binds_reads_takes_back_and_loses_nothing() {
    let Some(server) = server::Server::start().await else {
        // Where it is not installed; the project's own checks install it.
        return;
    };
    let admin = server.client().await.unwrap();
    admin
        .batch_execute("create table orders(number text primary key, total numeric not null, paid boolean not null); create sequence numbers")
        .await
        .unwrap();
    let folder = Path::new("");
    orders(&caller(folder, &server.url(server.port), "")).await;

    let more = r#", types: { sql: "${DB}", query: "select {at}::timestamptz as at, timestamp '2026-11-20 10:00:00' as civil, {day}::date as day,
          {long}::interval as long, 1.10::numeric(20, 10) as exact, 0.1::float8 + 0.2 as sum,
          '0a0b0c0d-0000-0000-0000-000000000001'::uuid as id, array['a', 'b,\"'] as tags, '{\"a\": [1]}'::jsonb as more,
          'x' = any({several}) as among, {none}::int is null as blank",
          input: { at: time, day: date, long: duration, several: list of text, none: optional number },
          output: { at: time, civil: time, day: date, long: duration, exact: number, sum: number, id: text, tags: list of text, more: { a: list of number }, among: bool, blank: bool } },
        bytes: { sql: "${DB}", query: "select 'x'::bytea as b", output: text },
        draw: { sql: "${DB}", query: "select nextval('numbers')", output: number },
        drawn: { sql: "${DB}", query: "select nextval('numbers')", output: number, writes: true },
        sleep: { sql: "${DB}", query: "select pg_sleep(600)::text", output: text, timeout: 1s },
        end: { sql: "${DB}", query: "select pg_terminate_backend(pg_backend_pid())", output: bool },
        misfit: { sql: "${DB}", query: "select {a}::int", input: { a: text }, output: number }"#;
    let caller = caller(folder, &server.url(server.port), more);
    let day: jiff::civil::Date = "2026-11-20".parse().unwrap();
    let at = Value::Time(Time(1_795_168_800_000));
    let several = Value::List(vec![text("a\",\"x"), text("x")]);
    let args = [
        ("at", at.clone()),
        ("day", Value::Date(day)),
        ("long", Value::Duration(Duration(90_500))),
        ("several", several),
    ];
    let found = record(caller.call("types", &args).await);
    assert_eq!((&found["at"], &found["civil"]), (&at, &at), "whatever the server's own zone is");
    assert_eq!((&found["day"], &found["long"]), (&Value::Date(day), &Value::Duration(Duration(90_500))));
    assert_eq!((&found["exact"], &found["sum"]), (&number("1.1"), &number("0.3")));
    assert_eq!(found["id"], text("0a0b0c0d-0000-0000-0000-000000000001"));
    assert_eq!(found["tags"], Value::List(vec![text("a"), text("b,\"")]));
    assert_eq!((&found["among"], &found["blank"]), (&Value::Bool(true), &Value::Bool(true)));
    assert!(failed(caller.call("bytes", &[]).await).contains("the column `b` holds a `bytea`"));

    assert!(
        failed(caller.call("draw", &[]).await).contains("`writes: true`"),
        "what only reads cannot write"
    );
    assert_eq!(caller.call("drawn", &[]).await, ActionTry::Done(number("1")));
    let words = failed(caller.call("misfit", &[("a", text("s3cret"))]).await);
    assert!(words.contains("22P02") && !words.contains("s3cret"), "{words}");

    assert!(again(caller.call("sleep", &[]).await).contains("was cancelled"));
    let end = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    let asleep =
        "select count(*) from pg_stat_activity where state = 'active' and query like 'select pg_sleep%'";
    while admin.query_one(asleep, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        assert!(tokio::time::Instant::now() < end, "it still runs there");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    again(caller.call("end", &[]).await);
    assert_eq!(caller.call("drawn", &[]).await, ActionTry::Done(number("2")), "over a new connection");

    lost_at_the_commit(&server, &admin).await;
    refused(&server).await;
}

/// The connection breaks when the change is to be made lasting: nobody knows, and the manifest decides.
async fn lost_at_the_commit(server: &server::Server, admin: &tokio_postgres::Client) {
    let port = server.hanging_up_at(b"COMMIT").await;
    let more = r#", pay: { sql: "${DB}", query: "insert into orders values ({number}, 1, true)", input: { number: text } },
        pay_again: { sql: "${DB}", query: "insert into orders values ({number}, 1, true)", input: { number: text }, unknown: again }"#;
    let caller = caller(Path::new(""), &server.url(port), more);
    let words = failed(caller.call("pay", &[("number", text("L"))]).await);
    assert!(words.ends_with("while the change was committed; whether it was done is not known"), "{words}");
    again(caller.call("pay_again", &[("number", text("L"))]).await);
    again(caller.call("count", &[]).await);
    let rows = admin.query("select 1 from orders where number = 'L'", &[]).await.unwrap();
    assert!(rows.is_empty());
    let port = server.hanging_up_at(b"insert into").await;
    let caller = self::caller(Path::new(""), &server.url(port), more);
    let words = again(caller.call("pay", &[("number", text("L"))]).await);
    assert!(
        words.ends_with("the connection to the database broke"),
        "before the commit nothing is done: {words}"
    );
}

/// Who is not let in, and what is not spoken to.
async fn refused(server: &server::Server) {
    let at = |url: &str| caller(Path::new(""), url, "");
    let wrong = server.url(server.port).replace("sesame", "s3cret");
    let words = failed(at(&wrong).call("count", &[]).await);
    assert!(words.contains("refuses the user or the password") && !words.contains("s3cret"), "{words}");
    let private = server.url(server.port).replace("localhost", "127.0.0.1");
    assert!(failed(at(&private).call("count", &[]).await).contains("not in the open network"));
    let words = again(at(&format!("{}?sslmode=require", server.url(server.port))).call("count", &[]).await);
    assert!(words.contains("no connection with localhost") && words.contains("TLS"), "{words}");
}
