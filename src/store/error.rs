//! What can go wrong with a store, said so that an operator knows what to do.

use std::path::{Path, PathBuf};

/// Why a store did not open, did not commit, or takes nothing any more.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// sled holds the folder's lock for another process.
    #[error("another flowc runs on this folder: {}", .0.display())]
    Locked(PathBuf),
    /// The folder could not be opened. It was left as it is.
    #[error(
        "the data folder {} does not open: {reason}. Nothing in it was deleted. Copy the whole folder to a safe \
         place, then try again; if it still does not open, restore a backup into a new folder and start with --data \
         NEW_FOLDER",
        .folder.display()
    )]
    Open {
        /// The data folder.
        folder: PathBuf,
        /// What sled or the file system said.
        reason: String,
    },
    /// A stored value does not have its checksum, its shape, or its seal.
    #[error(
        "the data folder {} is damaged: {what}. Nothing in it was deleted. Copy the whole folder to a safe place and \
         restore a backup into a new folder",
        .folder.display()
    )]
    Corrupt {
        /// The data folder.
        folder: PathBuf,
        /// Which value, and what is wrong with it.
        what: String,
    },
    /// The folder was written by a release with another format.
    #[error(
        "the data folder has format {found}, this flowc reads format {known}: use the release that wrote it"
    )]
    Format {
        /// The format found in the folder.
        found: u32,
        /// The format that this release reads.
        known: u32,
    },
    /// Reading or writing failed. After a failed commit the store is poisoned.
    #[error("the data folder could not be {action}: {reason}")]
    Io {
        /// `read` or `written`.
        action: &'static str,
        /// What the system said.
        reason: String,
    },
    /// An earlier write failed, so that nobody knows what is on disk; only a restart finds out.
    #[error("the store takes nothing since an earlier failure ({0}); restart flowc")]
    Poisoned(String),
    /// The table in memory has its last row.
    #[error("the store is full: {contacts_max} contacts; raise the limit if the machine has the memory")]
    Full {
        /// The configured bound.
        contacts_max: u32,
    },
    /// A program or a medium is named but not there.
    #[error("the data folder has no {kind} {name}")]
    Missing {
        /// `program` or `medium`.
        kind: &'static str,
        /// Its name: a hash in hex.
        name: String,
    },
}

impl StoreError {
    /// A failed read of a file or of sled.
    pub(crate) fn read(reason: impl ToString) -> Self {
        Self::Io { action: "read", reason: reason.to_string() }
    }

    /// A failed write of a file or of sled.
    pub(crate) fn write(reason: impl ToString) -> Self {
        Self::Io { action: "written", reason: reason.to_string() }
    }

    /// Damage found in `folder`.
    pub(crate) fn corrupt(folder: &Path, what: impl Into<String>) -> Self {
        Self::Corrupt { folder: folder.to_path_buf(), what: what.into() }
    }
}
