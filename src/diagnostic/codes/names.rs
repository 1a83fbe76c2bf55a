//! Codes of names.

use super::{Code, Severity};

codes! {
    /// An arrow or a test names a flow that does not exist.
    UNKNOWN_FLOW = "F0201" "unknown-flow" Error;
    /// An arrow or a test names a step that its flow does not have.
    UNKNOWN_STEP = "F0202" "unknown-step" Error;
    /// A tag that is not declared.
    UNKNOWN_TAG = "F0203" "unknown-tag" Error;
    /// A goal that is not declared.
    UNKNOWN_GOAL = "F0204" "unknown-goal" Error;
    /// A value that is no field, local, parameter, constant or built-in one.
    UNKNOWN_NAME = "F0205" "unknown-name" Error;
    /// A member that a value does not have.
    UNKNOWN_MEMBER = "F0206" "unknown-member" Error;
    /// A postback that is not declared.
    UNKNOWN_POSTBACK = "F0207" "unknown-postback" Error;
    /// A webhook that is not declared.
    UNKNOWN_WEBHOOK = "F0208" "unknown-webhook" Error;
    /// An action that the manifest does not have.
    UNKNOWN_ACTION = "F0209" "unknown-action" Error;
    /// A set of routes that is not declared.
    UNKNOWN_ROUTES = "F0210" "unknown-routes" Error;
    /// A knowledge table that is not declared.
    UNKNOWN_KNOWLEDGE = "F0211" "unknown-knowledge" Error;
    /// Operators that the manifest does not have.
    UNKNOWN_OPERATOR = "F0212" "unknown-operator" Error;
    /// A channel that the manifest does not have.
    UNKNOWN_CHANNEL = "F0213" "unknown-channel" Error;
    /// A test names an A/B router that does not exist.
    UNKNOWN_ROUTER = "F0214" "unknown-router" Error;
    /// A test names an arm that its router does not have.
    UNKNOWN_ARM = "F0215" "unknown-arm" Error;
    /// An argument that nothing takes.
    UNKNOWN_ARGUMENT = "F0216" "unknown-argument" Error;
    /// A function that does not exist.
    UNKNOWN_FUNCTION = "F0217" "unknown-function" Error;
    /// A filter that does not exist.
    UNKNOWN_FILTER = "F0218" "unknown-filter" Error;
    /// A field that is not declared.
    UNKNOWN_FIELD = "F0219" "unknown-field" Error;
    /// `by` names a parameter that the postback does not have.
    UNKNOWN_PARAMETER = "F0220" "unknown-parameter" Error;
    /// A test names a meaning or a button that nothing has.
    UNKNOWN_MEANING = "F0221" "unknown-meaning" Error;
    /// Hours that are not declared.
    UNKNOWN_HOURS = "F0222" "unknown-hours" Error;
    /// One name for two things of a kind.
    DEFINED_TWICE = "F0223" "defined-twice" Error;
    /// A name that the language itself or a used folder has.
    NAME_TAKEN = "F0224" "name-taken" Error;
    /// Outside of flows there are no locals: only fields keep values.
    NOT_A_FIELD = "F0225" "not-a-field" Error;
    /// The bot does not say in which flow it starts, or there is no flow at all.
    NO_START = "F0226" "no-start" Error;
    /// A picture or file that the project's folder does not have.
    UNKNOWN_FILE = "F0227" "unknown-file" Warning;
    /// A value is saved under a name that is nearly a field's, and never read.
    NEARLY_A_FIELD = "F0228" "nearly-a-field" Warning;
    /// An approved template that the manifest does not have.
    UNKNOWN_TEMPLATE = "F0229" "unknown-template" Error;
    /// `moved` or `drop` names a place that the script still has.
    STILL_THERE = "F0230" "still-there" Error;
    /// What becomes of contacts in one place is said twice.
    MOVED_TWICE = "F0231" "moved-twice" Error;
}
