//! What was counted since the first start. Counts have no person in them and outlive the journal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::Record;

/// How often each thing happened. A key is the thing's kind and its names: `shown, ROUTER, ARM`; `reached, ROUTER, ARM,
/// GOAL`; `goal, GOAL`; `step, FLOW, STEP`; `branch, ROUTER, BRANCH`; `limit, NAME`; `dropped, WHY`; `untaken, EVENT`;
/// `handler, EVENT`; `finished`; `flow, FLOW`; `ended, FLOW, STEP`; `opted out, FLOW, STEP`; `way, FLOW, STEP, WAY`; `drawn,
/// ROUTER, WEIGHTS, ARM`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts(BTreeMap<Vec<String>, u64>);

impl Counts {
    /// How often it happened.
    pub fn get(&self, key: &[&str]) -> u64 {
        let key: Vec<String> = key.iter().map(ToString::to_string).collect();
        self.0.get(&key).copied().unwrap_or(0)
    }

    /// Everything that happened, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&[String], u64)> {
        self.0.iter().map(|(key, count)| (key.as_slice(), *count))
    }

    /// Counts the records of a transition.
    pub(super) fn add(&mut self, records: &[Record]) {
        for record in records {
            match record {
                Record::Step { flow, step } => self.one(&["step", flow, step]),
                Record::Exposed { router, arm } => self.one(&["shown", router, arm]),
                Record::Branch { router, branch } => self.one(&["branch", router, branch]),
                Record::Goal { goal, arms } => {
                    self.one(&["goal", goal]);
                    for (router, arm) in arms {
                        self.one(&["reached", router, arm, goal]);
                    }
                }
                Record::Handler { event } => self.one(&["handler", event]),
                Record::Untaken { event } => self.one(&["untaken", event]),
                Record::Limit { limit } => self.one(&["limit", limit]),
                Record::Dropped { why } => self.one(&["dropped", why]),
                Record::Finished => self.one(&["finished"]),
                Record::Flow { flow } => self.one(&["flow", flow]),
                Record::Ended { flow, step } => self.one(&["ended", flow, step]),
                Record::OptedOut { flow, step } => self.one(&["opted out", flow, step]),
                Record::Way { flow, step, way } => self.one(&["way", flow, step, way]),
                Record::Drawn { router, arm, weights } => self.one(&["drawn", router, weights, arm]),
            }
        }
    }

    fn one(&mut self, key: &[&str]) {
        *self.0.entry(key.iter().map(ToString::to_string).collect()).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_counts_for_each_arm_it_names() {
        let mut counts = Counts::default();
        let arms = vec![("hello".into(), "short".into()), ("price".into(), "high".into())];
        counts.add(&[Record::Goal { goal: "paid".into(), arms }, Record::Finished]);
        assert_eq!(counts.get(&["goal", "paid"]), 1);
        assert_eq!(counts.get(&["reached", "price", "high", "paid"]), 1);
        assert_eq!(counts.get(&["reached", "price", "low", "paid"]), 0);
        assert_eq!(counts.iter().count(), 4);
    }
}
