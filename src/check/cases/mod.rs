//! Which contacts does a condition mean? What branches, handlers and routes leave to nobody, and what they take twice.
//!
//! Conditions speak of closed domains: tags, `one of`, true and false, numbers between constants. [`space`] cuts them into
//! the cases that make a difference, and what holds in none, in all, or in two places at once is found by looking at each.
//! What is not understood is true or false as it likes, so that nothing is told that is not certain.

mod arrival;
mod atom;
mod branch;
mod chain;
mod cover;
mod domain;
mod example;
mod gap;
mod idle;
mod index;
mod known;
mod likeness;
mod mention;
mod offer;
mod path;
mod pattern;
mod place;
mod router;
mod sample;
mod search;
mod space;
#[cfg(test)]
mod tests;
mod told;
mod variable;

use crate::check::Names;
use crate::diagnostic::Sink;
use crate::ir::Program;

/// Looks at the conditions, handlers and routes of a lowered project.
pub fn check(names: &Names<'_>, program: &Program, sink: &mut Sink) {
    let told = told::Told::of(sink);
    let index = index::Index::of(program);
    let mut walk = path::Walk {
        program,
        index: &index,
        told: &told,
        sink,
        arrivals: arrival::Arrivals::default(),
        arrived: None,
        names,
        space: 0,
        offer: None,
    };
    walk.project();
    let arrivals = walk.arrivals;
    arrivals.check(program, &told, sink);
    idle::check(names, program, &index, &told, sink);
}
