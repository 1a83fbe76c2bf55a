//! What a condition says about which values are there.

use crate::ir::{Arithmetic, Comparison, Expr, Function, Value};

use super::slot::Slot;

/// What is known of places.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Known<'p> {
    /// Surely set.
    pub full: Vec<Slot<'p>>,
    /// Surely empty.
    pub empty: Vec<Slot<'p>>,
}

impl<'p> Known<'p> {
    fn and(mut self, other: Known<'p>) -> Self {
        self.full.extend(other.full);
        self.empty.extend(other.empty);
        self
    }

    fn or(mut self, other: &Known<'p>) -> Self {
        self.full.retain(|slot| other.full.contains(slot));
        self.empty.retain(|slot| other.empty.contains(slot));
        self
    }
}

/// What follows where a condition holds, or where it does not.
pub(super) fn implied<'p>(condition: &'p Expr, holds: bool) -> Known<'p> {
    match condition {
        Expr::Not(inner) => implied(inner, !holds),
        Expr::And(left, right) if holds => implied(left, true).and(implied(right, true)),
        Expr::Or(left, right) if !holds => implied(left, false).and(implied(right, false)),
        Expr::And(left, right) | Expr::Or(left, right) => implied(left, holds).or(&implied(right, holds)),
        Expr::IsEmpty(inner) if holds => {
            let empty = slot(inner).into_iter().collect();
            Known { empty, ..Known::default() }
        }
        Expr::IsEmpty(inner) => full(&[inner]),
        Expr::Compare(Comparison::NotEqual, left, right) if !holds => full(&[left, right]),
        Expr::Compare(Comparison::NotEqual, ..) => long(condition),
        // A comparison with an empty value does not hold.
        Expr::Compare(_, left, right) if holds => full(&[left, right]).and(long(condition)),
        Expr::In(left, right) | Expr::Contains(left, right) if holds => full(&[left, right]),
        Expr::Matches(inner, _) if holds => full(&[inner]),
        // A `bool` by itself.
        other if holds => full(&[other]),
        _ => Known::default(),
    }
}

/// A text or list whose length is at least something is not empty.
fn long(condition: &Expr) -> Known<'_> {
    let Expr::Compare(comparison, left, right) = condition else { return Known::default() };
    let (Expr::Call(Function::Length, args), Expr::Literal(Value::Number(least))) = (&**left, &**right)
    else {
        return Known::default();
    };
    let excludes_none = match comparison {
        Comparison::Greater => !least.is_sign_negative(),
        Comparison::AtLeast | Comparison::Equal => *least > 0.into(),
        Comparison::NotEqual => least.is_zero(),
        Comparison::Less | Comparison::AtMost => false,
    };
    if excludes_none { full(&args.iter().collect::<Vec<_>>()) } else { Known::default() }
}

/// Where all of these have a value.
fn full<'p, E: std::borrow::Borrow<Expr>>(exprs: &[&'p E]) -> Known<'p> {
    let mut known = Known::default();
    for expr in exprs {
        each_needed((*expr).borrow(), &mut |slot| known.full.push(slot));
    }
    known
}

/// The place that an expression simply reads.
pub(super) fn slot(expr: &Expr) -> Option<Slot<'_>> {
    match expr {
        Expr::Field(name) => Some(Slot::Field(name)),
        Expr::Local(name) => Some(Slot::Local(name)),
        Expr::Answer => Some(Slot::Answer),
        Expr::AnswerImage => Some(Slot::AnswerImage),
        _ => None,
    }
}

/// The places without whose values an expression is empty.
pub(super) fn each_needed<'p>(expr: &'p Expr, on: &mut impl FnMut(Slot<'p>)) {
    match expr {
        Expr::Member(inner, _) | Expr::Negate(inner) => each_needed(inner, on),
        Expr::Arithmetic(
            Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Multiply | Arithmetic::Divide,
            left,
            right,
        ) => {
            each_needed(left, on);
            each_needed(right, on);
        }
        // An empty value has the length 0.
        Expr::Call(Function::Length, _) => {}
        Expr::Call(_, args) => args.iter().for_each(|arg| each_needed(arg, on)),
        other => slot(other).into_iter().for_each(on),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> Box<Expr> {
        Box::new(Expr::Field(name.to_owned()))
    }

    fn is_empty(name: &str) -> Box<Expr> {
        Box::new(Expr::IsEmpty(field(name)))
    }

    fn equal(name: &str) -> Box<Expr> {
        let text = Box::new(Expr::Literal(Value::Text("x".into())));
        Box::new(Expr::Compare(Comparison::Equal, field(name), text))
    }

    fn names(slots: &[Slot<'_>]) -> Vec<String> {
        slots.iter().map(|slot| slot.name().to_owned()).collect()
    }

    #[test]
    fn a_condition_tells_what_is_there_on_either_side() {
        let both = Expr::And(Box::new(Expr::Not(is_empty("a"))), equal("b"));
        assert_eq!(names(&implied(&both, true).full), ["a", "b"]);
        assert_eq!(implied(&both, false), Known::default());
        let either = Expr::Or(is_empty("a"), is_empty("b"));
        assert_eq!(names(&implied(&either, false).full), ["a", "b"]);
        assert_eq!(implied(&either, true), Known::default());
        let same = Expr::Or(equal("a"), Box::new(Expr::Not(is_empty("a"))));
        assert_eq!(names(&implied(&same, true).full), ["a"]);
        assert_eq!(names(&implied(&is_empty("a"), true).empty), ["a"]);
    }

    #[test]
    fn what_differs_may_be_empty_and_what_is_long_is_not() {
        let text = Box::new(Expr::Literal(Value::Text("x".into())));
        let differs = Expr::Compare(Comparison::NotEqual, field("a"), text);
        assert_eq!(implied(&differs, true), Known::default());
        assert_eq!(names(&implied(&differs, false).full), ["a"]);
        let length = Box::new(Expr::Call(Function::Length, vec![*field("a")]));
        let least = |number: i64| Box::new(Expr::Literal(Value::Number(number.into())));
        let long = Expr::Compare(Comparison::Greater, length.clone(), least(0));
        assert_eq!(names(&implied(&long, true).full), ["a"]);
        let any = Expr::Compare(Comparison::AtLeast, length, least(0));
        assert_eq!(implied(&any, true), Known::default());
    }
}
