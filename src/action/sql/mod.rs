//! Actions on a database: one statement, whose inputs are bound and never text of it.

mod postgres;
mod rows;
mod sqlite;
#[cfg(test)]
mod tests;
mod wire;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::inputs::{self, Inputs};
use super::outcome::unknown;
use crate::ir::{Action, InputPart, InputText, SqlCall, Value};
use crate::outbound::{Environment, Outbound};
use crate::runtime::ActionTry;
use postgres::Postgres;
use rows::Rows;
use sqlite::Sqlite;

/// What actions on databases share.
#[derive(Debug, Clone)]
pub(super) struct Databases {
    environment: Arc<Environment>,
    sqlite: Sqlite,
    postgres: Postgres,
}

/// A statement that is ready to be run.
#[derive(Debug, Clone)]
struct Statement {
    /// Its text, with numbered parameters.
    text: String,
    /// Their values, in the order of the numbers.
    values: Vec<Value>,
    /// Whether it may change anything.
    writes: bool,
}

/// Why a statement gave nothing; in words without secrets and without values.
#[derive(Debug)]
enum Trouble {
    /// It will fail again. Nothing was changed.
    Failed(String),
    /// It may pass. Nothing was changed.
    Again(String),
    /// The connection broke while the change was being made lasting.
    Unknown(String),
}

/// Reads what came back, before the change is made lasting: what does not fit is taken back.
type Read<'a> = dyn Fn(&Rows) -> Result<Value, String> + Send + Sync + 'a;

impl Databases {
    /// Files of SQLite lie in the project's folder.
    pub fn new(outbound: Outbound, environment: Arc<Environment>, folder: PathBuf) -> Self {
        Databases { environment, sqlite: Sqlite::new(folder), postgres: Postgres::new(outbound) }
    }

    /// Makes one attempt.
    pub async fn attempt(&self, action: &Action, call: &SqlCall, inputs: Inputs<'_>) -> ActionTry {
        let database = match inputs::text(&self.environment, &call.database) {
            Ok(database) => database,
            Err(words) => return ActionTry::Failed(words),
        };
        let timeout = Duration::from_millis(action.timeout.0.max(1) as u64);
        let output = action.output.clone();
        let read = move |rows: &Rows| rows.value(output.as_ref());
        let run = match database.expose().split_once(':') {
            Some(("sqlite", file)) => {
                let statement = statement(call, inputs, '?');
                self.sqlite.run(file.strip_prefix("//").unwrap_or(file), statement, read, timeout).await
            }
            Some(("postgres" | "postgresql", _)) => {
                let statement = statement(call, inputs, '$');
                self.postgres.run(database.expose(), &statement, &read, timeout).await
            }
            _ => Err(Trouble::Failed(
                "the database's address begins neither with `sqlite:` nor with `postgres://`".to_owned(),
            )),
        };
        match run {
            Ok(value) => ActionTry::Done(value),
            Err(Trouble::Failed(words)) => ActionTry::Failed(words),
            Err(Trouble::Again(words)) => ActionTry::again(words),
            Err(Trouble::Unknown(words)) => unknown(action, words),
        }
    }
}

/// The statement with its parameters as the database numbers them; an input that stands in it twice is bound once.
fn statement(call: &SqlCall, inputs: Inputs<'_>, sign: char) -> Statement {
    let InputText(parts) = &call.query;
    let mut names: Vec<&str> = Vec::new();
    let mut text = String::new();
    for part in parts {
        match part {
            InputPart::Text(part) => text.push_str(part),
            InputPart::Input(name) => {
                let at = names.iter().position(|known| known == name).unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                });
                text.push_str(&format!("{sign}{}", at + 1));
            }
        }
    }
    let values = names.iter().map(|name| inputs.get(name).clone()).collect();
    Statement { text, values, writes: call.writes }
}

/// A number of a float, by the digits that a float holds for certain.
fn decimal_of(float: f64) -> Option<rust_decimal::Decimal> {
    rust_decimal::Decimal::from_scientific(&format!("{float:.14e}")).ok().map(|number| number.normalize())
}
