//! The process of the editor: where it dies without a word, nobody closes the wire while another process holds it open.

use std::path::PathBuf;
use std::time::Duration;

/// How often it is looked at.
pub const LOOKED_AT: Duration = Duration::from_secs(5);

/// A process that was there when it was first looked at.
#[derive(Debug, PartialEq, Eq)]
pub struct Parent(PathBuf);

impl Parent {
    /// The process of a number; `None` where the system does not tell of it: an editor outside of a container has no number
    /// inside of it.
    pub fn of(id: u64) -> Option<Self> {
        let parent = Parent(PathBuf::from(format!("/proc/{id}")));
        parent.lives().then_some(parent)
    }

    /// Whether it is still there.
    pub fn lives(&self) -> bool {
        self.0.exists()
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_seen_while_it_is_there() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let parent = Parent::of(u64::from(child.id())).unwrap();
        assert!(parent.lives());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!parent.lives());
        assert_eq!(Parent::of(u64::MAX), None);
    }
}
