//! A program made ready to run.

use std::collections::HashMap;
use std::sync::Arc;

use super::contact::Internal;
use super::eval::Regexes;
use super::watch::Watched;
use crate::ir::{NodeIx, PointId, Program};

/// A program with what is computed once: its hash, its points, its regexes. Shared by all contacts.
#[derive(Debug)]
pub struct Machine {
    program: Arc<Program>,
    hash: String,
    points: HashMap<PointId, NodeIx>,
    regexes: Regexes,
    watched: Watched,
    reads_link: bool,
}

impl Machine {
    /// Makes a program ready.
    pub fn new(program: Program) -> Self {
        let nodes = program.nodes.iter().enumerate();
        let points = nodes.map(|(at, node)| (node.point, NodeIx(at as u32))).collect();
        let watched = Watched::of(&program);
        Machine {
            watched,
            reads_link: crate::ir::reads_link(&program),
            hash: program.hash(),
            points,
            regexes: Regexes::default(),
            program: Arc::new(program),
        }
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// [`Program::hash`].
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The statement of a point, if the program still has it.
    pub fn find(&self, point: PointId) -> Option<NodeIx> {
        self.points.get(&point).copied()
    }

    /// Whether the script reads `contact.link`: whoever runs contacts then says it by [`super::EventKind::Link`].
    pub fn reads_link(&self) -> bool {
        self.reads_link
    }

    /// Whether some handler watches the change.
    pub(crate) fn is_watched(&self, change: &Internal) -> bool {
        self.watched.has(change)
    }

    /// Its regexes, each compiled once.
    pub fn regexes(&self) -> &Regexes {
        &self.regexes
    }
}
