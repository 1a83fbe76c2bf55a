//! Travellers that come back: from a visit with what it gives, and from what covered the place.

use std::collections::BTreeSet;

use super::{DEPTH_MAX, End, Gives, Search, Spent, Traveller, Within};
use crate::check::data::act::Act;
use crate::check::data::atom::Known;
use crate::check::data::hear::stands;
use crate::check::data::slot::Slot;
use crate::check::data::surely::SurelySet;
use crate::check::data::way::{Kind, Way};
use crate::check::graph::Station;
use crate::ir::{Expr, Op, Value};

impl Search<'_, '_, '_> {
    /// What a flow gives that ends at a statement. A condition is given as true, or as false.
    pub(super) fn given(&self, at: u32, traveller: &Traveller) -> Vec<End> {
        let ways = &self.set.ways;
        let Station::Node(at) = ways.graph.station(at) else { return Vec::new() };
        let node = ways.graph.program.node(at);
        let as_it_is = |gives| vec![(traveller.empty, traveller.known, gives)];
        let condition = match &node.op {
            Op::End(Some(Expr::Literal(Value::Bool(given)))) => return as_it_is(Gives::Bool(*given)),
            Op::End(Some(Expr::Literal(_))) => return as_it_is(Gives::Written(at)),
            Op::End(Some(value)) if is_condition(value) => value,
            Op::End(Some(_)) => return as_it_is(Gives::Something),
            _ => return as_it_is(Gives::Nothing),
        };
        let given = |holds| {
            let act = Act::Holds(condition, holds);
            let (empty, known) = self.knows(act, node.place.flow, (traveller.empty, traveller.known))?;
            Some((empty, known, Gives::Bool(holds)))
        };
        [true, false].into_iter().filter_map(given).collect()
    }

    /// A traveller behind a visit that takes what was given.
    pub(super) fn taken(&self, at: u32, (empty, known): (bool, Known), gives: Gives) -> (bool, Known) {
        let ways = &self.set.ways;
        let program = ways.graph.program;
        let Station::Node(at) = ways.graph.station(at) else { return (empty, known) };
        let node = program.node(at);
        let Op::Visit(visit) = &node.op else { return (empty, known) };
        let Some(slot) = visit.tail.save.as_ref().and_then(|slot| Slot::of(&slot.place)) else {
            return (empty, known);
        };
        let value = match gives {
            Gives::Nothing => Some(&Value::Empty),
            Gives::Something => None,
            Gives::Bool(given) => Some(if given { &Value::Bool(true) } else { &Value::Bool(false) }),
            Gives::Written(at) => match &program.node(at).op {
                Op::End(Some(Expr::Literal(value))) => Some(value),
                _ => None,
            },
        };
        let is_it = ways.columns.number(slot, node.place.flow) == Some(self.column);
        let known = value.map_or(known, |value| self.atoms.saved(slot, node.place.flow, value, known));
        (if is_it { gives == Gives::Nothing } else { empty }, known)
    }

    /// How a visit may come back.
    pub(super) fn through_visit(
        &mut self,
        from: &Traveller,
        way: &Way,
        flow: u32,
    ) -> Result<Vec<End>, Spent> {
        let ways = &self.set.ways;
        let name = ways.graph.program.flows[flow as usize].name.as_str();
        let begun = self.atoms.begun(flow, name, false, from.known);
        let own = ways.flow(way.decided_at);
        let key = (None, flow, from.empty, begun);
        if !self.through.contains_key(&key) {
            // A flow that visits itself has been told, and a stack has an end.
            self.through.insert(key, BTreeSet::new());
            if self.depth == DEPTH_MAX {
                return Ok(Vec::new());
            }
            let start =
                Traveller { at: ways.graph.number(Station::Step(flow, 0)), empty: from.empty, known: begun };
            self.depth += 1;
            let found = self.search(vec![start], Within::Flow(flow))?;
            self.depth -= 1;
            self.through.insert(key, found.ends);
        }
        let ends = self.through.get(&key).into_iter().flatten();
        let is_local = self.flow.is_some();
        let back = ends.map(|(empty, known, gives)| {
            let empty = if is_local { from.empty } else { *empty };
            (empty, self.atoms.returned(own, from.known, *known), *gives)
        });
        Ok(back.collect())
    }

    /// Where what covers the place of a traveller may bring it, back at the place.
    pub(super) fn by_bodies(&mut self, from: &Traveller) -> Result<Vec<(u32, Traveller)>, Spent> {
        let set = self.set;
        let ways = &set.ways;
        let Station::Node(at) = ways.graph.station(from.at) else { return Ok(Vec::new()) };
        let node = ways.graph.program.node(at);
        if !stands(&node.op) {
            return Ok(Vec::new());
        }
        let heard_at = ways.graph.heard_at(node.place);
        if !self.bodies.contains_key(&heard_at) {
            let heard = hearing(set, heard_at).into_iter().flat_map(|place| self.heard_here(place));
            let heard = heard.collect();
            self.bodies.insert(heard_at, heard);
        }
        let own = self.heard_here(from.at);
        let mut arrived = Vec::new();
        for nth in 0..own.len() + self.bodies[&heard_at].len() {
            let body = own.get(nth).copied().unwrap_or_else(|| self.bodies[&heard_at][nth - own.len()]);
            for (empty, known, _) in self.through_body(from, body)? {
                arrived.push((body, Traveller { at: from.at, empty, known }));
            }
        }
        Ok(arrived)
    }

    /// The bodies that are heard at a place and matter.
    fn heard_here(&self, place: u32) -> Vec<u32> {
        let here = self.index.heard_at.get(&place).into_iter().flatten().copied();
        here.filter(|body| self.concerns(*body)).collect()
    }

    pub(super) fn through_body(&mut self, from: &Traveller, body: u32) -> Result<BTreeSet<End>, Spent> {
        let set = self.set;
        let key = (Some(body), 0, from.empty, from.known);
        if let Some(ends) = self.through.get(&key) {
            return Ok(ends.clone());
        }
        self.through.insert(key, BTreeSet::new());
        if self.depth == DEPTH_MAX {
            return Ok(BTreeSet::new());
        }
        let written = &set.hearing.bodies[body as usize];
        let flow = set.ways.flow(written.decided_at);
        let mut begun = Some((from.empty, from.known));
        self.acts(written.decided_at, written.choice, &mut |act| {
            begun = begun.and_then(|it| self.knows(act, flow, it));
            if let (Act::Set(slot), Some((empty, _))) = (act, &mut begun)
                && set.ways.columns.number(slot, flow) == Some(self.column)
            {
                *empty = false;
            }
        });
        let ends = match (begun, written.entry) {
            (None, _) => BTreeSet::new(),
            (Some((empty, known)), None) => BTreeSet::from([(empty, known, Gives::Nothing)]),
            (Some((empty, known)), Some(entry)) => {
                let at = set.ways.graph.number(Station::Node(entry));
                self.depth += 1;
                let found = self.search(vec![Traveller { at, empty, known }], Within::Body)?;
                self.depth -= 1;
                found.ends
            }
        };
        self.through.insert(key, ends.clone());
        Ok(ends)
    }
}

/// Whether an expression is true or false.
fn is_condition(value: &Expr) -> bool {
    matches!(
        value,
        Expr::Not(_)
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::Compare(..)
            | Expr::In(..)
            | Expr::Contains(..)
            | Expr::Matches(..)
            | Expr::IsEmpty(_)
            | Expr::Tag(_)
            | Expr::InHours(_)
            | Expr::InFlow(_)
    )
}

/// The places at which a contact is heard that waits where this place hears.
fn hearing(set: &SurelySet<'_, '_>, heard_at: u32) -> BTreeSet<u32> {
    let mut hears = BTreeSet::new();
    let mut open = vec![heard_at];
    while let Some(at) = open.pop() {
        if hears.insert(at) {
            let ways = set.ways.from(at).iter();
            open.extend(ways.filter(|way| matches!(way.kind, Kind::Heard { .. })).map(|way| way.to));
        }
    }
    hears
}
