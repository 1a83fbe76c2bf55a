//! Setting values: fields, locals, what is known of the person.

use std::collections::BTreeMap;

use super::contact::Internal;
use super::eval::{self, Arrival};
use super::limits::FIELDS_BYTES_MAX;
use super::run::Run;
use crate::ir::{ContactValue, Expr, Slot, SlotPlace, Value};

impl Run<'_> {
    /// Sets a place. A field that gets another value is a change that handlers can watch.
    pub fn set(&mut self, place: &SlotPlace, value: Value) {
        let old = self.put(place, value.clone());
        self.tell(place, &old);
    }

    /// Sets all places if each value fits its type and the guard holds of them; else nothing is changed.
    pub fn set_all(
        &mut self,
        values: &[(&Slot, Value)],
        guard: Option<&Expr>,
        inbound: Option<&Arrival>,
    ) -> bool {
        let regexes = self.machine.regexes();
        let fitted: Option<Vec<(&SlotPlace, Value)>> = values
            .iter()
            .map(|(slot, value)| Some((&slot.place, eval::fit(value.clone(), &slot.ty, regexes)?)))
            .collect();
        let Some(fitted) = fitted else { return false };
        let old: Vec<(&SlotPlace, Value)> =
            fitted.into_iter().map(|(place, value)| (place, self.put(place, value))).collect();
        let frame = self.innermost();
        let holds = |guard| self.scoped(frame, inbound, |scope| eval::holds(guard, scope));
        if !guard.is_none_or(holds) {
            for (place, value) in old.into_iter().rev() {
                self.put(place, value);
            }
            return false;
        }
        for (place, value) in &old {
            self.tell(place, value);
        }
        true
    }

    /// What a place holds.
    pub fn get(&self, place: &SlotPlace) -> Value {
        let expr = match place {
            SlotPlace::Field(name) => Expr::Field(name.clone()),
            SlotPlace::Local(name) => Expr::Local(name.clone()),
            SlotPlace::Contact(value) => Expr::Contact(*value),
        };
        self.value(&expr)
    }

    /// Sets without telling anybody; returns what was there.
    fn put(&mut self, place: &SlotPlace, value: Value) -> Value {
        let old = self.get(place);
        match place {
            SlotPlace::Field(name) => {
                if fields_bytes(&self.contact.fields, name, &value) > FIELDS_BYTES_MAX {
                    self.limit("bytes of fields");
                    return old;
                }
                // An emptied field with a default is kept empty; without one it is absent.
                let default = self.program.symbols.fields.get(name).map(|field| &field.default);
                if value == Value::Empty && default.is_none_or(Value::is_empty) {
                    self.contact.fields.remove(name);
                } else {
                    self.contact.fields.insert(name.clone(), value);
                }
            }
            SlotPlace::Local(name) => {
                let Some(holder) = self.innermost().map(|at| self.holder(at)) else { return old };
                if let Some(frame) = self.contact.frames.get_mut(holder) {
                    frame.locals.insert(name.clone(), value);
                }
            }
            SlotPlace::Contact(of) => {
                let text = match value {
                    Value::Text(text) => text,
                    _ => String::new(),
                };
                let person = &mut self.contact.person;
                match of {
                    ContactValue::Phone => person.phone = text,
                    ContactValue::Email => person.email = text,
                    ContactValue::Language => person.language = text,
                    ContactValue::Timezone => person.timezone = text,
                    ContactValue::FirstName => person.first_name = text,
                    ContactValue::LastName => person.last_name = text,
                    ContactValue::Username => person.username = text,
                    ContactValue::Id | ContactValue::Channel | ContactValue::Created | ContactValue::Link => {
                    }
                }
            }
        }
        old
    }

    fn tell(&mut self, place: &SlotPlace, old: &Value) {
        if let SlotPlace::Field(name) = place
            && self.get(place) != *old
        {
            self.changed(Internal::FieldChanged(name.clone()));
        }
    }
}

/// About how many bytes the fields would have with this value in.
fn fields_bytes(fields: &BTreeMap<String, Value>, name: &str, value: &Value) -> usize {
    let others = fields.iter().filter(|(own, _)| *own != name);
    others.map(|(name, value)| name.len() + bytes(value)).sum::<usize>() + name.len() + bytes(value)
}

fn bytes(value: &Value) -> usize {
    match value {
        Value::Empty => 0,
        Value::Text(text) => text.len() + 2,
        Value::Media(media) => media.at.len() + media.mime.len() + 3,
        Value::List(items) => 2 + items.iter().map(bytes).sum::<usize>(),
        Value::Record(fields) => {
            2 + fields.iter().map(|(name, value)| name.len() + bytes(value)).sum::<usize>()
        }
        _ => 16,
    }
}
