//! The standard library: scripts that come with `flowc`.

/// How names of libraries begin.
pub(super) const PREFIX: &str = "std.";

const LIBRARIES: [(&str, &str); 1] = [("std.objections", include_str!("../../stdlib/objections.flow"))];

/// The text of a library.
pub(super) fn find(name: &str) -> Option<&'static str> {
    LIBRARIES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The names of the libraries.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    LIBRARIES.iter().map(|(name, _)| *name)
}
