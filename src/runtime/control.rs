//! The control socket DATA/control: JSON lines, one order and one answer each. The folder is its owner's alone, so who
//! reaches the socket may give orders.
#![allow(clippy::disallowed_methods)] // one of the few that may touch files

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use super::error::RuntimeError;
use super::handle::Handle;
use super::view::{ContactView, Health};
use crate::report::Report;

/// The longest line that is read.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// An operator's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// How is all?
    Health,
    /// What became of the contacts?
    Report,
    /// One contact.
    Show {
        /// The contact's id.
        contact: String,
    },
    /// Silence the bot for a contact.
    Pause {
        /// The contact's id.
        contact: String,
    },
    /// End the silence.
    Resume {
        /// The contact's id.
        contact: String,
    },
    /// Forget a contact.
    Erase {
        /// The contact's id.
        contact: String,
    },
}

/// The answer to an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// To `health`.
    Health(Health),
    /// To `report`.
    Report(Box<Report>),
    /// To `show`, and to `pause` and `resume`: the contact as it is now.
    Contact(Box<ContactView>),
    /// To `erase`: the contact is gone.
    Erased {
        /// The id that it had.
        contact: String,
    },
    /// The order could not be carried out; in words.
    Error(String),
}

impl Handle {
    /// Carries out an order.
    pub async fn obey(&self, order: &Order) -> Answer {
        let answer = match order {
            Order::Health => Ok(Answer::Health(self.health())),
            Order::Report => {
                let handle = self.clone();
                let report = tokio::task::spawn_blocking(move || handle.report()).await;
                let report = report.unwrap_or(Err(RuntimeError::Stopping));
                report.map(|report| Answer::Report(Box::new(report)))
            }
            Order::Show { contact } => self.show(contact).map(|view| Answer::Contact(Box::new(view))),
            Order::Pause { contact } => self.pause(contact).await.and_then(|_| self.shown(contact)),
            Order::Resume { contact } => self.resume(contact).await.and_then(|_| self.shown(contact)),
            Order::Erase { contact } => {
                self.erase(contact).await.map(|()| Answer::Erased { contact: contact.clone() })
            }
        };
        answer.unwrap_or_else(|error| Answer::Error(error.to_string()))
    }

    fn shown(&self, contact: &str) -> Result<Answer, RuntimeError> {
        self.show(contact).map(|view| Answer::Contact(Box::new(view)))
    }

    /// Listens on the folder's control socket until the runtime ends.
    ///
    /// # Errors
    /// `Control` where the socket cannot be made: a path of more than 100 bytes, a folder that cannot be written.
    pub fn listen(&self, data: &Path) -> Result<(), RuntimeError> {
        let path = socket(data);
        let refused = |error: std::io::Error| RuntimeError::Control(format!("{}: {error}", path.display()));
        // Who holds the folder's lock may take the place of a socket that a crash left behind.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(refused(error)),
            _ => {}
        }
        let listener = UnixListener::bind(&path).map_err(refused)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map_err(refused)?;
        let handle = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                        let handle = handle.clone();
                        tokio::spawn(async move {
                            tokio::select! {
                                served = serve(&handle, stream) => {
                                    if let Err(error) = served {
                                        tracing::debug!(%error, "an operator went away");
                                    }
                                }
                                () = handle.ended() => {}
                            }
                        });
                    },
                    () = handle.ended() => break,
                }
            }
            let _ = std::fs::remove_file(&path);
        });
        Ok(())
    }
}

/// Where the socket of a data folder is.
pub(super) fn socket(data: &Path) -> PathBuf {
    data.join("control")
}

async fn serve(handle: &Handle, stream: UnixStream) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(tokio::io::AsyncReadExt::take(read, LINE_BYTES_MAX)).lines();
    while let Some(line) = lines.next_line().await? {
        let answer = match serde_json::from_str(&line) {
            Ok(order) => handle.obey(&order).await,
            Err(error) => Answer::Error(format!("not an order: {error}")),
        };
        let mut answer = serde_json::to_string(&answer)?;
        answer.push('\n');
        write.write_all(answer.as_bytes()).await?;
        lines.get_mut().get_mut().set_limit(LINE_BYTES_MAX);
    }
    Ok(())
}
