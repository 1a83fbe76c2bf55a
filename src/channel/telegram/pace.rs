//! How fast may a bot speak? Telegram's rules of thumb: a message per second and chat, 20 a minute to a group, 30 a
//! second in all.
//!
//! Who may not send yet is given a time and keeps it: waiting holds nobody else up, and a thousand who wait are woken once each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::outbound::Bucket;

const CHAT: Bucket = Bucket { every: Duration::from_secs(1), burst: 3 };
const GROUP: Bucket = Bucket { every: Duration::from_secs(3), burst: 3 };
const BOT: Bucket = Bucket { every: Duration::from_micros(33_400), burst: 10 };
/// What nobody waits for leaves the rest of the bot's rate to answers.
const BULK: Bucket = Bucket { every: Duration::from_millis(50), burst: 1 };
/// Chats are forgotten when so many are known, and have had their pause.
const CHATS_MAX: usize = 20_000;

/// When each chat, and the bot, may speak again.
#[derive(Debug, Default)]
pub struct Pace {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    chats: HashMap<i64, Instant>,
    bot: Option<Instant>,
    bulk: Option<Instant>,
}

impl Pace {
    /// Takes the next place for a message to a chat and returns how long it is until then. `bulk` is what was not asked for.
    pub fn reserve(&self, chat: i64, bulk: bool, now: Instant) -> Duration {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.chats.len() >= CHATS_MAX {
            state.chats.retain(|_, free| *free > now);
        }
        let own = state.chats.entry(chat).or_insert(now);
        let mut wait = of(chat).take(own, now) - now;
        if bulk {
            wait = wait.max(BULK.take(state.bulk.get_or_insert(now), now) - now);
        }
        // The bot's rate is taken at the time at which the message will leave, unless that is far away.
        let bot = state.bot.get_or_insert(now);
        if wait < Duration::from_secs(2) { wait.max(BOT.take(bot, now) - now) } else { wait }
    }

    /// Telegram asks to leave a chat alone for a while.
    pub fn hold(&self, chat: i64, pause: Duration, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let free = state.chats.entry(chat).or_insert(now);
        *free = (*free).max(now + pause + of(chat).tolerance());
    }
}

fn of(chat: i64) -> Bucket {
    // Groups have negative numbers.
    if chat < 0 { GROUP } else { CHAT }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(pace: &Pace, chat: i64, bulk: bool, count: usize, now: Instant) -> Vec<u128> {
        (0..count).map(|_| pace.reserve(chat, bulk, now).as_millis()).collect()
    }

    #[test]
    fn a_chat_has_a_burst_and_then_a_message_a_second_and_others_do_not_wait_for_it() {
        let (pace, now) = (Pace::default(), Instant::now());
        assert_eq!(waits(&pace, 7, false, 6, now), [0, 0, 0, 1_000, 2_000, 3_000]);
        assert_eq!(waits(&pace, 8, false, 2, now), [0, 0]);
        assert_eq!(waits(&pace, 7, false, 1, now + Duration::from_secs(60)), [0]);
    }

    #[test]
    fn a_group_has_twenty_a_minute() {
        let (pace, now) = (Pace::default(), Instant::now());
        let waits = waits(&pace, -7, false, 30, now);
        assert_eq!(waits.iter().filter(|wait| **wait < 60_000).count(), 22, "{waits:?}");
        assert_eq!(waits[29], 27 * 3_000);
    }

    #[test]
    fn a_bot_has_thirty_a_second_and_bulk_leaves_room_for_answers() {
        let (pace, now) = (Pace::default(), Instant::now());
        let answers: Vec<_> = (0..60).map(|chat| pace.reserve(chat, false, now)).collect();
        let second = Duration::from_secs(1);
        let first = answers.iter().filter(|wait| **wait < second).count();
        assert!((30..=40).contains(&first), "{first}");
        let pace = Pace::default();
        let bulk: Vec<_> = (0..2_000).map(|chat| pace.reserve(chat, true, now)).collect();
        assert_eq!(bulk[1_999], BULK.every * 1_999);
        assert!(pace.reserve(5_000, false, now) < 2 * second, "an answer does not wait behind them");
    }

    #[test]
    fn a_chat_that_asked_for_a_pause_has_it() {
        let (pace, now) = (Pace::default(), Instant::now());
        pace.hold(7, Duration::from_secs(9), now);
        assert_eq!(waits(&pace, 7, false, 1, now), [9_000]);
        assert_eq!(waits(&pace, 8, false, 1, now), [0]);
    }
}
