//! The bot and its settings, and broadcasts.

use super::{Builder, Node};
use crate::syntax::ast::{Bot, Broadcast, Plan, PlanKind, Rhythm, Setting, SettingKind};
use crate::syntax::grammar::Rule;

impl<'i> Builder<'i> {
    pub(super) fn bot(&mut self, node: Node<'i>) -> Bot {
        let mut bot = Bot { doc: self.doc(&node), name: None, settings: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => bot.name = Some(self.text(part)),
                Rule::text_below => bot.name = self.text_below(part),
                Rule::setting => bot.settings.extend(self.setting(part)),
                Rule::stray_item => self.misplaced(part, "a bot has settings only"),
                Rule::stray_statements => self.strayed(part, "a bot has settings only"),
                _ => self.rest(part),
            }
        }
        bot
    }

    pub(super) fn setting(&mut self, node: Node<'i>) -> Option<Setting> {
        let span = self.span(&node);
        self.item_start = span.start;
        let mut parts = node.into_inner();
        let word = parts.next()?;
        let mut text = None;
        let mut names = Vec::new();
        let mut texts = Vec::new();
        let mut clocks = Vec::new();
        let mut count = None;
        let mut duration = None;
        for part in parts {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::names => names = self.names(part),
                Rule::text => text = Some(self.text(part)),
                Rule::text_below => text = self.text_below(part),
                Rule::texts => texts = self.texts(part),
                Rule::clock => clocks.push(self.clock(&part)),
                Rule::wrong_clock | Rule::missing_clock => {
                    clocks.push(None);
                    self.rest(part);
                }
                Rule::number => count = self.count(&part),
                Rule::duration => duration = self.duration(&part),
                _ => self.rest(part),
            }
        }
        let kind = match word.as_rule() {
            Rule::kw_start => SettingKind::Start(names.pop()),
            Rule::kw_persona => SettingKind::Persona(text),
            Rule::kw_guardrails => SettingKind::Guardrails(text),
            Rule::kw_tone => SettingKind::Tone(text),
            Rule::kw_timezone => SettingKind::Timezone(text),
            Rule::kw_channels => SettingKind::Channels(names),
            Rule::kw_languages => SettingKind::Languages(names),
            Rule::kw_quiet => {
                let to = clocks.pop().flatten();
                SettingKind::QuietHours { from: clocks.pop().flatten(), to }
            }
            Rule::kw_at => SettingKind::Cap { messages: count, per: duration },
            Rule::kw_stop => SettingKind::StopWords(texts),
            Rule::kw_gather => SettingKind::Gather(duration),
            Rule::kw_keep => SettingKind::Keep(duration),
            _ => {
                self.rest(word);
                return None;
            }
        };
        Some(Setting { kind, span })
    }

    pub(super) fn broadcast(&mut self, node: Node<'i>) -> Broadcast {
        let mut broadcast =
            Broadcast { doc: self.doc(&node), name: None, plans: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => broadcast.name = Some(self.name(&part)),
                Rule::plan => broadcast.plans.extend(self.plan(part)),
                Rule::stray_item => {
                    self.misplaced(part, "a broadcast has `to`, `at`, `every`, `over` and `visit` only")
                }
                Rule::stray_statements => {
                    self.strayed(part, "a broadcast runs no statements: it visits a flow")
                }
                _ => self.rest(part),
            }
        }
        broadcast
    }

    fn plan(&mut self, node: Node<'i>) -> Option<Plan> {
        let span = self.span(&node);
        self.item_start = span.start;
        let mut parts = node.into_inner();
        let word = parts.next()?;
        let mut guard = None;
        let mut date = None;
        let mut clock = None;
        let mut rhythm = None;
        let mut duration = None;
        let mut flow = None;
        let mut args = None;
        for part in parts {
            match part.as_rule() {
                Rule::expr => guard = Some(self.expr(part)),
                Rule::date => date = self.date(&part),
                Rule::clock => clock = self.clock(&part),
                Rule::kw_day => rhythm = Some(Rhythm::Daily),
                Rule::day => rhythm = Some(Rhythm::Weekly(self.day(&part))),
                Rule::kw_month => rhythm = Some(Rhythm::Monthly(None)),
                Rule::number => rhythm = Some(Rhythm::Monthly(self.count(&part))),
                Rule::duration => duration = self.duration(&part),
                Rule::path => flow = Some(self.path(part)),
                Rule::args => args = Some(self.args(part)),
                _ => self.rest(part),
            }
        }
        let kind = match word.as_rule() {
            Rule::kw_to => PlanKind::ToContacts { guard },
            Rule::kw_at => PlanKind::At(date),
            Rule::kw_every => PlanKind::Every { rhythm, clock },
            Rule::kw_over => PlanKind::Over(duration),
            Rule::kw_visit => PlanKind::Visit { flow, args },
            _ => {
                self.rest(word);
                return None;
            }
        };
        Some(Plan { kind, span })
    }
}
