//! Bytes behind what an event or a script names: the contact's own media, files of the project.
#![allow(clippy::disallowed_methods)] // one of the few that may read files

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::peers::MediaBytes;
use crate::ir::MediaRef;
use crate::store::Store;

/// The media that a call about one contact may see: its own, and the script's.
pub struct ContactMedia {
    pub(super) store: Arc<dyn Store>,
    pub(super) project: Option<PathBuf>,
    pub(super) contact: u32,
}

impl MediaBytes for ContactMedia {
    fn read(&self, media: &MediaRef) -> Result<Vec<u8>, String> {
        if let Some(name) = media.at.strip_prefix("sha256:") {
            return self.store.media(self.contact, name).map_err(|error| error.to_string());
        }
        match &self.project {
            Some(project) => ProjectMedia(project.clone()).read(media),
            None => Err(format!("{} is not a file of the project", media.at)),
        }
    }
}

/// The files of a project, by its folder, and nothing else.
#[derive(Debug, Clone)]
pub struct ProjectMedia(pub PathBuf);

impl MediaBytes for ProjectMedia {
    fn read(&self, media: &MediaRef) -> Result<Vec<u8>, String> {
        let Some(path) = media.at.strip_prefix("file:") else {
            return Err(format!("{} is a link, not bytes", media.at));
        };
        let path = Path::new(path);
        let inside = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !inside {
            return Err(format!("{} is not a file of the project", path.display()));
        }
        std::fs::read(self.0.join(path)).map_err(|error| format!("{}: {error}", path.display()))
    }
}
