//! Handlers.

use super::builder::{At, Builder};
use super::words;
use crate::ir::Handler;
use crate::syntax::ast;

/// The handlers of one place, in the order of the text. One whose event is missing is left out.
pub fn all(builder: &mut Builder, at: &At<'_, '_>, handlers: &[ast::Handler]) -> Vec<Handler> {
    handlers.iter().filter_map(|handler| lower(builder, at, handler)).collect()
}

/// One handler; a block that falls through ends at the place that it interrupted.
pub fn lower(builder: &mut Builder, at: &At<'_, '_>, handler: &ast::Handler) -> Option<Handler> {
    let event = at.scope.event(&handler.event, builder.muted())?;
    let what = format!("on {}", words::event(&handler.event));
    let point = builder.point(at, &what);
    let guard = handler.guard.as_ref().map(|guard| builder.expr(at, guard));
    let body = builder.body(&at.inside(&what), &handler.body, None).0;
    Some(Handler { point, event, guard, body, span: handler.span })
}
