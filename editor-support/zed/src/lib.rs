//! Tells Zed how to start `flowc lsp`.

use zed_extension_api::{self as zed, LanguageServerId, Result};

struct Flowc;

impl zed::Extension for Flowc {
    fn new() -> Self {
        Flowc
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &zed::Worktree) -> Result<zed::Command> {
        let command = worktree.which("flowc").ok_or("there is no flowc on the PATH")?;
        Ok(zed::Command { command, args: vec!["lsp".to_owned()], env: worktree.shell_env() })
    }
}

zed::register_extension!(Flowc);
