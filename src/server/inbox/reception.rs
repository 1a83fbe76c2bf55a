//! Who may come into the inbox: names, passwords, sessions.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use crate::ir::{Duration, Time};
use crate::server::Config;
use crate::server::secret::Secret;
use crate::server::visitor::cookie;

const COOKIE: &str = "flowc_inbox";
/// How long a session lasts.
const SESSION: Duration = Duration(12 * 3_600_000);
/// Sessions at once; the oldest ends first.
const SESSIONS_MAX: usize = 1_000;
/// Wrong passwords are counted over this time.
const WINDOW: Duration = Duration(60_000);
/// Wrong passwords of one name in it, after which nobody of that name is let in.
const WRONG_MAX: usize = 5;
/// The same for all names together.
const WRONG_OF_ALL_MAX: usize = 30;

/// People with their passwords, and those who are in.
pub struct Reception {
    people: BTreeMap<String, Secret>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// By the hash of the cookie's secret: who has the memory has no cookie.
    sessions: HashMap<[u8; 32], Session>,
    /// When which name was tried with a wrong password.
    wrong: Vec<(Time, String)>,
}

struct Session {
    name: String,
    until: Time,
}

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The name, the password, or both are wrong.
    Wrong,
    /// Too many wrong passwords just now.
    TooMany,
}

impl Reception {
    /// For these people.
    pub fn new(people: BTreeMap<String, Secret>) -> Self {
        Reception { people, state: Mutex::default() }
    }

    /// Whether there is anybody who could come in.
    pub fn is_open(&self) -> bool {
        !self.people.is_empty()
    }

    /// Lets somebody in: the secret of the session's cookie.
    ///
    /// # Errors
    /// `Wrong`, `TooMany`.
    pub fn log_in(&self, name: &str, password: &str, now: Time) -> Result<Secret, Refused> {
        let mut state = self.state();
        state.wrong.retain(|(at, _)| at.0 > now.0 - WINDOW.0);
        let known = self.people.get(name);
        // Names that nobody has are counted as one, so that nobody can fill the memory with them.
        let counted = known.map_or("", |_| name);
        let of_name = state.wrong.iter().filter(|(_, tried)| tried == counted).count();
        if of_name >= WRONG_MAX || state.wrong.len() >= WRONG_OF_ALL_MAX {
            return Err(Refused::TooMany);
        }
        let fresh = Secret::random().map_err(|_| Refused::Wrong)?;
        // A name that nobody has takes as long as a wrong password.
        let fits = known.unwrap_or(&fresh).is(password);
        if known.is_none() || !fits {
            state.wrong.push((now, counted.to_owned()));
            return Err(Refused::Wrong);
        }
        state.sessions.retain(|_, session| session.until > now);
        if state.sessions.len() >= SESSIONS_MAX {
            let oldest = state.sessions.iter().min_by_key(|(_, session)| session.until).map(|(key, _)| *key);
            oldest.and_then(|key| state.sessions.remove(&key));
        }
        let session = Session { name: name.to_owned(), until: now + SESSION };
        state.sessions.insert(hash(&fresh), session);
        Ok(fresh)
    }

    /// Whose session a request bears.
    pub fn who(&self, headers: &HeaderMap, now: Time) -> Option<String> {
        let secret = cookie(headers, COOKIE)?;
        let state = self.state();
        let session = state.sessions.get(&hash(&secret)).filter(|session| session.until > now)?;
        Some(session.name.clone())
    }

    /// Ends the session that a request bears.
    pub fn log_out(&self, headers: &HeaderMap) {
        if let Some(secret) = cookie(headers, COOKIE) {
            self.state().sessions.remove(&hash(&secret));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The header that gives a session's cookie, or takes it: no script reads it, and no other site sends it.
pub fn session_cookie(secret: Option<&Secret>, config: &Config) -> HeaderValue {
    let (token, age) = secret.map_or(("", 0), |secret| (secret.reveal(), SESSION.0 / 1_000));
    let secure = config.secure_cookies();
    let text = format!("{COOKIE}={token}; Path=/inbox; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).expect("hexadecimal digits fit a header")
}

fn hash(secret: &Secret) -> [u8; 32] {
    Sha256::digest(secret.reveal().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header;

    fn reception() -> Reception {
        let people = [("olga", "correct horse"), ("ivan", "battery staple")];
        Reception::new(people.map(|(name, password)| (name.to_owned(), Secret::new(password))).into())
    }

    fn bearing(secret: &Secret) -> HeaderMap {
        let cookie = format!("other=1; {COOKIE}={}", secret.reveal());
        [(header::COOKIE, HeaderValue::from_str(&cookie).unwrap())].into_iter().collect()
    }

    #[test]
    fn a_session_is_its_person_until_its_end() {
        let reception = reception();
        let secret = reception.log_in("olga", "correct horse", Time(0)).unwrap();
        let headers = bearing(&secret);
        assert_eq!(reception.who(&headers, Time(SESSION.0 - 1)).as_deref(), Some("olga"));
        assert_eq!(reception.who(&headers, Time(SESSION.0)), None);
        assert_eq!(reception.who(&bearing(&Secret::random().unwrap()), Time(0)), None);
        assert_eq!(reception.who(&HeaderMap::new(), Time(0)), None);
        reception.log_out(&headers);
        assert_eq!(reception.who(&headers, Time(0)), None);
    }

    #[test]
    fn passwords_are_not_guessed_in_a_row() {
        let reception = reception();
        for _ in 0..WRONG_MAX {
            assert_eq!(reception.log_in("olga", "battery staple", Time(0)).err(), Some(Refused::Wrong));
        }
        let right = |at| reception.log_in("olga", "correct horse", Time(at)).err();
        assert_eq!(right(1), Some(Refused::TooMany), "not even with the right one");
        assert!(reception.log_in("ivan", "battery staple", Time(1)).is_ok(), "others come in");
        assert_eq!(right(WINDOW.0), None);
    }

    #[test]
    fn names_that_nobody_has_are_counted_together() {
        let reception = reception();
        for guess in 0..WRONG_MAX {
            let refused = reception.log_in(&format!("guest{guess}"), "x", Time(0)).err();
            assert_eq!(refused, Some(Refused::Wrong));
        }
        assert_eq!(reception.log_in("guest", "x", Time(0)).err(), Some(Refused::TooMany));
        assert_eq!(reception.log_in("", "", Time(WINDOW.0)).err(), Some(Refused::Wrong));
    }

    #[test]
    fn there_is_an_end_to_sessions() {
        let reception = reception();
        let first = reception.log_in("olga", "correct horse", Time(0)).unwrap();
        for at in 1..=SESSIONS_MAX as i64 {
            reception.log_in("olga", "correct horse", Time(at)).unwrap();
        }
        assert_eq!(reception.who(&bearing(&first), Time(9)), None);
        assert_eq!(reception.state().sessions.len(), SESSIONS_MAX);
    }
}
