//! `flowc lsp`: the language server on standard input and output.

use clap::Args;
use lsp_server::Connection;

use super::exit::Exit;
use super::screen::Screen;
use crate::lsp::{self, Goodbye};
use crate::project::Disk;
use crate::runtime::{Clock, RealClock};

/// Serve an editor over standard input and output (the Language Server Protocol)
#[derive(Debug, Args)]
pub struct Lsp {
    /// What editors say who know several ways to speak; it is the only one
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Lsp {
    /// Serves until the editor says goodbye.
    pub fn run(self, screen: &Screen) -> Exit {
        // A panic is an answer to the editor; nobody reads what stands on the screen.
        std::panic::set_hook(Box::new(|_| {}));
        let (connection, threads) = Connection::stdio();
        let goodbye = lsp::serve(&connection, Box::new(Disk), || RealClock.now());
        // The wire's threads end when nobody can send any more.
        drop(connection);
        match goodbye {
            Goodbye::Said => {
                let _ = threads.join();
                Exit::Done
            }
            // Somebody may still hold the wire open: nothing is waited for.
            Goodbye::Gone => Exit::Findings,
            Goodbye::Stranger => screen.fail(
                "nobody has said hello",
                "an editor starts `flowc lsp` and speaks with it: docs/editors.md",
            ),
        }
    }
}
