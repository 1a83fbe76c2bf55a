//! The places whose value may be empty, and numbers for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Program, SlotPlace};

/// A place that holds a value. A local is one of the flow in which the statement is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot<'p> {
    /// What the last question got.
    Answer,
    /// The picture in it.
    AnswerImage,
    /// A local or a parameter.
    Local(&'p str),
    /// A field of the contact.
    Field(&'p str),
}

impl<'p> Slot<'p> {
    /// The place where a statement saves; values of the language itself are none.
    pub fn of(place: &'p SlotPlace) -> Option<Self> {
        match place {
            SlotPlace::Field(name) => Some(Slot::Field(name)),
            SlotPlace::Local(name) => Some(Slot::Local(name)),
            SlotPlace::Contact(_) => None,
        }
    }

    /// Its name in the script.
    pub fn name(self) -> &'p str {
        match self {
            Slot::Answer => "answer",
            Slot::AnswerImage => "answer.image",
            Slot::Local(name) | Slot::Field(name) => name,
        }
    }
}

/// Numbers of the places that are looked at. Locals of different flows share numbers: no statement knows two flows'.
#[derive(Debug, Default)]
pub(super) struct Columns<'p> {
    /// The names behind the numbers; locals by the flow.
    named: Vec<Slot<'p>>,
    locals_of: BTreeMap<u32, Vec<&'p str>>,
    numbers: BTreeMap<Slot<'p>, u32>,
    local_numbers: BTreeMap<(u32, &'p str), u32>,
    /// How many numbers are locals', from `first_local` on.
    locals: u32,
    first_local: u32,
}

impl<'p> Columns<'p> {
    /// These places; a local with its flow.
    pub fn of(wanted: BTreeSet<(Option<u32>, Slot<'p>)>) -> Self {
        let mut columns = Columns::default();
        for (_, slot) in wanted.iter().filter(|(_, slot)| matches!(slot, Slot::Answer | Slot::AnswerImage)) {
            columns.add(*slot);
        }
        columns.first_local = columns.named.len() as u32;
        for (flow, slot) in &wanted {
            if let (Some(flow), Slot::Local(name)) = (flow, slot) {
                let own = columns.locals_of.entry(*flow).or_default();
                columns.local_numbers.insert((*flow, name), columns.first_local + own.len() as u32);
                own.push(name);
            }
        }
        columns.locals = columns.locals_of.values().map(Vec::len).max().unwrap_or(0) as u32;
        for _ in 0..columns.locals {
            columns.named.push(Slot::Local(""));
        }
        for (_, slot) in wanted.iter().filter(|(_, slot)| matches!(slot, Slot::Field(_))) {
            columns.add(*slot);
        }
        columns
    }

    fn add(&mut self, slot: Slot<'p>) {
        self.numbers.insert(slot, self.named.len() as u32);
        self.named.push(slot);
    }

    /// How many numbers there are.
    pub fn count(&self) -> u32 {
        self.named.len() as u32
    }

    /// The number of a place as a statement of a flow knows it; `None` where it is not looked at.
    pub fn number(&self, slot: Slot<'p>, flow: Option<u32>) -> Option<u32> {
        match slot {
            Slot::Local(name) => self.local_numbers.get(&(flow?, name)).copied(),
            other => self.numbers.get(&other).copied(),
        }
    }

    /// The place of a number in a flow.
    pub fn slot(&self, number: u32, flow: Option<u32>) -> Option<Slot<'p>> {
        match self.named[number as usize] {
            Slot::Local(_) => {
                let own = self.locals_of.get(&flow?)?;
                own.get((number - self.first_local) as usize).map(|name| Slot::Local(name))
            }
            other => Some(other),
        }
    }

    /// Whether a number is a local's.
    pub fn is_local(&self, number: u32) -> bool {
        (self.first_local..self.first_local + self.locals).contains(&number)
    }

    /// Whether a local is a parameter of the flow.
    pub fn is_param(&self, number: u32, flow: u32, program: &Program) -> bool {
        let Some(Slot::Local(name)) = self.slot(number, Some(flow)) else { return false };
        program.flows[flow as usize].params.iter().any(|(param, _)| param == name)
    }
}
