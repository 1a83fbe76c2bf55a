//! What a statement gave back, and how the declared output is read from it.

use serde_json::{Map, Value as Json};

use crate::action::json;
use crate::ir::{Param, Time, Type, Value};

/// The most rows that are read.
const ROWS_MAX: usize = 1_000;
/// The most bytes that are read.
const BYTES_MAX: usize = 1 << 20;

/// Rows, each cell as JSON: numbers that are no whole ones as texts, with every digit.
#[derive(Debug, Default)]
pub(super) struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<Json>>,
    bytes: usize,
    changed: u64,
}

impl Rows {
    /// No rows yet, of these columns; a statement that gives none has no columns.
    pub fn of(columns: impl IntoIterator<Item = String>) -> Self {
        Rows { columns: columns.into_iter().collect(), ..Rows::default() }
    }

    /// The names of its columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Takes a row.
    ///
    /// # Errors
    /// In words, where there are too many or too much.
    pub fn push(&mut self, row: Vec<Json>) -> Result<(), String> {
        self.bytes += row.iter().map(size).sum::<usize>();
        if self.rows.len() == ROWS_MAX {
            return Err(format!("there are more than {ROWS_MAX} rows: add a `limit`"));
        }
        if self.bytes > BYTES_MAX {
            return Err(format!("the rows are larger than {BYTES_MAX} bytes"));
        }
        self.rows.push(row);
        Ok(())
    }

    /// Notes how many rows the statement changed.
    pub fn changed(&mut self, rows: u64) {
        self.changed = rows;
    }

    /// The value of the declared output: a list of all rows, or one row, or none where it is optional. A record takes the
    /// columns by their names; anything else takes the one column. Of a statement without columns, a number is the count of
    /// the rows that it changed.
    ///
    /// # Errors
    /// In words, what does not fit; values are not quoted.
    pub fn value(&self, output: Option<&Param>) -> Result<Value, String> {
        let Some(output) = output else { return Ok(Value::Empty) };
        if self.columns.is_empty() {
            return match &output.ty {
                Type::Number { .. } => read(&Json::from(self.changed), &output.ty, false),
                _ if output.optional => Ok(Value::Empty),
                _ => Err("the statement gives no rows: add `returning`, or declare `output: number`, the count of changed rows".to_owned()),
            };
        }
        if let Type::List(item) = &output.ty {
            let rows = self.rows.iter().map(|row| self.row(row, item));
            return read(&Json::Array(rows.collect::<Result<_, _>>()?), &output.ty, false);
        }
        match self.rows.as_slice() {
            [] if output.optional => {
                self.row(&vec![Json::Null; self.columns.len()], &output.ty)?;
                Ok(Value::Empty)
            }
            [] => Err("there is no such row, and the output is not `optional`".to_owned()),
            [row] => read(&self.row(row, &output.ty)?, &output.ty, output.optional),
            rows => Err(format!(
                "there are {} rows where one is declared: add `limit 1`, or declare a list",
                rows.len()
            )),
        }
    }

    fn row(&self, row: &[Json], ty: &Type) -> Result<Json, String> {
        let Type::Record(fields) = ty else {
            return match row {
                [cell] => Ok(as_type(cell, ty)),
                _ => Err(format!("the statement gives {} columns where one value is declared", row.len())),
            };
        };
        let mut object = Map::new();
        for (name, ty, _) in fields {
            let mut found = self.columns.iter().zip(row).filter(|(column, _)| *column == name);
            let Some((_, cell)) = found.next() else {
                return Err(format!("the statement gives no column `{name}`"));
            };
            if found.next().is_some() {
                return Err(format!("the statement gives two columns `{name}`"));
            }
            object.insert(name.clone(), as_type(cell, ty));
        }
        Ok(Json::Object(object))
    }
}

fn read(json: &Json, ty: &Type, optional: bool) -> Result<Value, String> {
    json::read(json, ty, optional).map_err(|words| format!("the rows are not what was declared: {words}"))
}

/// A cell in the form that its type has in JSON: SQLite has no types of its own for truth values and times.
fn as_type(cell: &Json, ty: &Type) -> Json {
    match (ty, cell) {
        (Type::Bool, Json::Number(number)) => match number.as_i64() {
            Some(0) => Json::Bool(false),
            Some(1) => Json::Bool(true),
            _ => cell.clone(),
        },
        (Type::Time, Json::String(text)) => {
            // SQLite's own form is in UTC, and does not say so.
            let civil: Option<jiff::civil::DateTime> = match text.parse::<jiff::Timestamp>() {
                Ok(_) => None,
                Err(_) => text.parse().ok(),
            };
            let zoned = civil.and_then(|civil| civil.to_zoned(jiff::tz::TimeZone::UTC).ok());
            zoned.map_or_else(|| cell.clone(), |zoned| Json::from(zoned.timestamp().to_string()))
        }
        (Type::Time, Json::Number(number)) => {
            match number.as_i64().and_then(|seconds| seconds.checked_mul(1_000)) {
                Some(millis) => Json::from(Time(millis).to_string()),
                None => cell.clone(),
            }
        }
        (Type::List(item), Json::Array(items)) => {
            Json::Array(items.iter().map(|cell| as_type(cell, item)).collect())
        }
        (Type::List(_) | Type::Record(_), Json::String(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| cell.clone())
        }
        _ => cell.clone(),
    }
}

fn size(cell: &Json) -> usize {
    const SMALL: usize = 16;
    SMALL
        + match cell {
            Json::String(text) => text.len(),
            Json::Array(items) => items.iter().map(size).sum(),
            Json::Object(fields) => fields.iter().map(|(name, cell)| name.len() + size(cell)).sum(),
            _ => 0,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(ty: Type, optional: bool) -> Param {
        Param { name: String::new(), ty, optional, private: false }
    }

    fn number() -> Type {
        Type::Number { from: None, to: None }
    }

    fn order() -> Type {
        Type::Record(vec![("number".into(), Type::Text(None), false), ("total".into(), number(), true)])
    }

    fn rows(count: usize) -> Rows {
        let mut rows = Rows::of(["number".to_owned(), "total".to_owned(), "more".to_owned()]);
        for n in 0..count {
            rows.push(vec![Json::from(n), Json::from("12.50"), Json::Null]).unwrap();
        }
        rows
    }

    #[test]
    fn columns_are_taken_by_their_names() {
        let Value::Record(record) = rows(1).value(Some(&output(order(), false))).unwrap() else { panic!() };
        assert_eq!(record["number"], Value::Text("0".into()));
        assert_eq!(record["total"], Value::Number("12.50".parse().unwrap()));
        assert_eq!(rows(0).value(Some(&output(order(), true))), Ok(Value::Empty));
        let list = output(Type::List(Box::new(order())), false);
        assert!(matches!(rows(3).value(Some(&list)), Ok(Value::List(items)) if items.len() == 3));
        assert_eq!(rows(0).value(Some(&list)), Ok(Value::List(Vec::new())));
        assert_eq!(rows(2).value(None), Ok(Value::Empty));
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let words = |rows: Rows, ty, optional| rows.value(Some(&output(ty, optional))).unwrap_err();
        assert_eq!(words(rows(0), order(), false), "there is no such row, and the output is not `optional`");
        assert!(words(rows(2), order(), true).starts_with("there are 2 rows where one is declared"));
        assert_eq!(
            words(rows(1), number(), false),
            "the statement gives 3 columns where one value is declared"
        );
        let typo = Type::Record(vec![("totl".into(), number(), true)]);
        for count in [0, 1] {
            assert_eq!(words(rows(count), typo.clone(), true), "the statement gives no column `totl`");
        }
        let wrong = Type::Record(vec![("more".into(), number(), false)]);
        assert_eq!(words(rows(1), wrong, false), "the rows are not what was declared: $.more is missing");
        let mut many = rows(ROWS_MAX);
        assert!(many.push(vec![Json::Null]).unwrap_err().contains("more than 1000 rows"));
        let mut large = Rows::of(["a".to_owned()]);
        assert!(large.push(vec![Json::from("x".repeat(BYTES_MAX))]).unwrap_err().contains("larger than"));
    }

    #[test]
    fn a_statement_without_rows_gives_the_count_of_what_it_changed() {
        let mut rows = Rows::of([]);
        rows.changed(3);
        assert_eq!(rows.value(Some(&output(number(), false))), Ok(Value::Number(3.into())));
        assert_eq!(rows.value(Some(&output(order(), true))), Ok(Value::Empty));
        assert!(rows.value(Some(&output(order(), false))).unwrap_err().contains("add `returning`"));
    }

    #[test]
    fn truth_and_time_have_several_forms() {
        let one = |cell: Json, ty: Type| {
            let mut rows = Rows::of(["a".to_owned()]);
            rows.push(vec![cell]).unwrap();
            rows.value(Some(&output(ty, false)))
        };
        assert_eq!(one(Json::from(1), Type::Bool), Ok(Value::Bool(true)));
        assert!(one(Json::from(2), Type::Bool).is_err());
        let time = Ok(Value::Time(Time(1_795_168_800_000)));
        for cell in ["2026-11-20 10:00:00", "2026-11-20T10:00:00Z", "2026-11-20T12:00:00+02:00"] {
            assert_eq!(one(Json::from(cell), Type::Time), time, "{cell}");
        }
        assert_eq!(one(Json::from(1_795_168_800), Type::Time), time);
        let texts = Type::List(Box::new(Type::Text(None)));
        let mut rows = Rows::of(["a".to_owned()]);
        rows.push(vec![Json::from("[\"a\"]")]).unwrap();
        let record = Type::Record(vec![("a".into(), texts, false)]);
        let Value::Record(record) = rows.value(Some(&output(record, false))).unwrap() else { panic!() };
        assert_eq!(record["a"], Value::List(vec![Value::Text("a".into())]));
    }
}
