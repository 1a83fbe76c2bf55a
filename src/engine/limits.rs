//! What bounds a contact's run. Reaching a limit is recorded ([`super::Record::Limit`]) under its name; what is beyond
//! does not happen.

use crate::ir::Duration;

/// Frames on a contact's stack.
pub const FRAMES_MAX: usize = 8;
/// Watched changes that one outer event may cause.
pub const INTERNAL_EVENTS_MAX: u32 = 16;
/// Statements that one event may run.
pub const STATEMENTS_MAX: u32 = 10_000;
/// Effects that one event may have.
pub const EFFECTS_MAX: usize = 64;
/// Messages of the contact that are kept for the next `ai reply`.
pub const KEPT_MESSAGES_MAX: usize = 20;
/// How often a burst of messages may open the window in which it is gathered.
pub const GATHER_WINDOWS_MAX: u32 = 5;
/// Kept postbacks and webhooks of one name.
pub const KEPT_ARRIVALS_MAX: usize = 8;
/// The longest delay.
pub const DELAY_MAX: Duration = Duration(366 * DAY_MS);
/// How long postbacks are kept.
pub const KEPT_FOR: Duration = Duration(90 * DAY_MS);
/// Buttons that are live at once.
pub const BUTTONS_MAX: usize = 100;
/// Items of a list.
pub const LIST_ITEMS_MAX: usize = 1000;
/// Bytes of a contact's fields.
pub const FIELDS_BYTES_MAX: usize = 16 * 1024;
/// A/B routers whose arm is remembered.
pub const ROUTERS_MAX: usize = 200;
/// How often in a row a message may make a request for the one before it stale.
pub const REPLACED_MAX: u32 = 3;
/// Transactions of one postback that are remembered.
pub const TRANSACTIONS_MAX: usize = 1000;
/// Minutes after a model went down at which it is asked again; hourly after the last.
pub const RETRY_MINUTES: [i64; 4] = [1, 5, 15, 60];
/// How long a contact rests whose run was ended by the statement budget, before its timers count again.
pub const REST: Duration = Duration(60 * MINUTE_MS);

/// A minute in milliseconds.
pub const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
