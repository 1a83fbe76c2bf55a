//! Opting out, and being blocked.

use super::Record;
use super::contact::Mode;
use super::effect::{EffectKind, Outgoing};
use super::run::Run;
use super::take::{Place, PlaceKind};
use crate::ir::EventPattern;

/// What a contact is told who opts out, where the script has no `on opt out` at the top.
pub const CONFIRMATION: &str = "You will get no more messages. Write /start to begin again.";

const CONFIRMATION_RU: &str = "Сообщений больше не будет. Напишите /start, чтобы начать снова.";

/// The confirmation in the contact's language; where it is unknown, in the letters of the stop word.
fn confirmation(run: &Run<'_>, word: &str) -> &'static str {
    let russian = match run.contact.person.language.get(..2) {
        Some(language) => language.eq_ignore_ascii_case("ru"),
        None => word.chars().any(|letter| matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё')),
    };
    if russian { CONFIRMATION_RU } else { CONFIRMATION }
}

/// At any depth: every frame is dropped with its timers and requests, one confirmation is sent. Kept postbacks stay.
pub(crate) fn opt_out(run: &mut Run<'_>, word: &str) {
    for (flow, step) in run.contact.runs() {
        run.record(Record::OptedOut { flow, step });
    }
    run.contact.frames.clear();
    run.contact.gathering = None;
    run.contact.hearing = None;
    run.contact.inbox.clear();
    run.contact.deferred.clear();
    run.contact.person_leads = false;
    run.contact.proactive = false;
    run.contact.last_message = run.now;
    let top = Place { frame: None, owner: None, kind: PlaceKind::Top, handlers: &run.program.handlers };
    match run.search_in(&top, |event| *event == EventPattern::OptOut, None) {
        Some(found) => {
            run.enter_handler(&found, None);
            run.advance();
        }
        None => {
            let outgoing = Outgoing { text: confirmation(run, word).to_owned(), ..Outgoing::default() };
            run.emit(EffectKind::Say(outgoing));
        }
    }
    run.contact.frames.clear();
    run.contact.deferred.clear();
    run.forget_changes();
    run.contact.mode = Mode::Stopped;
}

/// The contact blocked the bot: the stack stays, timers rest.
pub(crate) fn blocked(run: &mut Run<'_>) {
    if run.contact.mode != Mode::Active || run.contact.blocked {
        return;
    }
    if !run.is_busy()
        && let Some(found) = run.search(|event| *event == EventPattern::Blocked, None)
    {
        run.enter_handler(&found, None);
        run.come_to_rest();
    }
    run.contact.blocked = true;
}
