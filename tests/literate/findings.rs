//! What the comments of a script expect the checker to find.

use std::collections::BTreeSet;

use flowc::diagnostic::{Severity, codes};

/// What the comments of a script expect, as `LINE severity [name]`: `# error: [unknown-step]`, several behind each other.
pub fn expected(script: &str) -> BTreeSet<(u32, String)> {
    let mut found = BTreeSet::new();
    for (at, line) in script.lines().enumerate() {
        for word in ["error", "warning", "info"] {
            let mut rest = line;
            while let Some((_, behind)) = rest.split_once(&format!("# {word}: [")) {
                let (name, left) = behind.split_once(']').expect("the code's name is closed");
                assert!(codes::find(name).is_some(), "there is no code `{name}`");
                found.insert((at as u32 + 1, format!("{word} [{name}]")));
                rest = left;
            }
        }
    }
    found
}

/// A severity as the comments write it.
pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
