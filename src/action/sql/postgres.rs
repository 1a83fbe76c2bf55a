//! PostgreSQL: a server, and the connections to it that are kept.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Url;
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value as Json;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::{MakeTlsConnect, NoTls};
use tokio_postgres::types::ToSql;
use tokio_postgres::{CancelToken, Client, Column, Config, Error, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::wire::{Bound, Cell};
use super::{Read, Rows, Statement, Trouble};
use crate::action::percent;
use crate::ir::Value;
use crate::outbound::{Failure, Outbound};

/// The most connections to one database.
const CONNECTIONS_MAX: usize = 4;
/// Rows that are fetched at once.
const ROWS_AT_ONCE: usize = 100;
/// The longest that the order to stop a statement may take.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(5);
/// The port of a URL without one.
const PORT: u16 = 5432;

/// Servers of PostgreSQL, by their URLs.
#[derive(Debug, Clone)]
pub(super) struct Postgres {
    outbound: Outbound,
    tls: Arc<ClientConfig>,
    pools: Arc<Mutex<BTreeMap<String, Arc<Pool>>>>,
}

/// The connections to one database.
#[derive(Debug)]
struct Pool {
    server: Server,
    permits: Semaphore,
    idle: Mutex<Vec<Session>>,
}

/// Where a database is, and who we are there.
#[derive(Debug)]
struct Server {
    host: String,
    port: u16,
    config: Config,
    encrypted: bool,
}

/// One connection.
#[derive(Debug)]
struct Session {
    client: Client,
    address: SocketAddr,
}

impl Postgres {
    /// With the addresses that may be reached.
    pub fn new(outbound: Outbound) -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider knows the usual versions of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Postgres { outbound, tls: Arc::new(tls), pools: Arc::default() }
    }

    /// Runs a statement in a transaction of its own and reads what it gave. A statement that takes too long is cancelled.
    pub async fn run(
        &self,
        url: &str,
        statement: &Statement,
        read: &Read<'_>,
        timeout: Duration,
    ) -> Result<Value, Trouble> {
        let pool = self.pool(url)?;
        let committing = AtomicBool::new(false);
        let mut running: Option<(CancelToken, SocketAddr)> = None;
        let work = async {
            let permit = pool.permits.acquire().await;
            let _permit = permit.map_err(|_| Trouble::Again("the connections are closed".to_owned()))?;
            let mut session = self.session(&pool).await?;
            running = Some((session.client.cancel_token(), session.address));
            let value = session.run(statement, read, &committing).await;
            // A connection that just broke may not know it yet: one is kept only after an answer that came over it whole.
            if matches!(value, Ok(_) | Err(Trouble::Failed(_))) {
                pool.idle().push(session);
            }
            value
        };
        if let Ok(value) = tokio::time::timeout(timeout, work).await {
            return value;
        }
        if let Some((token, address)) = running {
            let tls = self.tls_of(&pool.server);
            tokio::spawn(tokio::time::timeout(
                CANCEL_TIMEOUT,
                cancel(token, address, pool.server.host.clone(), tls),
            ));
        }
        let words = format!("the statement took longer than {timeout:?} and was cancelled");
        // Before its commit was sent, a transaction whose connection is gone is taken back.
        match statement.writes && committing.load(Ordering::Relaxed) {
            true => Err(Trouble::Unknown(words)),
            false => Err(Trouble::Again(words)),
        }
    }

    fn pool(&self, url: &str) -> Result<Arc<Pool>, Trouble> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = pools.get(url) {
            return Ok(pool.clone());
        }
        let server = server(url, |host| self.outbound.allows(host)).map_err(Trouble::Failed)?;
        let pool = Pool { server, permits: Semaphore::new(CONNECTIONS_MAX), idle: Mutex::default() };
        Ok(pools.entry(url.to_owned()).or_insert(Arc::new(pool)).clone())
    }

    fn tls_of(&self, server: &Server) -> Option<MakeRustlsConnect> {
        server.encrypted.then(|| MakeRustlsConnect::new(ClientConfig::clone(&self.tls)))
    }

    /// A connection that was kept, or a new one.
    async fn session(&self, pool: &Pool) -> Result<Session, Trouble> {
        while let Some(session) = { pool.idle().pop() } {
            if !session.client.is_closed() {
                return Ok(session);
            }
        }
        let server = &pool.server;
        let addresses = self.outbound.addresses(&server.host, server.port).await;
        let addresses = addresses.map_err(|failure| match failure {
            Failure::Refused(words) => Trouble::Failed(words),
            failure => Trouble::Again(failure.to_string()),
        })?;
        let mut last = None;
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => {
                    // Without it a small question waits for more to send; where it fails, it waits.
                    let _ = stream.set_nodelay(true);
                    let client = match self.tls_of(server) {
                        Some(tls) => greet(server, stream, tls).await,
                        None => greet(server, stream, NoTls).await,
                    };
                    return Ok(Session { client: client.map_err(|error| refused(server, &error))?, address });
                }
                Err(error) => last = Some(error),
            }
        }
        let reason = last.map_or_else(String::new, |error| format!(": {error}"));
        Err(Trouble::Again(format!("{} cannot be reached{reason}", server.host)))
    }
}

impl Pool {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Signs in over an open connection, and keeps it going.
async fn greet<T>(server: &Server, stream: TcpStream, mut tls: T) -> Result<Client, Error>
where
    T: MakeTlsConnect<TcpStream>,
    T::Stream: Send + 'static,
{
    let connect = tls.make_tls_connect(&server.host);
    let connect = connect.unwrap_or_else(|_| unreachable!("neither connector can fail to be made"));
    let (client, connection) = server.config.connect_raw(stream, connect).await?;
    tokio::spawn(async move {
        // How it ends is seen by the statement that runs on it.
        let _ = connection.await;
    });
    Ok(client)
}

/// Asks the server to stop what runs on another connection. Nobody waits for it, and where it fails the statement ends by
/// itself.
async fn cancel(token: CancelToken, address: SocketAddr, host: String, tls: Option<MakeRustlsConnect>) {
    let Ok(stream) = TcpStream::connect(address).await else { return };
    let _ = match tls {
        Some(mut tls) => match MakeTlsConnect::<TcpStream>::make_tls_connect(&mut tls, &host) {
            Ok(tls) => token.cancel_query_raw(stream, tls).await,
            Err(_) => return,
        },
        None => token.cancel_query_raw(stream, NoTls).await,
    };
}

impl Session {
    async fn run(
        &mut self,
        statement: &Statement,
        read: &Read<'_>,
        committing: &AtomicBool,
    ) -> Result<Value, Trouble> {
        let start = self.client.build_transaction().read_only(!statement.writes).start();
        let transaction = start.await.map_err(|error| trouble(&error, false))?;
        let prepared = transaction.prepare(&statement.text).await.map_err(|error| trouble(&error, true))?;
        if prepared.params().len() != statement.values.len() {
            return Err(Trouble::Failed("the statement has a parameter that is no `{name}`".to_owned()));
        }
        let mut rows = Rows::of(prepared.columns().iter().map(|column| column.name().to_owned()));
        let values: Vec<Bound> = statement.values.iter().cloned().map(Bound).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let failed = |error: Error| trouble(&error, false);
        if prepared.columns().is_empty() {
            rows.changed(transaction.execute(&prepared, &values).await.map_err(failed)?);
        } else {
            let portal = transaction.bind(&prepared, &values).await.map_err(failed)?;
            loop {
                let found = transaction.query_portal(&portal, ROWS_AT_ONCE as i32).await.map_err(failed)?;
                for row in &found {
                    rows.push(cells(row)?).map_err(Trouble::Failed)?;
                }
                if found.len() < ROWS_AT_ONCE {
                    break;
                }
            }
        }
        let value = read(&rows).map_err(Trouble::Failed)?;
        committing.store(true, Ordering::Relaxed);
        match transaction.commit().await {
            Ok(()) => Ok(value),
            // A statement that only reads has nothing to lose; and where the server answered, it did not commit.
            Err(error) if !statement.writes || error.as_db_error().is_some() => Err(trouble(&error, false)),
            Err(_) => Err(Trouble::Unknown("the connection broke while the change was committed".to_owned())),
        }
    }
}

fn cells(row: &Row) -> Result<Vec<Json>, Trouble> {
    let cell = |(at, column): (usize, &Column)| {
        let cell: Result<Cell, Error> = row.try_get(at);
        cell.map(|cell| cell.0).map_err(|error| unreadable(column.name(), &error))
    };
    row.columns().iter().enumerate().map(cell).collect()
}

/// Reads a URL. A host of `allow_private` is spoken to without TLS unless the URL asks for it; any other only with TLS and a
/// certificate that holds.
fn server(url: &str, allowed: impl Fn(&str) -> bool) -> Result<Server, String> {
    let words = "the database's address is to be `postgres://USER:PASSWORD@HOST:PORT/NAME`";
    let url = Url::parse(url).map_err(|_| words.to_owned())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(words)?.to_owned();
    let private = allowed(&host);
    let mut encrypted = !private;
    for (key, value) in url.query_pairs() {
        match (key.as_ref(), value.as_ref()) {
            ("sslmode", "disable") if private => encrypted = false,
            ("sslmode", "require" | "verify-ca" | "verify-full") => encrypted = true,
            ("sslmode", "disable") => {
                return Err(format!("`sslmode=disable` is for hosts of `allow_private` only, and {host} is none"));
            }
            ("sslmode", _) => return Err("`sslmode` is `require`, `verify-full` or `disable`".to_owned()),
            ("application_name", _) => {}
            _ => return Err("the database's address has a parameter that is not known here: `sslmode` and `application_name` are".to_owned()),
        }
    }
    let mut config = Config::new();
    let part = |text: &str| percent::decode(text).ok_or_else(|| words.to_owned());
    config.host(&host).user(part(url.username())?).dbname(part(url.path().trim_start_matches('/'))?);
    if let Some(password) = url.password() {
        config.password(part(password)?);
    }
    config.application_name("flowc");
    config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
    Ok(Server { host, port: url.port().unwrap_or(PORT), config, encrypted })
}

/// Why nobody lets us in. The server's own words would tell the user's name.
fn refused(server: &Server, error: &Error) -> Trouble {
    let host = &server.host;
    match error.code() {
        Some(code) if code.code().starts_with("28") => {
            Trouble::Failed(format!("{host} refuses the user or the password (SQLSTATE {})", code.code()))
        }
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => {
            Trouble::Failed(format!("{host} has no such database (SQLSTATE {})", code.code()))
        }
        Some(code) => Trouble::Again(format!("{host} lets nobody in (SQLSTATE {})", code.code())),
        None if error.is_closed() => Trouble::Again(format!("{host} closed the connection")),
        None => {
            let mut cause: &dyn std::error::Error = error;
            while let Some(next) = cause.source() {
                cause = next;
            }
            Trouble::Again(format!("no connection with {host}: {cause}"))
        }
    }
}

/// An error of a statement. While it is prepared the server has seen no values, so its words can be told; later they may
/// quote one.
fn trouble(error: &Error, preparing: bool) -> Trouble {
    let Some(db) = error.as_db_error() else {
        return if error.is_closed()
            || std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>())
        {
            Trouble::Again("the connection to the database broke".to_owned())
        } else {
            Trouble::Failed("a value does not fit its parameter".to_owned())
        };
    };
    let code = db.code().code();
    let mut words = match (preparing, code) {
        (true, _) => format!("the database refuses the statement: {}", first_chars(db.message())),
        (false, "25006") => "the statement writes: say so with `writes: true`".to_owned(),
        (false, _) if code.starts_with("22") => "a value does not fit its column or its parameter".to_owned(),
        (false, _) if code.starts_with("23") => "the row breaks a rule of its table".to_owned(),
        (false, _) => "the statement failed".to_owned(),
    };
    words.push_str(&format!(" (SQLSTATE {code}"));
    for (what, name) in [("constraint", db.constraint()), ("table", db.table()), ("column", db.column())] {
        if let Some(name) = name {
            words.push_str(&format!(", {what} {name}"));
        }
    }
    words.push(')');
    let passing = ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class)) || code == "55P03";
    if passing { Trouble::Again(words) } else { Trouble::Failed(words) }
}

fn unreadable(column: &str, error: &Error) -> Trouble {
    let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    Trouble::Failed(format!("the column `{column}` holds {cause}"))
}

fn first_chars(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<(String, u16, bool), String> {
        server(url, |host| host == "db.internal").map(|server| (server.host, server.port, server.encrypted))
    }

    #[test]
    fn only_an_allowed_host_is_spoken_to_in_the_open() {
        assert_eq!(read("postgres://u:p%40@db.example/shop"), Ok(("db.example".into(), 5432, true)));
        assert_eq!(
            read("postgresql://u@db.example:6432/shop?sslmode=verify-full"),
            Ok(("db.example".into(), 6432, true))
        );
        assert_eq!(read("postgres://u:p@db.internal/shop"), Ok(("db.internal".into(), 5432, false)));
        assert_eq!(
            read("postgres://u:p@db.internal/shop?sslmode=require"),
            Ok(("db.internal".into(), 5432, true))
        );
        for bad in [
            "postgres://u:s3cret@db.example/shop?sslmode=disable",
            "postgres://u:s3cret@db.example/shop?sslmode=prefer",
            "postgres://u:s3cret@db.example/shop?hostaddr=127.0.0.1",
            "postgres://u:s3cret@db.example/shop?host=/var/run",
            "postgres:///shop",
            "postgres://u:%ff@db.example/shop",
        ] {
            let words = read(bad).unwrap_err();
            assert!(!words.contains("s3cret"), "{words}");
        }
    }
}
