//! Codes of routers, reachability, cycles, waits.

use super::{Code, Severity};

codes! {
    /// The arms of an A/B router do not make 100 %.
    WEIGHTS_NOT_100 = "F0401" "weights-not-100" Error;
    /// A `route` without `else`.
    MISSING_ELSE = "F0402" "missing-else" Warning;
    /// A step that nothing leads to.
    UNREACHABLE_STEP = "F0403" "unreachable-step" Warning;
    /// A flow that nothing leads to.
    UNREACHABLE_FLOW = "F0404" "unreachable-flow" Warning;
    /// A step whose end can be reached and leads nowhere.
    RUNS_OFF_ITS_END = "F0405" "runs-off-its-end" Error;
    /// A circle of statements in which nothing waits.
    CYCLE_WITHOUT_WAIT = "F0406" "cycle-without-wait" Error;
    /// A word of a tail that means nothing behind this statement.
    MEANINGLESS_WORD = "F0407" "meaningless-word" Error;
    /// A flow with parameters is entered without arguments.
    FLOW_NEEDS_ARGUMENTS = "F0408" "flow-needs-arguments" Error;
    /// A guard that only a second arrival can meet, of a postback that counts once.
    COUNT_WITHOUT_BY = "F0409" "count-without-by" Warning;
    /// A handler that the one above it always precedes.
    SAME_EVENT_TWICE = "F0410" "same-event-twice" Error;
    /// A question that checks its answer and may be asked for ever.
    ASK_WITHOUT_BOUND = "F0411" "ask-without-bound" Warning;
    /// A handoff that waits for ever.
    HANDOFF_WITHOUT_WITHIN = "F0412" "handoff-without-within" Warning;
    /// A statement behind one that never goes on.
    NEVER_RUNS = "F0413" "never-runs" Warning;
    /// A set of routes names a step.
    STEP_IN_ROUTES = "F0414" "step-in-routes" Error;
    /// An arrow to a step where there is no flow.
    STEP_OUTSIDE_FLOW = "F0415" "step-outside-flow" Error;
    /// A flow without a step.
    EMPTY_FLOW = "F0416" "empty-flow" Error;
    /// `ask again` where no question was interrupted.
    NOTHING_TO_ASK_AGAIN = "F0417" "nothing-to-ask-again" Error;
    /// A setting or an item that may stand once stands twice.
    SAID_TWICE = "F0418" "said-twice" Error;
    /// An event that cannot be taken here.
    EVENT_OUT_OF_PLACE = "F0419" "event-out-of-place" Error;
    /// A set of routes that includes itself.
    ENDLESS_ROUTES = "F0420" "endless-routes" Error;
    /// A flow that visits itself, at once or through others.
    VISIT_RECURSION = "F0421" "visit-recursion" Error;
    /// A statement that may not stand in a `for each`.
    NOT_IN_A_LOOP = "F0422" "not-in-a-loop" Error;
    /// A value that no visit takes.
    NOBODY_TAKES_IT = "F0423" "nobody-takes-it" Error;
    /// A branch that no contact comes to.
    BRANCH_NEVER_TAKEN = "F0424" "branch-never-taken" Warning;
    /// A case that none of several branches or handlers takes.
    CASE_NOT_COVERED = "F0425" "case-not-covered" Warning;
    /// Two handlers of one place whose guards can both hold.
    GUARDS_OVERLAP = "F0426" "guards-overlap" Warning;
    /// A handler that the ones above it, its guard or its step leave nothing.
    HANDLER_NEVER_REACHED = "F0427" "handler-never-reached" Warning;
    /// One example in two routes.
    SAME_EXAMPLE_TWICE = "F0428" "same-example-twice" Warning;
    /// Two meanings of one router that are nearly the same words.
    MEANINGS_NEARLY_ONE = "F0429" "meanings-nearly-one" Info;
    /// An approved template of a channel that the bot is not on.
    TEMPLATE_OUT_OF_REACH = "F0430" "template-out-of-reach" Warning;
    /// A way round that a contact never leaves.
    TRAPPED_CONTACT = "F0431" "trapped-contact" Warning;
    /// An `ai reply` that nothing ends.
    ENDLESS_TALK = "F0432" "endless-talk" Warning;
}
