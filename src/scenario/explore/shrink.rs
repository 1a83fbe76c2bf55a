//! The shortest conversation that is still broken in the same way.

use super::path::{Input, Path, Setup, noon};
use super::rng::Rng;
use super::world::Step;
use super::{Breach, Explorer};

/// What a conversation does when it is played again: what happened up to the trouble, and the trouble.
fn play(explorer: &mut Explorer<'_>, path: &Path, wanted: &Breach) -> Option<(Vec<Input>, Breach)> {
    let mut world = explorer.world(&path.setup);
    let mut happened = Vec::new();
    for input in &path.inputs {
        match world.happen(input, None) {
            Step::Impossible => {}
            Step::Happened(input) => happened.push(input),
            Step::Broke(input, breach) => {
                happened.push(input);
                return breach.is_like(wanted).then_some((happened, breach));
            }
        }
    }
    // Chance tries the same things each time, so that the same conversation is always trapped.
    let trapped = explorer.trapped(&world, &mut Rng::new(0))?;
    trapped.is_like(wanted).then_some((happened, trapped))
}

/// Takes out whatever can be taken out, largest parts first.
pub(super) fn shrink(explorer: &mut Explorer<'_>, path: Path, breach: Breach) -> (Path, Breach) {
    let Some((inputs, mut breach)) = play(explorer, &path, &breach) else { return (path, breach) };
    let mut path = Path { inputs, ..path };
    let mut part = path.inputs.len().div_ceil(2);
    while part > 0 {
        let mut from = 0;
        let mut shorter = false;
        while from < path.inputs.len() {
            let mut inputs = path.inputs.clone();
            inputs.drain(from..(from + part).min(inputs.len()));
            let candidate = Path { inputs, ..path.clone() };
            match play(explorer, &candidate, &breach) {
                Some((inputs, same)) => {
                    shorter = true;
                    breach = same;
                    path.inputs = inputs;
                }
                None => from += part,
            }
        }
        // What was needed before may be needed no more.
        part = if shorter { part.min(path.inputs.len()) } else { part / 2 };
    }
    simplify(explorer, path, breach)
}

/// A contact of whom less is special.
fn simplify(explorer: &mut Explorer<'_>, mut path: Path, mut breach: Breach) -> (Path, Breach) {
    let plain: [fn(&mut Setup); 5] = [
        |setup| setup.trackers.clear(),
        |setup| setup.arms.clear(),
        |setup| setup.at = noon(),
        |setup| setup.language.clear(),
        |setup| setup.first_name.clear(),
    ];
    let one_arm_less = (0..path.setup.arms.len()).rev().map(|nth| {
        Box::new(move |setup: &mut Setup| {
            if nth < setup.arms.len() {
                setup.arms.remove(nth);
            }
        }) as Box<dyn Fn(&mut Setup)>
    });
    let changes =
        plain.into_iter().map(|change| Box::new(change) as Box<dyn Fn(&mut Setup)>).chain(one_arm_less);
    for change in changes.collect::<Vec<_>>() {
        let mut simpler = path.clone();
        change(&mut simpler.setup);
        if let Some((inputs, same)) = play(explorer, &simpler, &breach) {
            path = Path { inputs, ..simpler };
            breach = same;
        }
    }
    (path, breach)
}
