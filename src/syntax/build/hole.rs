//! Holes: what was expected, and where.

use super::{Builder, Node};
use crate::diagnostic::{Code, Diagnostic, codes::syntax as codes};
use crate::syntax::grammar::Rule;

/// What a hole lacks.
struct Lack {
    code: &'static Code,
    /// In the person's words: "expected {what} after `say`".
    what: &'static str,
    help: &'static str,
    /// What can be written there without asking; empty where it is the person's to say.
    insert: &'static str,
}

pub(super) fn is_hole(rule: Rule) -> bool {
    lack(rule).is_some()
}

fn lack(rule: Rule) -> Option<Lack> {
    let (code, what, help, insert) = match rule {
        Rule::missing_text => {
            (&codes::MISSING_TEXT, "a text in quotes", "write the words between `\"` and `\"`", "")
        }
        Rule::missing_name => (&codes::MISSING_NAME, "a name", "", ""),
        Rule::missing_step => (&codes::MISSING_NAME, "the name of a step", "", ""),
        Rule::missing_use => {
            (&codes::MISSING_NAME, "a library or a folder", "`use std.objections`, `use \"../shared\"`", "")
        }
        Rule::missing_member => (&codes::MISSING_NAME, "a name", "no spaces stand around the dot", ""),
        Rule::missing_list => (
            &codes::MISSING_WORD,
            "`tag` before the name, or a list behind it",
            "write `add tag vip` and `remove tag vip`, or `add x to list` and `remove x from list`",
            "",
        ),
        Rule::missing_operand => (&codes::MISSING_VALUE, "a value", "", ""),
        Rule::missing_body => {
            (&codes::MISSING_BODY, "`->` or `{`", "say what happens then: `-> step` or `{ … }`", "")
        }
        Rule::missing_block => (&codes::MISSING_BODY, "`{`", "a block of statements stands here", ""),
        Rule::missing_target => (
            &codes::MISSING_TARGET,
            "a step, `flow …` or `end`",
            "`-> talk` goes to a step of this flow, `-> flow registration` to another flow",
            "",
        ),
        Rule::missing_duration => {
            (&codes::MISSING_DURATION, "a duration", "like `30s`, `10m`, `1h30m`, `2d`", "")
        }
        Rule::missing_number => (&codes::MISSING_NUMBER, "a number", "", ""),
        Rule::missing_clock => (&codes::MISSING_TIME, "a time of the day", "like `09:00`", ""),
        Rule::missing_date => {
            (&codes::MISSING_TIME, "a date or a time", "like `2026-12-04 11:00` or `09:00`", "")
        }
        Rule::missing_day => (&codes::MISSING_TIME, "a day", "days are `mon tue wed thu fri sat sun`", ""),
        Rule::missing_rhythm => {
            (&codes::MISSING_TIME, "`day`, a day of the week, or `month` with a number", "", "")
        }
        Rule::missing_event => (
            &codes::UNKNOWN_EVENT,
            "an event",
            "like `message`, `image`, `button \"…\"`, `postback name`, `silence 1d`",
            "",
        ),
        Rule::missing_type => (
            &codes::UNKNOWN_TYPE,
            "a type",
            "types are `text number bool time date duration image file`, `one of …`, `list of …`",
            "",
        ),
        Rule::missing_regex => (&codes::BAD_REGEX, "a pattern between slashes", "like `/[0-9]{6}/`", ""),
        Rule::missing_lbrace => (&codes::MISSING_BRACE, "`{`", "", " {"),
        Rule::missing_traits => {
            (&codes::MISSING_BRACE, "`(`", "`contact (first_name: \"Olga\", tag vip)`", "")
        }
        Rule::missing_args => (
            &codes::MISSING_BRACE,
            "`(`",
            "an action is called with its arguments: `do crm.find(id: x)`",
            "()",
        ),
        Rule::missing_colon => (&codes::MISSING_WORD, "`:`", "", ":"),
        Rule::missing_comma => (&codes::MISSING_WORD, "`,`", "", ","),
        Rule::missing_eq => (&codes::MISSING_WORD, "`=`", "", " ="),
        Rule::missing_from => (&codes::MISSING_WORD, "`from`", "", " from"),
        Rule::missing_to => (&codes::MISSING_WORD, "`to`", "", " to"),
        Rule::missing_of => (&codes::MISSING_WORD, "`of`", "", " of"),
        Rule::missing_in => (&codes::MISSING_WORD, "`in`", "", " in"),
        Rule::missing_in_test => {
            (&codes::MISSING_WORD, "`hours` or `flow`", "`in hours office`, `in flow order`", "")
        }
        Rule::missing_for => {
            (&codes::MISSING_WORD, "`for` and an event", "`wait for message`; a pause is `delay 1h`", "")
        }
        Rule::missing_each => (&codes::MISSING_WORD, "`each`", "", " each"),
        Rule::missing_most => (&codes::MISSING_WORD, "`most`", "", " most"),
        Rule::missing_times => (&codes::MISSING_WORD, "`times`", "", " times"),
        Rule::missing_hour => (&codes::MISSING_WORD, "`hour`", "", " hour"),
        Rule::missing_hours => (&codes::MISSING_WORD, "`hours`", "", " hours"),
        Rule::missing_words => (&codes::MISSING_WORD, "`words`", "", " words"),
        Rule::missing_messages => (&codes::MISSING_WORD, "`messages`", "", " messages"),
        Rule::missing_per => (&codes::MISSING_WORD, "`per`", "", " per"),
        Rule::missing_contacts => (&codes::MISSING_WORD, "`contacts`", "", " contacts"),
        Rule::missing_empty => (&codes::MISSING_WORD, "`empty` or `not empty`", "a comparison is `==`", ""),
        Rule::missing_else => (
            &codes::MISSING_WORD,
            "`else`",
            "say where the contact goes after the last time: `-> ask_id at most 3 times else -> person`",
            "",
        ),
        Rule::missing_flow_word => (&codes::MISSING_WORD, "`flow`", "", " flow"),
        Rule::missing_bound => {
            (&codes::MISSING_WORD, "`at most` and a number", "a loop is bounded: `at most 10`", "")
        }
        Rule::missing_added => (&codes::MISSING_WORD, "`added` or `removed`", "", ""),
        Rule::missing_changed => (&codes::MISSING_WORD, "`changed`", "", " changed"),
        Rule::missing_joined => (&codes::MISSING_WORD, "`joined` or `left`", "", ""),
        Rule::missing_joins => (&codes::MISSING_WORD, "`joins`, `leaves` or `presses \"…\"`", "", ""),
        Rule::missing_down => (&codes::MISSING_WORD, "`down`", "", " down"),
        Rule::missing_failed => (&codes::MISSING_WORD, "`failed`", "", " failed"),
        Rule::missing_out => (&codes::MISSING_WORD, "`out`", "", " out"),
        Rule::missing_kind => (
            &codes::MISSING_WORD,
            "what is sent",
            "`image`, `voice`, `video`, `note`, `file`, `location` or `template`",
            "",
        ),
        Rule::missing_source => {
            (&codes::MISSING_TEXT, "a file, a link or a field", "like `image \"hello.png\"`", "")
        }
        Rule::missing_source_kind => (&codes::MISSING_WORD, "`image`, `message`, `voice` or `file`", "", ""),
        Rule::missing_ai => (&codes::MISSING_WORD, "`say`, `ask` or `reply`", "", ""),
        Rule::missing_pattern => {
            (&codes::MISSING_TEXT, "a meaning in quotes, `button \"…\"` or `matches /…/`", "", "")
        }
        Rule::missing_verdict => {
            (&codes::MISSING_TEXT, "a meaning in quotes, `else` or `unanswered`", "", "")
        }
        Rule::missing_yes => (&codes::MISSING_WORD, "`yes` or `no`", "", ""),
        Rule::missing_expected => (
            &codes::MISSING_WORD,
            "what to expect",
            "`say \"…\"`, `do …`, `flow …`, `step …`, `tag …`, `goal …`, `handoff`, `template …`, `x == …`, `wait`, `end` or `nothing`",
            "",
        ),
        _ => return None,
    };
    Some(Lack { code, what, help, insert })
}

impl<'i> Builder<'i> {
    /// Counts a hole, and tells it unless one was told at the same place.
    pub(super) fn hole(&mut self, node: &Node<'i>) {
        let Some(lack) = lack(node.as_rule()) else { return };
        self.holes += 1;
        let start = node.start();
        let place = self.place_before(start);
        if matches!(node.as_rule(), Rule::missing_body | Rule::missing_block) {
            self.unopened = Some(place.start);
        }
        let told = self.hole_told_at.replace(place.start) == Some(place.start);
        // In a list that went wrong on this line, commas are guesses.
        let guess = node.as_rule() == Rule::missing_comma && start < self.junk_muted_until;
        if told || guess || self.is_muted(place.start) {
            return;
        }
        let after = self.described_before(start);
        let message = format!("expected {}{after}", lack.what);
        let mut diagnostic = Diagnostic::new(lack.code, place, message);
        if !lack.help.is_empty() {
            diagnostic = diagnostic.help(lack.help);
        } else if node.as_rule() == Rule::missing_operand && after == " after `{`" {
            diagnostic = diagnostic.help("a hole is `{value}`; a brace as a sign of the text is `\\{`");
        }
        if !lack.insert.is_empty() {
            diagnostic = diagnostic.fix(format!("write `{}`", lack.insert.trim()), place, lack.insert);
        }
        self.report(diagnostic);
        self.mute_junk(place.start);
    }

    /// " after `word`", or nothing at the beginning of a file.
    fn described_before(&self, offset: u32) -> String {
        let Some(word) = self.word_before(offset) else { return String::new() };
        match self.slice(word) {
            "\"" | "\"\"\"" => " after the text".to_owned(),
            text if text.chars().count() > 40 => " here".to_owned(),
            text => format!(" after `{text}`"),
        }
    }

    /// Whether this place stands behind something that swallowed what is missing here.
    pub(super) fn is_muted(&self, place: u32) -> bool {
        self.muted_until > 0 && place <= self.muted_until
    }

    /// Junk on the rest of this line is silent.
    pub(super) fn mute_junk(&mut self, offset: u32) {
        self.junk_muted_until = self.junk_muted_until.max(self.line_end(offset));
    }

    /// Everything on the rest of this line is silent.
    pub(super) fn mute_line(&mut self, offset: u32) {
        self.mute_junk(offset);
        self.swallowed.push(self.line_end(offset));
        self.muted_until = self.muted_until.max(self.line_end(offset));
    }
}
