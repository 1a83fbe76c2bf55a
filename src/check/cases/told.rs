//! Where something has been found already: what follows from a mistake is not told again.

use crate::diagnostic::{Severity, Sink};
use crate::source::Span;

/// The places of findings.
#[derive(Debug)]
pub struct Told {
    /// By file and start.
    places: Vec<Span>,
    /// Whether one of them is an error.
    pub has_errors: bool,
}

impl Told {
    /// What has been found so far.
    pub fn of(sink: &Sink) -> Self {
        let mut places: Vec<Span> = sink.iter().map(|found| found.span).collect();
        places.sort_unstable();
        let has_errors = sink.iter().any(|found| found.severity == Severity::Error);
        Told { places, has_errors }
    }

    /// Whether something begins in this text.
    pub fn begins_in(&self, text: Span) -> bool {
        let first = self.places.partition_point(|place| (place.file, place.start) < (text.file, text.start));
        self.places.get(first).is_some_and(|place| place.file == text.file && place.start < text.end)
    }
}
