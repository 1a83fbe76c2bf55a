//! Codes of windows, timers, quiet hours, and bounds.

use super::{Code, Severity};

codes! {
    /// A message that a channel does not take so long after the contact's last one.
    OUTSIDE_WINDOW = "F0700" "outside-window" Warning;
    /// A message that may come so late.
    PERHAPS_OUTSIDE_WINDOW = "F0701" "perhaps-outside-window" Info;
    /// A message that is meant for an hour in which the bot is quiet.
    REMINDER_IN_QUIET_HOURS = "F0702" "reminder-in-quiet-hours" Warning;
    /// A timer that another one always precedes, or that nothing lets pass.
    TIMER_NEVER_FIRES = "F0703" "timer-never-fires" Warning;
    /// Timers that fall due together, or of which one cuts the other short.
    TIMERS_MEET = "F0704" "timers-meet" Info;
    /// A silence that is over before its question is put.
    SILENCE_AT_ONCE = "F0705" "silence-at-once" Warning;
    /// A flow that may take more than the manifest's `budgets` allow it.
    OVER_BUDGET = "F0706" "over-budget" Error;
}
