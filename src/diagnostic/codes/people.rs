//! Codes of the law and the model.

use super::{Code, Severity};

codes! {
    /// The script uses a model and says nothing about the day it is down.
    NO_WAY_WITHOUT_MODEL = "F0501" "no-way-without-model" Warning;
    /// A meaning without words.
    EMPTY_MEANING = "F0502" "empty-meaning" Error;
    /// A private field leaves for a place that is not marked private.
    PRIVATE_LEAK = "F0503" "private-leak" Error;
    /// Without a model the offline provider cannot do this.
    OFFLINE_CANNOT = "F0504" "offline-cannot" Warning;
    /// A text that looks like a key or a password.
    SECRET_IN_SCRIPT = "F0505" "secret-in-script" Warning;
    /// The model may say anything: the bot has no guardrails.
    NO_GUARDRAILS = "F0506" "no-guardrails" Warning;
    /// A text for the model tells the bot to deny being one.
    DENIES_BEING_A_BOT = "F0507" "denies-being-a-bot" Warning;
    /// A tag or a goal follows from a claim that a model alone has judged.
    JUDGEMENT_ALONE = "F0508" "judgement-alone" Info;
}
