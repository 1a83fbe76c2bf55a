//! The operator's log: on the standard error, never on the standard output, which belongs to answers.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Begins to log: warnings and worse, or what `RUST_LOG` says. For people on a terminal, as JSON lines elsewhere.
pub fn begin() {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into()).from_env_lossy();
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second beginning changes nothing.
    let _ = match std::io::stderr().is_terminal() {
        true => log.try_init(),
        false => log.json().try_init(),
    };
}
