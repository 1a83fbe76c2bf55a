//! Codes of the manifest and the folder.

use super::{Code, Severity};

codes! {
    /// The manifest is not YAML.
    NOT_YAML = "F0101" "not-yaml" Error;
    /// A key of the manifest is unknown.
    UNKNOWN_KEY = "F0102" "unknown-key" Error;
    /// A key stands in one mapping twice.
    DOUBLED_KEY = "F0103" "doubled-key" Error;
    /// A key that is needed is missing.
    MISSING_KEY = "F0104" "missing-key" Error;
    /// A value of the manifest is not of the kind that its key wants.
    WRONG_VALUE = "F0105" "wrong-value" Error;
    /// A type of the manifest is unknown or malformed.
    UNKNOWN_TYPE = "F0106" "unknown-manifest-type" Error;
    /// A secret is written in the manifest.
    WRITTEN_SECRET = "F0107" "written-secret" Warning;
    /// `${NAME}` stands where the environment has no part, or is malformed.
    MISPLACED_VARIABLE = "F0108" "misplaced-variable" Error;
    /// A name of the manifest cannot be one in a script.
    NOT_A_NAME = "F0109" "not-a-name" Error;
    /// The manifest names something that it does not declare.
    UNKNOWN_REFERENCE = "F0110" "unknown-reference" Error;
    /// A part of the manifest would be relied upon and is not honoured yet.
    KEY_NOT_YET = "F0111" "key-not-yet" Error;
    /// A part of the manifest has no effect yet.
    KEY_WITHOUT_EFFECT = "F0112" "key-without-effect" Warning;
    /// An action is tried again although it is not idempotent.
    RETRY_NOT_IDEMPOTENT = "F0113" "retry-not-idempotent" Warning;
    /// A file of the project cannot be read as text.
    UNREADABLE_FILE = "F0114" "unreadable-file" Error;
    /// A `use` names no folder and no library.
    UNKNOWN_USE = "F0115" "unknown-use" Error;
    /// Two used folders bear one name.
    DOUBLED_USE = "F0116" "doubled-use" Error;
    /// A knowledge table has a row that cannot be used.
    KNOWLEDGE_ROW = "F0117" "knowledge-row" Error;
    /// The manifest names something that no script declares.
    UNDECLARED_NAME = "F0118" "undeclared-name" Warning;
    /// A comment silences a finding that is not made there.
    ALLOWS_NOTHING = "F0119" "allows-nothing" Info;
}
