//! The numbers beside the scripts: the report that `flowc report --out` has left in a project's folder. Without one, or
//! with one that cannot be read or is another project's, there are none.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::ir::Time;
use crate::project::{Files, join};
use crate::report::{Arm, BYTES_MAX, FILE, Report, Router, Step, Talk, VERSION};

/// From what age on it is told, in minutes.
const FRESH_MINUTES: i64 = 10;

/// What lies beside a project; it is understood when somebody asks for it first.
#[derive(Debug, Default)]
pub struct Beside {
    bytes: Option<Vec<u8>>,
    read: OnceLock<Option<Counted>>,
}

/// A report, by the names of what was counted.
#[derive(Debug)]
pub struct Counted {
    project: String,
    at: Time,
    steps: BTreeMap<String, BTreeMap<String, Step>>,
    routers: BTreeMap<String, Router>,
    talks: BTreeMap<String, Talk>,
}

/// Where the report of a project lies.
pub fn path(root: &str) -> String {
    join(root, FILE)
}

impl Beside {
    /// What lies in a project's folder.
    pub fn of(files: &dyn Files, root: &str) -> Arc<Self> {
        let bytes = files.read(&path(root), BYTES_MAX).ok();
        Arc::new(Beside { bytes, read: OnceLock::new() })
    }

    /// The report, if it is of this project.
    pub fn counted(&self, project: &str) -> Option<&Counted> {
        let read = self.read.get_or_init(|| Counted::of(self.bytes.as_deref()?));
        read.as_ref().filter(|counted| counted.project == project)
    }
}

impl Counted {
    fn of(bytes: &[u8]) -> Option<Self> {
        let report: Report = serde_json::from_slice(bytes).ok()?;
        if report.version != VERSION {
            return None;
        }
        let steps = report.flows.into_iter().map(|flow| {
            let steps = flow.steps.into_iter().map(|step| (step.name.clone(), step));
            (flow.name, steps.collect())
        });
        Some(Counted {
            project: report.project,
            at: Time::from_timestamp(report.at),
            steps: steps.collect(),
            routers: report.routers.into_iter().map(|router| (router.name.clone(), router)).collect(),
            talks: report.talks.into_iter().map(|talk| (talk.name.clone(), talk)).collect(),
        })
    }

    /// A step of a flow.
    pub fn step(&self, flow: &str, step: &str) -> Option<&Step> {
        self.steps.get(flow)?.get(step)
    }

    /// An arm of an A/B router, with all contacts to whom one of them was shown.
    pub fn arm(&self, router: &str, arm: &str) -> Option<(&Arm, u64)> {
        let router = self.routers.get(router)?;
        let all = router.arms.iter().map(|arm| arm.shown).sum();
        Some((router.arms.iter().find(|own| own.name == arm)?, all))
    }

    /// The branches of an `ai reply`.
    pub fn talk(&self, name: &str) -> Option<&Talk> {
        self.talks.get(name)
    }

    /// When it was counted: `counted 2026-11-22 00:30 UTC`.
    pub fn when(&self) -> String {
        format!("counted {}", self.at.timestamp().strftime("%Y-%m-%d %H:%M UTC"))
    }

    /// How old it is, as far as that matters: `3 h ago`.
    pub fn age(&self, now: Time) -> Option<String> {
        let minutes = now.0.saturating_sub(self.at.0) / 60_000;
        if minutes < FRESH_MINUTES {
            return None;
        }
        Some(match minutes {
            ..120 => format!("{minutes} min ago"),
            120..2_880 => format!("{} h ago", minutes / 60),
            2_880.. => format!("{} days ago", minutes / 1_440),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Memory;

    const SMALL: &str = r#"{"version":1,"project":"p","program":"","at":"2026-11-22T00:30:00Z","contacts":{},"flows":[],
        "routers":[],"goals":{},"talks":[],"handlers":{},"untaken":{},"limits":{}}"#;

    fn beside(text: &str) -> Arc<Beside> {
        Beside::of(&Memory::new([("/p/.flowc/report.json", text)]), "/p")
    }

    #[test]
    fn only_a_report_of_the_project_counts() {
        assert!(beside(SMALL).counted("p").is_some());
        assert!(beside(SMALL).counted("q").is_none());
        assert!(beside(&SMALL.replace(":1,", ":2,")).counted("p").is_none());
        assert!(beside(&SMALL[..40]).counted("p").is_none());
        assert!(beside(&" ".repeat(BYTES_MAX + 1)).counted("p").is_none());
        assert!(beside(&"[".repeat(100_000)).counted("p").is_none());
        assert!(Beside::of(&Memory::default(), "/p").counted("p").is_none());
    }

    #[test]
    fn an_age_is_told_when_it_matters() {
        let beside = beside(SMALL);
        let counted = beside.counted("p").unwrap();
        let age = |minutes: i64| counted.age(Time(counted.at.0 + minutes * 60_000));
        let told = [-5, 9, 10, 119, 120, 2_879, 2_880].map(age);
        let told = told.each_ref().map(|age| age.as_deref().unwrap_or(""));
        assert_eq!(told, ["", "", "10 min ago", "119 min ago", "2 h ago", "47 h ago", "2 days ago"]);
        assert_eq!(counted.when(), "counted 2026-11-22 00:30 UTC");
    }
}
