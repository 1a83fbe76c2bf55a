//! A response that says when the connection has taken all of it.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};

/// A body with something to be done when its last byte is with the connection. Dropped before, it is not done.
pub(super) struct HandedOver {
    body: Body,
    then: Option<Box<dyn FnOnce() + Send>>,
}

impl HandedOver {
    /// `bytes`, and then `then`.
    pub fn body(bytes: Vec<u8>, then: impl FnOnce() + Send + 'static) -> Body {
        Body::new(HandedOver { body: Body::from(bytes), then: Some(Box::new(then)) })
    }
}

impl HttpBody for HandedOver {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context).map_err(Into::into);
        let over = matches!(polled, Poll::Ready(None)) || self.body.is_end_stream();
        if over && let Some(then) = self.then.take() {
            then();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        // As long as something is to be done the end is not reached without a poll.
        self.then.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
