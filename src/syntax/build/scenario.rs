//! Test blocks.

use super::message::answer_kind;
use super::{Builder, Node};
use crate::syntax::ast::{
    Args, DoOutcome, Expected, Expr, Name, OperatorDoes, Path, Test, TestItem, TestItemKind, Text, Trait,
    User, Verdict, VerdictKind,
};
use crate::syntax::grammar::Rule;

/// What the parts of a test's line can be, whatever the line.
#[derive(Default)]
struct Parts {
    names: Vec<Name>,
    step: Option<Name>,
    path: Option<Path>,
    text: Option<Text>,
    args: Option<Args>,
    value: Option<Expr>,
}

impl<'i> Builder<'i> {
    pub(super) fn test(&mut self, node: Node<'i>) -> Test {
        let mut test = Test { doc: self.doc(&node), name: None, items: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => test.name = Some(self.text(part)),
                Rule::text_below => test.name = self.text_below(part),
                Rule::test_item => test.items.extend(self.test_item(part)),
                Rule::stray_item => self.misplaced(part, "a test has what happens and `expect` only"),
                Rule::stray_statements => {
                    self.strayed(part, "a test says what to expect: `expect say \"…\"`")
                }
                _ => self.rest(part),
            }
        }
        test
    }

    pub(super) fn test_item(&mut self, node: Node<'i>) -> Option<TestItem> {
        let item = node.into_inner().next()?;
        let span = self.span(&item);
        self.item_start = span.start;
        let kind = match item.as_rule() {
            Rule::t_contact => TestItemKind::Contact(self.traits(item)),
            Rule::t_user => TestItemKind::User(self.user(item)),
            Rule::t_expect => TestItemKind::Expect(self.expected(item)),
            Rule::t_operator => TestItemKind::Operator(self.operator_does(item)),
            Rule::t_after => {
                let mut duration = None;
                for part in item.into_inner() {
                    match part.as_rule() {
                        Rule::duration => duration = self.duration(&part),
                        _ => self.rest(part),
                    }
                }
                TestItemKind::After(duration)
            }
            Rule::t_at => {
                let mut kind = TestItemKind::AtMissing;
                for part in item.into_inner() {
                    match part.as_rule() {
                        Rule::date => kind = self.date(&part).map_or(kind, TestItemKind::AtDate),
                        Rule::clock => kind = self.clock(&part).map_or(kind, TestItemKind::AtClock),
                        _ => self.rest(part),
                    }
                }
                kind
            }
            Rule::semicolon | Rule::wrong_comment => {
                self.wrong(item);
                return None;
            }
            rule => {
                let mut parts = self.parts(item);
                match rule {
                    Rule::t_arm => {
                        let arm = if parts.names.len() > 1 { parts.names.pop() } else { None };
                        TestItemKind::Arm { router: parts.names.pop(), arm }
                    }
                    Rule::t_channel => TestItemKind::Channel(parts.names.pop()),
                    Rule::t_start => TestItemKind::Start(parts.text),
                    Rule::t_press => TestItemKind::Press(parts.text),
                    Rule::t_postback => TestItemKind::Postback { name: parts.names.pop(), args: parts.args },
                    Rule::t_webhook => TestItemKind::Webhook { name: parts.names.pop(), args: parts.args },
                    _ => TestItemKind::AiDown,
                }
            }
        };
        Some(TestItem { kind, span })
    }

    fn parts(&mut self, node: Node<'i>) -> Parts {
        let mut parts = Parts::default();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => parts.names.push(self.name(&part)),
                Rule::step_name => parts.step = Some(self.name(&part)),
                Rule::path => parts.path = Some(self.path(part)),
                Rule::text => parts.text = Some(self.text(part)),
                Rule::text_below => parts.text = self.text_below(part),
                Rule::args => parts.args = Some(self.args(part)),
                Rule::expr => parts.value = Some(self.expr(part)),
                _ => self.rest(part),
            }
        }
        parts
    }

    fn traits(&mut self, node: Node<'i>) -> Vec<Trait> {
        let mut traits = Vec::new();
        for part in node.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::trait_tag => traits.push(Trait::Tag { tag: self.name_in(part), span }),
                Rule::trait_value => {
                    let mut parts = self.parts(part);
                    if let Some(name) = parts.names.pop() {
                        let value = parts.value.unwrap_or(Expr::missing(span.after()));
                        traits.push(Trait::Value { name, value, span });
                    }
                }
                _ => self.rest(part),
            }
        }
        traits
    }

    fn user(&mut self, node: Node<'i>) -> User {
        let mut user = User { kind: None, text: None, verdicts: Vec::new() };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::answer_kind => user.kind = Some(answer_kind(&part)),
                Rule::text => user.text = Some(self.text(part)),
                Rule::text_below => user.text = self.text_below(part),
                Rule::v_routed | Rule::v_until | Rule::v_save | Rule::v_read | Rule::v_replies => {
                    user.verdicts.push(self.verdict(part));
                }
                _ => self.rest(part),
            }
        }
        user
    }

    fn verdict(&mut self, node: Node<'i>) -> Verdict {
        let span = self.span(&node);
        let rule = node.as_rule();
        let mut text = None;
        let mut name = None;
        let mut value = Expr::missing(span.after());
        let mut holds = None;
        let mut routed = VerdictKind::RoutedMissing;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => text = Some(self.text(part)),
                Rule::text_below => text = self.text_below(part),
                Rule::name => name = Some(self.name(&part)),
                Rule::expr => value = self.expr(part),
                Rule::kw_yes => holds = Some(true),
                Rule::kw_no => holds = Some(false),
                Rule::kw_else => routed = VerdictKind::RoutedElse,
                Rule::kw_unanswered => routed = VerdictKind::RoutedUnanswered,
                _ => self.rest(part),
            }
        }
        let kind = match rule {
            Rule::v_routed => text.map_or(routed, VerdictKind::Routed),
            Rule::v_until => VerdictKind::Until { meaning: text, holds },
            Rule::v_save => VerdictKind::Save { name, value },
            Rule::v_read => VerdictKind::Read { name, value },
            _ => VerdictKind::Replies(text),
        };
        Verdict { kind, span }
    }

    fn operator_does(&mut self, node: Node<'i>) -> Option<OperatorDoes> {
        let mut does = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_joins => does = Some(OperatorDoes::Joins),
                Rule::kw_leaves => does = Some(OperatorDoes::Leaves),
                Rule::kw_presses => does = Some(OperatorDoes::Presses(None)),
                Rule::text => does = Some(OperatorDoes::Presses(Some(self.text(part)))),
                Rule::text_below => does = Some(OperatorDoes::Presses(self.text_below(part))),
                _ => self.rest(part),
            }
        }
        does
    }

    fn expected(&mut self, node: Node<'i>) -> Expected {
        let mut expected = Expected::Missing;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_expect => {}
                Rule::x_do => expected = self.expected_do(part),
                Rule::x_wait => expected = Expected::Wait,
                Rule::x_end => expected = Expected::End,
                Rule::x_nothing => expected = Expected::Nothing,
                rule @ (Rule::x_value
                | Rule::x_say
                | Rule::x_flow
                | Rule::x_step
                | Rule::x_tag
                | Rule::x_goal
                | Rule::x_handoff
                | Rule::x_template) => {
                    let span = self.span(&part);
                    let mut parts = self.parts(part);
                    expected = match rule {
                        Rule::x_value => match parts.path {
                            Some(path) => Expected::Value {
                                path,
                                value: parts.value.unwrap_or(Expr::missing(span.after())),
                            },
                            None => Expected::Missing,
                        },
                        Rule::x_say => Expected::Say(parts.text),
                        Rule::x_flow => Expected::Flow { flow: parts.names.pop(), step: parts.step },
                        Rule::x_step => Expected::Step(parts.step),
                        Rule::x_tag => Expected::Tag(parts.names.pop()),
                        Rule::x_goal => Expected::Goal(parts.names.pop()),
                        Rule::x_handoff => Expected::Handoff(parts.text),
                        _ => Expected::Template { name: parts.names.pop(), args: parts.args },
                    };
                }
                _ => self.rest(part),
            }
        }
        expected
    }

    fn expected_do(&mut self, node: Node<'i>) -> Expected {
        let (mut action, mut args, mut outcome) = (None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => action = Some(self.path(part)),
                Rule::args => args = Some(self.args(part)),
                Rule::x_returns => outcome = Some(DoOutcome::Returns(self.parts(part).args)),
                Rule::x_fails => outcome = Some(DoOutcome::Fails),
                _ => self.rest(part),
            }
        }
        Expected::Do { action, args, outcome }
    }
}
