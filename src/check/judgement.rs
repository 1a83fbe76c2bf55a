//! Facts that count and that nothing but a model has seen: "they say that they have paid", and the tag is added.

use std::collections::BTreeSet;

use super::graph::{By, To, each_exit, entry};
use crate::diagnostic::codes::people::JUDGEMENT_ALONE;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op, Pattern, Program, Type, When};

/// Tells tags and goals that follow from a claim of the contact as a model understands it, without a postback, a pattern,
/// a check or a person in between.
pub fn check(program: &Program, sink: &mut Sink) {
    let mut told = BTreeSet::new();
    for node in &program.nodes {
        let whens: Vec<&When> = match &node.op {
            Op::Route(route) => route.whens.iter().collect(),
            Op::AiReply(reply) => reply.untils.iter().chain(&reply.whens).collect(),
            _ => continue,
        };
        for when in whens.into_iter().filter(|when| is_claim(when)) {
            let Some(first) = when.body.0 else { continue };
            for at in at_once(program, first) {
                let what = match &program.node(at).op {
                    Op::AddTag(tag) if !says_so(tag) => format!("tag `{tag}`"),
                    Op::Reach(goal) => format!("goal `{goal}`"),
                    _ => continue,
                };
                if !told.insert(at) {
                    continue;
                }
                let message = format!("{what} rests on what a model makes of a message, and on nothing else");
                sink.push(
                    Diagnostic::new(&JUDGEMENT_ALONE, program.node(at).span, message)
                        .label(format!("it follows from \"{}\"", when.label()))
                        .help("anyone can write that: wait for the postback, ask for a proof, or let a person look"),
                );
            }
        }
    }
}

/// A branch that a meaning alone opens, and the meaning is a claim about money or a registration.
fn is_claim(when: &When) -> bool {
    let proof = when.saves.iter().any(|slot| matches!(&slot.ty, Type::Text(Some(_))));
    let meanings = when.patterns.iter().all(|pattern| match pattern {
        Pattern::Meaning(words) => {
            let words = words.to_lowercase();
            has_word(&words, &CLAIMS) && !asks(&words)
        }
        Pattern::Matches(_) | Pattern::Button(_) => false,
    });
    meanings && !proof && when.guard.is_none()
}

/// What contacts claim, by the beginnings of words.
const CLAIMS: [&str; 22] = [
    "paid",
    "deposited",
    "registered",
    "transferred",
    "bought",
    "purchased",
    "topped",
    "subscribed",
    "ordered",
    "signed",
    "оплатил",
    "заплатил",
    "внес",
    "внёс",
    "пополнил",
    "зарегистрировал",
    "перевел",
    "перевёл",
    "купил",
    "заказал",
    "подписал",
    "оформил",
];

/// Whether a word begins in one of these ways; all are in small letters.
fn has_word(words: &str, begins: &[&str]) -> bool {
    let mut words = words.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| begins.iter().any(|begin| word.starts_with(begin)))
}

/// A question about it, or its opposite, is no claim.
fn asks(words: &str) -> bool {
    let others =
        ["ask", "not", "never", "how", "when", "whether", "want", "will", "спраш", "не", "как", "хоч"];
    has_word(words, &others)
}

/// A tag that itself says that this is a claim.
fn says_so(tag: &str) -> bool {
    ["claim", "say", "said", "told", "заяв", "говор", "сказ"]
        .iter()
        .any(|word| tag.to_lowercase().contains(word))
}

/// The statements that run in the same breath, whatever the contact's data.
fn at_once(program: &Program, first: NodeIx) -> Vec<NodeIx> {
    let mut open = vec![first];
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    while let Some(at) = open.pop() {
        if !seen.insert(at) {
            continue;
        }
        order.push(at);
        let node = program.node(at);
        // A condition may be the very check that is asked for.
        if matches!(node.op, Op::Branch { .. } | Op::Visit(_)) {
            continue;
        }
        each_exit(node, &mut |exit| {
            if exit.by == By::Itself && !exit.covers && exit.to != To::End {
                open.extend(entry(program, exit.to));
            }
        });
    }
    order
}
