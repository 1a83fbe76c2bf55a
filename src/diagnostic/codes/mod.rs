//! The one registry of codes. Each area has a file and a range of numbers; a number is never used twice.
//!
//! | numbers | area |
//! |---|---|
//! | F0001 to F0099 | [`syntax`] |
//! | F0100 to F0199 | [`project`]: the manifest and the folder |
//! | F0200 to F0299 | [`names`] |
//! | F0300 to F0399 | [`types`] |
//! | F0400 to F0499 | [`graph`]: routers, reachability, cycles, waits |
//! | F0500 to F0599 | [`people`]: the law and the model |
//! | F0600 to F0699 | [`data`]: what is known of a contact, and what is offered |
//! | F0700 to F0799 | [`time`]: windows, timers, quiet hours, bounds |
//! | F0800 to F0899 | [`channel`]: channels and actions |
//! | F0900 to F0999 | [`later`]: what parses and does not run yet |
//!
//! A code is added by a line in its area's file and a page `pages/FNNNN.md`; without the page it does not compile.

use super::{Code, Severity};

macro_rules! codes {
    ($($(#[$doc:meta])* $constant:ident = $id:literal $name:literal $severity:ident;)*) => {
        $(
            $(#[$doc])*
            pub static $constant: Code = Code {
                id: $id,
                name: $name,
                severity: Severity::$severity,
                page: include_str!(concat!("../pages/", $id, ".md")),
            };
        )*
        /// The codes of this area, by number.
        pub const ALL: &[&Code] = &[$(&$constant),*];
    };
}

pub mod channel;
pub mod data;
pub mod graph;
pub mod later;
pub mod names;
pub mod people;
pub mod project;
pub mod syntax;
pub mod time;
pub mod types;

/// Every code, by number.
pub fn all() -> impl Iterator<Item = &'static Code> {
    [
        syntax::ALL,
        project::ALL,
        names::ALL,
        types::ALL,
        graph::ALL,
        people::ALL,
        data::ALL,
        time::ALL,
        channel::ALL,
        later::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The code with this id (`F0001`, in either case) or name (`missing-text`).
pub fn find(id_or_name: &str) -> Option<&'static Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(id_or_name) || code.name == id_or_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_and_names_are_unique_and_sorted() {
        let ids: Vec<_> = all().map(|code| code.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
        let names: BTreeSet<_> = all().map(|code| code.name).collect();
        assert_eq!(names.len(), ids.len());
    }

    #[test]
    fn every_page_bears_its_code_and_name() {
        for code in all() {
            let title = format!("# {}: {}", code.id, code.name);
            assert!(code.page.starts_with(&title), "{} must begin with `{title}`", code.id);
        }
    }
}
