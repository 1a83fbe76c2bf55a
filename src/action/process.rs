//! A program that is run: no shell, only the variables that it is given, bounded time and output.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use crate::outbound::Filled;

/// The most complaints that are kept.
const COMPLAINT_BYTES_MAX: usize = 64 * 1024;

/// What is run.
#[derive(Debug)]
pub(super) struct Process<'p> {
    /// The program.
    pub program: &'p str,
    /// Its arguments.
    pub arguments: &'p [String],
    /// Its variables; nothing else of the environment reaches it.
    pub variables: Vec<(String, Filled)>,
    /// The folder in which it stands; `None` is flowc's own.
    pub folder: Option<&'p Path>,
    /// Its standard input.
    pub input: &'p [u8],
    /// The longest it may take.
    pub timeout: Duration,
    /// The most that it may say.
    pub bytes_max: usize,
}

/// How it ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// Its status.
    pub status: ExitStatus,
    /// What it said.
    pub output: Vec<u8>,
    /// What it complained of.
    pub complaints: Vec<u8>,
}

/// Why it did not come to its own end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It does not start; the system's words.
    Start(String),
    /// It took too long, and was killed with everything it started.
    Slow,
    /// It says more than it may, and was killed with everything it started.
    TooLarge,
}

impl Process<'_> {
    /// Runs it to its end.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn run(self) -> Result<Ended, Trouble> {
        let mut command = Command::new(self.program);
        command
            .args(self.arguments)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value.expose())))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        if let Some(folder) = self.folder {
            command.current_dir(folder);
        }
        let mut child = command.spawn().map_err(|error| Trouble::Start(error.to_string()))?;
        let (Some(mut stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(Trouble::Start("it has no standard streams".to_owned()));
        };
        let group = Group(child.id());
        let mut output = Vec::new();
        let mut complaints = Vec::new();
        let work = async {
            // A command that does not want all of its input is no failure.
            let feed = async move {
                let _ = stdin.write_all(self.input).await;
                drop(stdin);
            };
            // One byte more than is read tells that there is more.
            let said = async {
                let mut stdout = stdout.take(self.bytes_max as u64 + 1);
                stdout.read_to_end(&mut output).await
            };
            let complained = async {
                let mut kept = stderr.take(COMPLAINT_BYTES_MAX as u64);
                let _ = kept.read_to_end(&mut complaints).await;
                // The rest is read and dropped, so that the command does not stand still.
                let _ = tokio::io::copy(&mut kept.into_inner(), &mut tokio::io::sink()).await;
            };
            let talked = async {
                let ((), read) = tokio::join!(feed, said);
                if read.is_ok_and(|read| read > self.bytes_max) { Err(Trouble::TooLarge) } else { Ok(()) }
            };
            let complained = async {
                complained.await;
                Ok(())
            };
            tokio::try_join!(talked, complained)?;
            child.wait().await.map_err(|error| Trouble::Start(error.to_string()))
        };
        let status = tokio::time::timeout(self.timeout, work).await.map_err(|_| Trouble::Slow)??;
        group.has_ended();
        Ok(Ended { status, output, complaints })
    }
}

/// The group of a process and of what it started. Dropped before its end, it is killed.
struct Group(Option<u32>);

impl Group {
    /// The process has ended by itself: its number may be somebody else's by now.
    fn has_ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.0.and_then(|leader| i32::try_from(leader).ok()) {
            // SAFETY: a signal to a group; it takes no memory. The leader was not waited for, so the number is still its own.
            unsafe { libc::killpg(leader, libc::SIGKILL) };
        }
    }
}
