//! SQLite: a file in the project's folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value as Json;
use tokio::sync::Semaphore;

use super::{Rows, Statement, Trouble, decimal_of};
use crate::action::json;
use crate::ir::Value;

/// Statements that run at once. A connection to a file costs no more than opening it, so none is kept.
const AT_ONCE: usize = 4;
/// How often a statement that takes too long is told to stop.
const STOP_EVERY: Duration = Duration::from_millis(20);

/// Files of SQLite.
#[derive(Debug, Clone)]
pub(super) struct Sqlite {
    folder: PathBuf,
    permits: Arc<Semaphore>,
}

impl Sqlite {
    /// Relative paths begin in this folder.
    pub fn new(folder: PathBuf) -> Self {
        Sqlite { folder, permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Runs a statement on a file and reads what it gave. A statement that takes too long is stopped and taken back.
    pub async fn run(
        &self,
        file: &str,
        statement: Statement,
        read: impl Fn(&Rows) -> Result<Value, String> + Send + 'static,
        timeout: Duration,
    ) -> Result<Value, Trouble> {
        let late = || Trouble::Again(format!("the statement took longer than {timeout:?} and was stopped"));
        let end = tokio::time::Instant::now() + timeout;
        let permit = tokio::time::timeout_at(end, self.permits.acquire()).await.map_err(|_| late())?;
        let _permit = permit.map_err(|_| late())?;
        let file = self.folder.join(file);
        let opened = tokio::task::spawn_blocking(move || open(&file, timeout));
        let mut connection = opened.await.map_err(|_| late())??;
        let stop = connection.get_interrupt_handle();
        let mut work = tokio::task::spawn_blocking(move || run(&mut connection, &statement, read));
        if let Ok(done) = tokio::time::timeout_at(end, &mut work).await {
            return done.unwrap_or_else(|_| Err(late()));
        }
        // What it comes to is known when it has stopped: it may have been done a moment before.
        loop {
            stop.interrupt();
            match tokio::time::timeout(STOP_EVERY, &mut work).await {
                Ok(Ok(Ok(value))) => return Ok(value),
                Ok(_) => return Err(late()),
                Err(_) => {}
            }
        }
    }
}

fn open(file: &Path, timeout: Duration) -> Result<Connection, Trouble> {
    if !file.is_file() {
        // A new one would be empty, and the mistake in its path would show as a missing table.
        let words = "the database's file is not there: make it, with its tables; its path begins in the project's folder";
        return Err(Trouble::Failed(words.to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(trouble)?;
    connection.busy_timeout(timeout).map_err(trouble)?;
    Ok(connection)
}

fn run(
    connection: &mut Connection,
    statement: &Statement,
    read: impl Fn(&Rows) -> Result<Value, String>,
) -> Result<Value, Trouble> {
    let behavior =
        if statement.writes { TransactionBehavior::Immediate } else { TransactionBehavior::Deferred };
    // Dropped without a commit, it is taken back.
    let transaction = connection.transaction_with_behavior(behavior).map_err(trouble)?;
    let rows = rows(&transaction, statement)?;
    let value = read(&rows).map_err(Trouble::Failed)?;
    transaction.commit().map_err(trouble)?;
    Ok(value)
}

fn rows(connection: &Connection, statement: &Statement) -> Result<Rows, Trouble> {
    let mut prepared = connection.prepare(&statement.text).map_err(trouble)?;
    if !statement.writes && !prepared.readonly() {
        return Err(Trouble::Failed("the statement writes: say so with `writes: true`".to_owned()));
    }
    if prepared.parameter_count() != statement.values.len() {
        return Err(Trouble::Failed("the statement has a parameter that is no `{name}`".to_owned()));
    }
    for (at, value) in statement.values.iter().enumerate() {
        prepared.raw_bind_parameter(at + 1, cell(value).map_err(Trouble::Failed)?).map_err(trouble)?;
    }
    let mut rows = Rows::of(prepared.column_names().into_iter().map(str::to_owned));
    if prepared.column_count() == 0 {
        rows.changed(prepared.raw_execute().map_err(trouble)? as u64);
        return Ok(rows);
    }
    let mut found = prepared.raw_query();
    while let Some(row) = found.next().map_err(trouble)? {
        let mut cells = Vec::new();
        for (at, column) in rows.columns().iter().enumerate() {
            let cell = row.get_ref(at).map_err(trouble)?;
            cells.push(
                json_of(cell)
                    .map_err(|what| Trouble::Failed(format!("the column `{column}` holds {what}")))?,
            );
        }
        rows.push(cells).map_err(Trouble::Failed)?;
    }
    Ok(rows)
}

/// A value as SQLite holds it. A fraction is a float where the float is the same number, else a text with every digit.
fn cell(value: &Value) -> Result<Cell, String> {
    Ok(match value {
        Value::Empty => Cell::Null,
        Value::Bool(value) => Cell::Integer(i64::from(*value)),
        Value::Number(number) => {
            let number = number.normalize();
            let whole = if number.scale() == 0 { number.to_i64() } else { None };
            let float = number.to_f64().filter(|float| decimal_of(*float) == Some(number));
            match (whole, float) {
                (Some(whole), _) => Cell::Integer(whole),
                (None, Some(float)) => Cell::Real(float),
                (None, None) => Cell::Text(number.to_string()),
            }
        }
        // SQLite's own form of times, so that they compare with what its functions give.
        Value::Time(time) => {
            let shape = if time.0 % 1_000 == 0 { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S%.3f" };
            Cell::Text(time.timestamp().strftime(shape).to_string())
        }
        Value::List(_) | Value::Record(_) => {
            let mut text = String::new();
            json::write(value, &mut text)?;
            Cell::Text(text)
        }
        value => Cell::Text(json::plain(value)?),
    })
}

fn json_of(cell: ValueRef<'_>) -> Result<Json, &'static str> {
    match cell {
        ValueRef::Null => Ok(Json::Null),
        ValueRef::Integer(number) => Ok(Json::from(number)),
        ValueRef::Real(float) => decimal_of(float)
            .map(|number| Json::from(number.to_string()))
            .ok_or("a number beyond what a script holds"),
        ValueRef::Text(text) => std::str::from_utf8(text).map(Json::from).map_err(|_| "what is not UTF-8"),
        ValueRef::Blob(_) => Err("bytes, which no script can hold"),
    }
}

/// An error in words. SQLite's own name tables and columns, never values.
fn trouble(error: rusqlite::Error) -> Trouble {
    let words = match &error {
        rusqlite::Error::SqliteFailure(_, Some(words)) => words.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(code, None) => code.to_string(),
        _ => "the statement cannot be run as it is".to_owned(),
    };
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::OperationInterrupted
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure,
        ) => Trouble::Again(words),
        _ => Trouble::Failed(words),
    }
}
