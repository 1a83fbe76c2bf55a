//! The offline provider at its place in the runtime: with the project's knowledge, and pictures read by a command.

use super::embedded::{Embedded, Sources};
use super::tables::Tables;
use crate::action::read_image;
use crate::engine::{Machine, ModelAnswer, ModelRequest, Task};
use crate::ir::{Ocr, ReadFrom};
use crate::runtime::{MediaBytes, Pending, Provider};

/// The offline provider.
#[derive(Debug, Default)]
pub struct Offline {
    embedded: Embedded,
    ocr: Option<Ocr>,
    tables: Tables,
}

impl Offline {
    /// With the command that reads pictures, where there is one; without it no picture holds a value.
    pub fn new(ocr: Option<Ocr>) -> Self {
        Offline { ocr, ..Offline::default() }
    }

    /// With knowledge.
    pub fn with_tables(mut self, tables: Tables) -> Self {
        self.tables = tables;
        self
    }

    /// The words on the request's picture.
    async fn page(&self, request: &ModelRequest, media: &dyn MediaBytes) -> Option<String> {
        let Task::Read { from: ReadFrom::Image | ReadFrom::File, media: Some(picture), .. } = &request.task
        else {
            return None;
        };
        let bytes = media.read(picture).ok()?;
        match read_image(self.ocr.as_ref()?, &bytes).await {
            Ok(page) => Some(page),
            Err(error) => {
                tracing::warn!(%error, "a picture could not be read");
                None
            }
        }
    }
}

impl Provider for Offline {
    fn ask<'a>(
        &'a self,
        _: &'a Machine,
        request: &'a ModelRequest,
        media: &'a dyn MediaBytes,
    ) -> Pending<'a, ModelAnswer> {
        Box::pin(async move {
            let page = self.page(request, media).await;
            let tables = self.tables.named(&request.knowledge);
            self.embedded.answer(request, Sources { knowledge: &tables, page: page.as_deref() })
        })
    }
}
