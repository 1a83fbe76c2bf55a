//! Values on PostgreSQL's wire: parameters as text, which the server reads by its own type; answers as binary.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use tokio_postgres::types::{Format, FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use super::decimal_of;
use crate::action::json;
use crate::ir::Value;

type Refusal = Box<dyn Error + Sync + Send>;

/// A value that is bound to a parameter.
#[derive(Debug, Clone)]
pub(super) struct Bound(pub Value);

impl ToSql for Bound {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        let text = match &self.0 {
            Value::Empty => return Ok(IsNull::Yes),
            Value::List(items) if matches!(ty.kind(), Kind::Array(_)) => array(items)?,
            Value::List(_) | Value::Record(_) => {
                let mut text = String::new();
                json::write(&self.0, &mut text)?;
                text
            }
            Value::Duration(_) if *ty == Type::INTERVAL => format!("{} seconds", json::plain(&self.0)?),
            value if matches!(*ty, Type::JSON | Type::JSONB) => {
                let mut text = String::new();
                json::write(value, &mut text)?;
                text
            }
            value => json::plain(value)?,
        };
        if text.contains('\0') {
            return Err("a text with a zero byte, which PostgreSQL does not hold".into());
        }
        out.put_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// An array's text: each item between quotes.
fn array(items: &[Value]) -> Result<String, String> {
    let mut text = String::from("{");
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        match item {
            Value::Empty => text.push_str("NULL"),
            item => {
                let plain = json::plain(item)?;
                text.push('"');
                text.push_str(&plain.replace('\\', "\\\\").replace('"', "\\\""));
                text.push('"');
            }
        }
    }
    text.push('}');
    Ok(text)
}

/// A cell of an answer.
#[derive(Debug)]
pub(super) struct Cell(pub Json);

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Refusal> {
        decode(ty, raw).map(Cell)
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refusal> {
        Ok(Cell(Json::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn decode(ty: &Type, raw: &[u8]) -> Result<Json, Refusal> {
    match ty.kind() {
        Kind::Array(_) => {
            let items = Vec::<Option<Cell>>::from_sql(ty, raw)?;
            return Ok(Json::Array(
                items.into_iter().map(|cell| cell.map_or(Json::Null, |cell| cell.0)).collect(),
            ));
        }
        Kind::Domain(inner) => return decode(inner, raw),
        Kind::Enum(_) => return Ok(Json::from(std::str::from_utf8(raw)?)),
        _ => {}
    }
    Ok(match *ty {
        Type::BOOL => Json::from(bool::from_sql(ty, raw)?),
        Type::INT2 => Json::from(i16::from_sql(ty, raw)?),
        Type::INT4 => Json::from(i32::from_sql(ty, raw)?),
        Type::INT8 => Json::from(i64::from_sql(ty, raw)?),
        Type::OID => Json::from(u32::from_sql(ty, raw)?),
        Type::FLOAT4 => Json::from(f32::from_sql(ty, raw)?.to_string()),
        Type::FLOAT8 => {
            let number = decimal_of(f64::from_sql(ty, raw)?).ok_or("a number beyond what a script holds")?;
            Json::from(number.to_string())
        }
        Type::NUMERIC => Json::from(numeric(raw)?.to_string()),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
            Json::from(std::str::from_utf8(raw)?)
        }
        Type::UUID => Json::from(uuid(raw)?),
        Type::JSON => serde_json::from_slice(raw)?,
        Type::JSONB => serde_json::from_slice(raw.get(1..).unwrap_or_default())?,
        Type::DATE => Json::from(day(raw)?.to_string()),
        Type::TIMESTAMP | Type::TIMESTAMPTZ => Json::from(instant(raw)?.to_string()),
        Type::TIME => Json::from(clock(raw)?),
        Type::INTERVAL => Json::from(seconds(raw)?.to_string()),
        _ if ty.name() == "citext" => Json::from(std::str::from_utf8(raw)?),
        _ => return Err(format!("a `{}`: write `::text` behind it in the query", ty.name()).into()),
    })
}

/// The next bytes of a value.
fn take<const N: usize>(raw: &mut &[u8]) -> Result<[u8; N], Refusal> {
    let (taken, rest) = raw.split_first_chunk::<N>().ok_or("a value that is cut off")?;
    *raw = rest;
    Ok(*taken)
}

/// `numeric`: digits of base 10,000, the weight of the first one, a sign, and how many decimals are shown.
fn numeric(mut raw: &[u8]) -> Result<Decimal, Refusal> {
    const NEGATIVE: u16 = 0x4000;
    let count = u16::from_be_bytes(take(&mut raw)?);
    let weight = i16::from_be_bytes(take(&mut raw)?);
    let sign = u16::from_be_bytes(take(&mut raw)?);
    let shown = usize::from(u16::from_be_bytes(take(&mut raw)?));
    if sign != 0 && sign != NEGATIVE {
        return Err("a number that is none, or without end".into());
    }
    let mut groups = Vec::new();
    for _ in 0..count {
        groups.push(u16::from_be_bytes(take(&mut raw)?));
    }
    let group = |at: i32| usize::try_from(at).ok().and_then(|at| groups.get(at)).copied().unwrap_or(0);
    let mut text = String::from(if sign == NEGATIVE { "-" } else { "" });
    text.push('0');
    for at in 0..=i32::from(weight) {
        text.push_str(&format!("{:04}", group(at)));
    }
    let mut fraction = String::new();
    let mut at = i32::from(weight) + 1;
    while fraction.len() < shown {
        fraction.push_str(&format!("{:04}", group(at)));
        at += 1;
    }
    fraction.truncate(shown);
    if shown > 0 {
        text.push('.');
        text.push_str(&fraction);
    }
    Decimal::from_str_exact(&text).map_err(|_| "a number of more digits than a script holds".into())
}

fn uuid(raw: &[u8]) -> Result<String, Refusal> {
    let mut text = String::new();
    for (at, byte) in raw.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    if raw.len() == 16 { Ok(text) } else { Err("a value that is cut off".into()) }
}

const EPOCH: jiff::civil::Date = jiff::civil::date(2000, 1, 1);

/// `date`: days since 2000.
fn day(mut raw: &[u8]) -> Result<jiff::civil::Date, Refusal> {
    let days = i32::from_be_bytes(take(&mut raw)?);
    let day = jiff::Span::new().try_days(days).and_then(|days| EPOCH.checked_add(days));
    day.map_err(|_| "a date beyond what a script holds".into())
}

/// `timestamp`, with and without a zone: microseconds since 2000 in UTC.
fn instant(mut raw: &[u8]) -> Result<jiff::Timestamp, Refusal> {
    const EPOCH_MICROS: i64 = 946_684_800_000_000;
    let micros = i64::from_be_bytes(take(&mut raw)?).checked_add(EPOCH_MICROS);
    let instant = micros.and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok());
    instant.ok_or_else(|| "a time beyond what a script holds".into())
}

/// `time`: microseconds since midnight.
fn clock(mut raw: &[u8]) -> Result<String, Refusal> {
    let seconds = i64::from_be_bytes(take(&mut raw)?) / 1_000_000;
    Ok(format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60))
}

/// `interval`: microseconds, days, months; months are no length of time.
fn seconds(mut raw: &[u8]) -> Result<Decimal, Refusal> {
    const DAY_MICROS: i64 = 86_400_000_000;
    let micros = i64::from_be_bytes(take(&mut raw)?);
    let days = i32::from_be_bytes(take(&mut raw)?);
    let months = i32::from_be_bytes(take(&mut raw)?);
    if months != 0 {
        return Err("an interval of months, which have no length of their own".into());
    }
    let whole = DAY_MICROS.checked_mul(i64::from(days)).and_then(|days| days.checked_add(micros));
    whole
        .map(|micros| Decimal::new(micros, 6).normalize())
        .ok_or_else(|| "an interval beyond what a script holds".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(count: u16, weight: i16, sign: u16, shown: u16, groups: &[u16]) -> Result<String, String> {
        let mut raw = Vec::new();
        raw.extend(count.to_be_bytes());
        raw.extend(weight.to_be_bytes());
        raw.extend(sign.to_be_bytes());
        raw.extend(shown.to_be_bytes());
        raw.extend(groups.iter().flat_map(|group| group.to_be_bytes()));
        numeric(&raw).map(|number| number.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn numbers_keep_every_digit() {
        assert_eq!(number(2, 0, 0, 2, &[12, 5_000]), Ok("12.50".into()));
        assert_eq!(number(1, -1, 0x4000, 4, &[1]), Ok("-0.0001".into()));
        assert_eq!(number(1, -2, 0, 8, &[1]), Ok("0.00000001".into()));
        assert_eq!(number(1, 2, 0, 0, &[7]), Ok("700000000".into()));
        assert_eq!(number(0, 0, 0, 2, &[]), Ok("0.00".into()));
        assert_eq!(number(0, 0, 0xc000, 0, &[]), Err("a number that is none, or without end".into()));
        assert_eq!(number(2, 0, 0, 0, &[1]), Err("a value that is cut off".into()));
        assert_eq!(number(1, 20, 0, 0, &[1]), Err("a number of more digits than a script holds".into()));
    }

    #[test]
    fn an_item_cannot_leave_its_array() {
        let items = ["a\",\"b", "\\", "{}", "NULL"].map(|text| Value::Text(text.into()));
        assert_eq!(array(&items).unwrap(), r#"{"a\",\"b","\\","{}","NULL"}"#);
        assert_eq!(array(&[]).unwrap(), "{}");
    }
}
