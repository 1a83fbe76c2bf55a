//! The terminal's face, end to end: the real binary, real folders, real streams.
#![allow(clippy::disallowed_methods)] // projects of tests are written

mod cli {
    pub mod flowc;
    #[cfg(unix)]
    pub mod terminal;

    mod action;
    mod bindings;
    mod chat;
    mod check;
    mod diff;
    mod fix;
    mod fmt;
    mod kb;
    mod lsp;
    mod operator;
    mod people;
    mod recording;
    mod report;
    mod run;
    mod std;
    mod stdio;
    mod tables;
    mod testing;
    mod usage;
}
