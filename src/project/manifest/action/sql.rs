//! Actions on a database: `sql: "${DATABASE_URL}"`.

use super::input_text::{no_input, server};
use super::query::{self, Fault};
use crate::diagnostic::codes::project as codes;
use crate::ir::{Param, SqlCall};
use crate::project::manifest::reader::{Reader, Table};
use crate::project::manifest::tree::Node;

/// `sql: "${DATABASE_URL}"` and what may stand beside it.
pub(super) fn call(
    reader: &mut Reader<'_>,
    node: &Node,
    table: &mut Table<'_>,
    inputs: &[Param],
) -> Option<SqlCall> {
    let database = server(reader, node, "the database", &["sqlite:", "postgres://", "postgresql://"]);
    let query = reader.require(table, "query", "write `query: select … where number = {number}`");
    let writes = table.take("writes").and_then(|node| reader.flag(node, "`writes`"));
    let query_node = query?;
    let text = reader.fixed(query_node, "the query")?;
    let query = match query::read(text) {
        Ok(query) => query,
        Err(Fault { at, message, help }) => {
            let span = reader.inside(query_node, at);
            reader.find_help(&codes::WRONG_VALUE, span, message, help);
            return None;
        }
    };
    for (name, part) in &query.holes {
        if !inputs.iter().any(|input| input.name == *name) {
            let span = reader.inside(query_node, part.clone());
            no_input(reader, span, name, inputs);
        }
    }
    if writes == Some(false) && query.writes {
        reader.wrong(query_node, "the query", "one that reads, as `writes: false` says");
    }
    Some(SqlCall { database: database?, query: query.text, writes: query.writes || writes == Some(true) })
}
