//! The parse as one flat list: which rule matched where, and what stands inside of it.
//!
//! Pest's own pairs count what stands inside of them whenever they are asked for it, and share their list by counted
//! pointers. A walk over this list does neither, and pest's list, which is larger than the tree, is gone before the tree is built.

use pest::{Token, iterators::Pairs};

use super::grammar::Rule;

/// All nodes of a parse, each before what stands inside of it.
pub(super) struct Nodes<'i> {
    text: &'i str,
    nodes: Vec<Matched>,
}

struct Matched {
    rule: Rule,
    start: u32,
    end: u32,
    /// The place of the first node that is not inside of it.
    behind: u32,
}

impl<'i> Nodes<'i> {
    pub fn new(text: &'i str, parsed: Pairs<'i, Rule>) -> Self {
        let mut nodes: Vec<Matched> = Vec::with_capacity(text.len() / 4);
        let mut open = Vec::new();
        for token in parsed.tokens() {
            match token {
                Token::Start { rule, pos } => {
                    let start = pos.pos() as u32;
                    open.push(nodes.len());
                    nodes.push(Matched { rule, start, end: start, behind: 0 });
                }
                Token::End { pos, .. } => {
                    let behind = nodes.len() as u32;
                    if let Some(node) = open.pop().and_then(|at| nodes.get_mut(at)) {
                        node.end = pos.pos() as u32;
                        node.behind = behind;
                    }
                }
            }
        }
        Nodes { text, nodes }
    }

    /// The node of the whole text.
    pub fn whole(&self) -> Option<Node<'_>> {
        (!self.nodes.is_empty()).then_some(Node { nodes: self, at: 0 })
    }

    /// All nodes, each before what stands inside of it.
    pub fn all(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len() as u32).map(|at| Node { nodes: self, at })
    }

    /// The nodes in which no other one stands, in the order of the text.
    pub fn leaves(&self) -> impl Iterator<Item = Node<'_>> {
        self.all().filter(|node| node.matched().behind == node.at + 1)
    }
}

/// What one rule matched.
#[derive(Clone, Copy)]
pub(super) struct Node<'i> {
    nodes: &'i Nodes<'i>,
    at: u32,
}

impl<'i> Node<'i> {
    fn matched(&self) -> &'i Matched {
        &self.nodes.nodes[self.at as usize]
    }

    pub fn as_rule(&self) -> Rule {
        self.matched().rule
    }

    /// Its first byte.
    pub fn start(&self) -> u32 {
        self.matched().start
    }

    /// The byte behind its last one.
    pub fn end(&self) -> u32 {
        self.matched().end
    }

    pub fn as_str(&self) -> &'i str {
        &self.nodes.text[self.start() as usize..self.end() as usize]
    }

    /// The nodes that stand directly inside of it.
    pub fn into_inner(self) -> Inner<'i> {
        Inner { next: Node { at: self.at + 1, ..self }, behind: self.matched().behind }
    }
}

/// The nodes directly inside of one.
#[derive(Clone)]
pub(super) struct Inner<'i> {
    next: Node<'i>,
    behind: u32,
}

impl<'i> Iterator for Inner<'i> {
    type Item = Node<'i>;

    fn next(&mut self) -> Option<Node<'i>> {
        let node = self.next;
        if node.at >= self.behind {
            return None;
        }
        self.next.at = node.matched().behind;
        Some(node)
    }
}
