//! Contacts that walk about a program by themselves, from a seed, and look for what is broken.
//!
//! A walk goes on where another came through something new. At each place it is asked what can happen there, and what would
//! come through something that no walk came through yet is chosen most often; values lie near the constants of the program.
//! Every event is checked, and a conversation that breaks something is cut down to what breaks it.

mod breach;
mod literals;
mod opening;
mod oracle;
mod paste;
mod path;
mod rng;
mod sample;
mod shrink;
#[cfg(test)]
mod tests;
mod world;

pub use breach::Breach;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::script::{Item, ItemKind, Script};
use crate::engine::{Machine, Mark, ModelAnswer, ModelRequest, Status};
use crate::ir::{Op, PointId, Program, Value};
use opening::{anywhere, input, openings};
use oracle::Offline;
use path::{Input, Path, Setup, noon};
use rng::Rng;
use sample::Samples;
use world::{Step, World};

/// How many places are kept from which walks go on.
const PLACES_MAX: usize = 400;
/// The most that happens in one conversation.
const INPUTS_MAX: usize = 60;
/// The most that a walk adds to the place from which it goes on.
const WALK_MAX: usize = 16;
/// How much is tried before a contact is called trapped.
const TRAP_TRIES: usize = 60;
/// After so many different findings it stops.
const FINDINGS_MAX: usize = 5;

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Where chance begins.
    pub seed: u64,
    /// How many walks.
    pub runs: usize,
}

/// What a program's walks have found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Exploration {
    /// What is broken, each once.
    pub findings: Vec<Finding>,
    /// What the walks came through.
    pub marks: BTreeSet<Mark>,
    /// How many walks there were.
    pub runs: usize,
    /// How much happened in them.
    pub inputs: usize,
}

/// Something that is broken, and how to come there.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What is broken.
    pub breach: Breach,
    /// A short conversation that leads there, as a `test` block of the language.
    pub test: String,
}

/// Lets contacts walk about. `tests` say what contacts write, and what `offline` answers stands where a test's model would.
/// The same seed gives the same walks.
pub fn explore(
    machine: &Arc<Machine>,
    tests: &[Script],
    offline: &(dyn Fn(&ModelRequest) -> ModelAnswer + Sync),
    limits: Limits,
) -> Exploration {
    let samples = Samples::new(machine.program(), corpus(machine.program(), tests));
    let mut explorer = Explorer {
        machine: machine.clone(),
        offline,
        samples: &samples,
        found: Exploration::default(),
        places: Vec::new(),
        secrets: BTreeSet::new(),
        alive: BTreeSet::new(),
        tries: Default::default(),
    };
    let mut rng = Rng::new(limits.seed);
    for _ in 0..limits.runs {
        if explorer.found.findings.len() >= FINDINGS_MAX {
            break;
        }
        explorer.walk(&mut rng.branch(), limits.seed);
    }
    explorer.found
}

/// What contacts write in tests, and the examples of meanings.
fn corpus(program: &Program, tests: &[Script]) -> Vec<String> {
    let mut texts = BTreeSet::new();
    for Item { kind, .. } in tests.iter().flat_map(|test| &test.items) {
        if let ItemKind::User(user) = kind
            && user.media.is_none()
        {
            texts.extend(user.text.as_literal().map(str::to_owned));
        }
    }
    for node in &program.nodes {
        let whens: Vec<_> = match &node.op {
            Op::Route(route) => route.whens.iter().collect(),
            Op::AiReply(reply) => reply.untils.iter().chain(&reply.whens).collect(),
            _ => Vec::new(),
        };
        texts.extend(whens.iter().flat_map(|when| when.like.iter().take(1).cloned()));
    }
    texts.into_iter().collect()
}

/// A place from which walks go on.
#[derive(Clone)]
struct Place<'a> {
    world: World<'a>,
    path: Path,
    /// How often one did.
    visits: usize,
}

struct Explorer<'a> {
    machine: Arc<Machine>,
    offline: Offline<'a>,
    samples: &'a Samples,
    found: Exploration,
    places: Vec<Place<'a>>,
    secrets: BTreeSet<String>,
    /// Stacks of which something is known to move the contact.
    alive: BTreeSet<Vec<PointId>>,
    /// How often each meaning was chosen.
    tries: std::collections::BTreeMap<String, usize>,
}

impl<'a> Explorer<'a> {
    fn world(&self, setup: &Setup) -> World<'a> {
        let mut world = World::new(&self.machine, setup, self.offline, self.samples);
        self.secrets.iter().for_each(|secret| world.keep_secret(secret));
        world
    }

    /// One walk: from a place that is worth it, as far as it goes.
    fn walk(&mut self, rng: &mut Rng, seed: u64) {
        self.found.runs += 1;
        let Place { mut world, mut path, .. } = self.begin(rng);
        let steps = 4 + rng.below(WALK_MAX - 4);
        for _ in 0..steps {
            if path.inputs.len() >= INPUTS_MAX {
                return;
            }
            let Some(input) = self.choose(&mut world, rng) else { continue };
            self.secrets.extend(world.secrets().iter().cloned());
            world.talk.answers_mut().tries = std::mem::take(&mut self.tries);
            let step = world.happen(&input, Some(rng.branch()));
            self.tries = std::mem::take(&mut world.talk.answers_mut().tries);
            let breach = match step {
                Step::Impossible => continue,
                Step::Happened(input) => {
                    path.inputs.push(input);
                    None
                }
                Step::Broke(input, breach) => {
                    path.inputs.push(input);
                    Some(breach)
                }
            };
            self.found.inputs += 1;
            let before = self.found.marks.len();
            self.found.marks.extend(world.marks());
            let breach = breach.or_else(|| self.trapped(&world, rng));
            if let Some(breach) = breach {
                return self.finding(path, breach, seed);
            }
            if self.found.marks.len() > before {
                self.keep(Place { world: world.clone(), path: path.clone(), visits: 0 }, rng);
            }
        }
    }

    /// A new contact, or a place from which little was tried, near what nobody came through.
    fn begin(&mut self, rng: &mut Rng) -> Place<'a> {
        if self.places.is_empty() || rng.chance(25) {
            let setup = self.setup(rng);
            let (world, inputs) = (self.world(&setup), Vec::new());
            return Place { world, path: Path { setup, inputs }, visits: 0 };
        }
        let drawn: Vec<usize> = (0..6).map(|_| rng.below(self.places.len())).collect();
        let program = self.machine.program();
        let worth = |place: &Place<'_>| {
            let openings = openings(&place.world, program);
            let fresh = openings.iter().filter_map(|opening| opening.mark);
            let fresh = fresh.filter(|mark| !self.found.marks.contains(mark)).count();
            (10 * fresh + 1) * 16 / (place.visits + 1)
        };
        let best = drawn.into_iter().max_by_key(|at| worth(&self.places[*at])).unwrap_or_default();
        self.places[best].visits += 1;
        self.places[best].clone()
    }

    fn setup(&self, rng: &mut Rng) -> Setup {
        let program = self.machine.program();
        let arms = program.nodes.iter().filter_map(|node| match &node.op {
            Op::Ab { router, arms } => Some((router.clone(), rng.pick(arms)?.name.clone())),
            _ => None,
        });
        let arms = arms.collect();
        let trackers = program.symbols.trackers.iter().filter(|_| rng.chance(40)).collect::<Vec<_>>();
        let trackers = trackers
            .into_iter()
            .map(|(name, tracker)| (name.clone(), self.samples.value(name, &tracker.ty, rng)));
        let trackers = trackers.filter(|(_, given)| *given != path::Given::Value(Value::Empty)).collect();
        let hours = [12, 12, 12, 3, 9, 21, 23];
        let at = noon().with().hour(hours[rng.below(hours.len())]).day(5 + rng.below(7) as i8).build();
        Setup {
            first_name: if rng.chance(70) { "Olga".to_owned() } else { String::new() },
            language: rng
                .pick(&["", "en", "ru", "uk"])
                .map_or(String::new(), |language| (*language).to_owned()),
            channel: rng.pick(&program.bot.channels).cloned().unwrap_or_default(),
            at: at.unwrap_or(noon()),
            trackers,
            arms,
        }
    }

    /// What happens next: what would come through something new is chosen most often.
    fn choose(&self, world: &mut World<'a>, rng: &mut Rng) -> Option<Input> {
        if world.talk.contact().status() == Status::New && rng.chance(80) {
            return Some(Input::Start(None));
        }
        let machine = self.machine.clone();
        let program = machine.program();
        let openings = openings(world, program);
        let weight = |mark: Option<Mark>| match mark {
            Some(mark) if !self.found.marks.contains(&mark) => 12,
            _ => 2,
        };
        let weights: Vec<usize> = openings.iter().map(|opening| weight(opening.mark)).collect();
        let acts = !world.talk.actions().is_empty();
        let elsewhere = if acts { Vec::new() } else { anywhere(world, program) };
        let all = weights.iter().copied().chain(elsewhere.iter().map(|(weight, _)| *weight));
        let at = rng.weighted(all)?;
        let doing = match openings.get(at) {
            Some(opening) => opening.doing,
            None => elsewhere.get(at - openings.len())?.1,
        };
        input(doing, world, program, self.samples, rng)
    }

    fn keep(&mut self, place: Place<'a>, rng: &mut Rng) {
        if self.places.len() < PLACES_MAX {
            self.places.push(place);
        } else {
            let at = rng.below(PLACES_MAX);
            self.places[at] = place;
        }
    }

    /// Whether nothing leads on from here any more. What moves one contact is known of all that stand there.
    fn trapped(&mut self, world: &World<'a>, rng: &mut Rng) -> Option<Breach> {
        let contact = world.talk.contact();
        let waits = matches!(contact.status(), Status::Waiting | Status::Auto);
        if !waits || contact.next_due().is_some() || !world.talk.actions().is_empty() {
            return None;
        }
        let stack: Vec<PointId> = contact.points().iter().map(|standing| standing.point).collect();
        let talks = stack.last().and_then(|point| self.machine.find(*point));
        let talks = talks.is_some_and(|at| opening::only_events_end(&self.machine.program().node(at).op));
        if talks || self.alive.contains(&stack) {
            return None;
        }
        if self.moves(world, rng) {
            self.alive.insert(stack);
            return None;
        }
        Some(Breach::trap(contact, TRAP_TRIES))
    }

    /// Whether anything but a start or an opt-out moves the contact.
    fn moves(&self, world: &World<'a>, rng: &mut Rng) -> bool {
        let from = world.talk.contact().points();
        let mut left = TRAP_TRIES;
        while left > 0 {
            // Some places are left by two or three things in a row.
            let mut tried = world.clone();
            for _ in 0..1 + rng.below(3) {
                left = left.saturating_sub(1);
                let Some(input) = self.choose(&mut tried, rng) else { continue };
                if begins_or_ends(&input, self.machine.program()) {
                    continue;
                }
                if !matches!(tried.happen(&input, Some(rng.branch())), Step::Happened(_)) {
                    continue;
                }
                let contact = tried.talk.contact();
                if contact.points() != from || contact.next_due().is_some() {
                    return true;
                }
            }
        }
        false
    }

    fn finding(&mut self, path: Path, breach: Breach, seed: u64) {
        if self.found.findings.iter().any(|known| known.breach.is_like(&breach)) {
            return;
        }
        let (path, breach) = shrink::shrink(self, path, breach);
        let test = paste::test(self, &path, &breach, seed);
        self.found.findings.push(Finding { breach, test });
    }
}

/// Whether an input begins the conversation anew or ends it, wherever the contact stands.
fn begins_or_ends(input: &Input, program: &Program) -> bool {
    let stops = |text: &str| {
        text.trim_start().starts_with("/start")
            || program.bot.stop_words.iter().any(|word| crate::engine::eval::same_text(word, text))
    };
    match input {
        Input::Start(_) | Input::Block | Input::AiDown => true,
        Input::Write(text, _) | Input::Press(text) => stops(text),
        _ => false,
    }
}
