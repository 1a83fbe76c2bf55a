//! The weights of an A/B router.

use std::collections::BTreeSet;

use super::names::arm_names;
use crate::diagnostic::codes::graph::WEIGHTS_NOT_100;
use crate::diagnostic::codes::names::DEFINED_TWICE;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;
use crate::syntax::ast::Ab;

/// All contacts, in hundredths of a percent.
pub const WHOLE: u32 = 10_000;

/// Tells weights that do not make 100 %, and arms of one name.
pub fn weights(ab: &Ab, sink: &mut Sink) {
    let at = ab.name.as_ref().map_or(Span { end: ab.span.start + 2, ..ab.span }, |name| name.span);
    let written: u64 =
        ab.arms.iter().filter_map(|arm| arm.weight).map(|weight| u64::from(weight.hundredths)).sum();
    let open = ab.arms.iter().filter(|arm| arm.weight.is_none()).count();
    let whole = u64::from(WHOLE);
    let percent = percent(written);
    let message = match open {
        _ if ab.arms.is_empty() => Some("this router has no arms".to_owned()),
        0 if written != whole => Some(format!("the weights make {percent} %, not 100 %")),
        1.. if written > whole => Some(format!("the weights make {percent} %, more than 100 %")),
        1.. if written == whole => {
            Some("the written weights make 100 %, nothing is left for the arms without one".to_owned())
        }
        _ => None,
    };
    if let Some(message) = message {
        let mut found = Diagnostic::new(&WEIGHTS_NOT_100, at, message);
        for arm in &ab.arms {
            if let Some(weight) = arm.weight {
                found = found.also(weight.span, "");
            }
        }
        if open == 0 && written < whole && !ab.arms.is_empty() {
            let missing = self::percent(whole - written);
            found = found
                .help(format!("{missing} % are missing; arms without a weight share what is left evenly"));
        } else {
            found = found.help("arms without a weight share what is left evenly");
        }
        sink.push(found);
    }
    let mut seen = BTreeSet::new();
    for (name, arm) in arm_names(ab).into_iter().zip(&ab.arms) {
        if !seen.insert(name.clone()) {
            let span = arm.name.as_ref().map_or(arm.span, |name| name.span);
            let message = format!("there are two arms `{name}`");
            sink.push(
                Diagnostic::new(&DEFINED_TWICE, span, message).help("unnamed arms are named by their place"),
            );
        }
    }
}

/// How many of the tickets each arm has: exactly its weight; arms without one share the rest, the first ones get
/// what is left over.
pub fn tickets(ab: &Ab) -> Vec<u32> {
    let written: u32 = ab.arms.iter().filter_map(|arm| arm.weight).map(|weight| weight.hundredths).sum();
    let open = ab.arms.iter().filter(|arm| arm.weight.is_none()).count() as u32;
    let rest = WHOLE.saturating_sub(written);
    let share = rest.checked_div(open).unwrap_or(0);
    let mut over = rest.checked_rem(open).unwrap_or(0);
    let share_of = |weight: Option<crate::syntax::ast::Percent>| match weight {
        Some(weight) => weight.hundredths,
        None => {
            let more = u32::from(over > 0);
            over -= more;
            share + more
        }
    };
    ab.arms.iter().map(|arm| arm.weight).map(share_of).collect()
}

fn percent(hundredths: u64) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole}.{}", part / 10),
        part => format!("{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ast::{Arm, Body, Percent};

    fn ab(weights: &[Option<u32>]) -> Ab {
        let arms = weights.iter().map(|weight| Arm {
            weight: weight.map(|hundredths| Percent { hundredths, span: Span::default() }),
            name: None,
            body: Body::Missing(Span::default()),
            span: Span::default(),
        });
        Ab { name: None, arms: arms.collect(), span: Span::default() }
    }

    #[test]
    fn arms_without_a_weight_share_the_rest_and_the_first_get_what_is_left_over() {
        assert_eq!(tickets(&ab(&[None, None, None])), [3334, 3333, 3333]);
        assert_eq!(tickets(&ab(&[Some(3330), None, None])), [3330, 3335, 3335]);
        assert_eq!(tickets(&ab(&[Some(2500), Some(7500)])), [2500, 7500]);
    }

    #[test]
    fn weights_are_added_exactly() {
        let told = |weights: &[Option<u32>]| {
            let mut sink = Sink::default();
            super::weights(&ab(weights), &mut sink);
            sink.finish().first().map(|found| found.message.clone())
        };
        assert_eq!(told(&[Some(3330), Some(3330), Some(3340)]), None);
        assert_eq!(
            told(&[Some(3330), Some(3330), Some(3330)]).as_deref(),
            Some("the weights make 99.9 %, not 100 %")
        );
        assert!(told(&[Some(10_000), None]).is_some());
    }
}
