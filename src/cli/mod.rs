//! The terminal's face: one file per command; the only place that prints or exits.
