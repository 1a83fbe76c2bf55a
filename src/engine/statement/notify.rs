//! `notify`.

use crate::engine::effect::EffectKind;
use crate::engine::run::{Next, Run};
use crate::ir::{Node, Template};

pub(crate) fn run(run: &mut Run<'_>, node: &Node, operator: &str, text: &Template) -> Next {
    let text = run.text(text);
    run.emit(EffectKind::Notify { operator: operator.to_owned(), text });
    Next::Go(node.next)
}
