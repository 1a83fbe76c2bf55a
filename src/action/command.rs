//! Actions that run a program.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::inputs::{self, Inputs};
use super::json;
use super::outcome::unknown;
use super::process::{Process, Trouble};
use crate::ir::{Action, CommandCall, InputPart, InputText, Param, Type, Value};
use crate::outbound::{Environment, Filled};
use crate::runtime::ActionTry;

/// The most that a command may say.
const OUTPUT_BYTES_MAX: usize = 1 << 20;
/// The most of a complaint that is told.
const COMPLAINT_CHARS_MAX: usize = 200;

/// What actions that run a program share.
#[derive(Debug, Clone)]
pub(super) struct Commands {
    allowed: bool,
    folder: PathBuf,
    environment: Arc<Environment>,
}

impl Commands {
    /// Programs stand in the project's folder; whether they may run at all is the operator's word, not the manifest's.
    pub fn new(allowed: bool, folder: PathBuf, environment: Arc<Environment>) -> Self {
        Commands { allowed, folder, environment }
    }

    /// Makes one attempt. A command that did not come to its end may have done anything: its outcome is `unknown`.
    pub async fn attempt(&self, action: &Action, call: &CommandCall, inputs: Inputs<'_>) -> ActionTry {
        if !self.allowed {
            return ActionTry::Failed("commands run with `flowc run --allow-commands` only".to_owned());
        }
        let ready = self
            .arguments(call, inputs)
            .and_then(|arguments| Ok((arguments, self.variables(call)?, stdin(action, call, inputs)?)));
        let (arguments, variables, input) = match ready {
            Ok(ready) => ready,
            Err(words) => return ActionTry::Failed(words),
        };
        let program = match call.program.contains('/') {
            true => self.folder.join(&call.program).to_string_lossy().into_owned(),
            false => call.program.clone(),
        };
        let timeout = Duration::from_millis(action.timeout.0.max(1) as u64);
        let process = Process {
            program: &program,
            arguments: &arguments,
            variables,
            folder: Some(folder(&self.folder)),
            input: input.as_bytes(),
            timeout,
            bytes_max: OUTPUT_BYTES_MAX,
        };
        match process.run().await {
            Ok(ended) if ended.status.success() => answer(&ended.output, action.output.as_ref()),
            Ok(ended) => {
                let complaints = String::from_utf8_lossy(&ended.complaints);
                let first = complaints.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
                let first = inputs.hide(&self.environment.hide(first), &action.input);
                let first: String =
                    first.chars().filter(|c| !c.is_control()).take(COMPLAINT_CHARS_MAX).collect();
                let status = ended.status;
                let colon = if first.is_empty() { "" } else { ": " };
                ActionTry::Failed(format!("`{}` failed with {status}{colon}{first}", call.program))
            }
            Err(Trouble::Start(reason)) => {
                ActionTry::Failed(format!("`{}` does not start: {reason}", call.program))
            }
            Err(Trouble::Slow) => {
                let why = format!("`{}` was stopped: it took longer than {timeout:?}", call.program);
                unknown(action, why)
            }
            Err(Trouble::TooLarge) => {
                let why =
                    format!("`{}` was stopped: it says more than {OUTPUT_BYTES_MAX} bytes", call.program);
                ActionTry::Failed(why)
            }
        }
    }

    fn arguments(&self, call: &CommandCall, inputs: Inputs<'_>) -> Result<Vec<String>, String> {
        let mut closed = false;
        let mut arguments = Vec::new();
        for template in &call.arguments {
            let argument = inputs.fill(template, &self.environment, json::plain)?.expose().to_owned();
            if argument.contains('\0') {
                return Err("an argument holds a zero byte, which no program can be given".to_owned());
            }
            if !closed && argument.starts_with('-') && !begins_with_text(template) {
                return Err("an argument would be an option: its value begins with `-`; put \"--\" before it in the manifest".to_owned());
            }
            closed |= argument == "--";
            arguments.push(argument);
        }
        Ok(arguments)
    }

    fn variables(&self, call: &CommandCall) -> Result<Vec<(String, Filled)>, String> {
        #[allow(clippy::disallowed_methods)] // a program is found by it
        let path = std::env::var("PATH").ok();
        let mut variables: Vec<_> =
            path.map(|path| ("PATH".to_owned(), Filled::new(path))).into_iter().collect();
        for (name, value) in &call.environment {
            variables.push((name.clone(), inputs::text(&self.environment, value)?));
        }
        Ok(variables)
    }
}

/// Whether an argument's first sign is the manifest's own.
fn begins_with_text(template: &InputText) -> bool {
    matches!(template.0.first(), Some(InputPart::Text(_)))
}

/// The project's folder; a single file's is the one where flowc stands.
fn folder(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

fn stdin(action: &Action, call: &CommandCall, inputs: Inputs<'_>) -> Result<String, String> {
    let mut text = String::new();
    if call.stdin {
        let all = action.input.iter().map(|param| (param.name.as_str(), inputs.get(&param.name)));
        json::object(all, &mut text)?;
        text.push('\n');
    }
    Ok(text)
}

/// What it said: JSON by the declared type, and for a text the text itself.
fn answer(output: &[u8], declared: Option<&Param>) -> ActionTry {
    let Some(declared) = declared else { return ActionTry::Done(Value::Empty) };
    let Ok(text) = std::str::from_utf8(output) else {
        return ActionTry::Failed("it answered with what is not UTF-8".to_owned());
    };
    let text = text.trim_end_matches(['\r', '\n']);
    let read = match &declared.ty {
        _ if text.is_empty() && declared.optional => Ok(Value::Empty),
        Type::Text(_) | Type::OneOf(_) => json::read(&text.into(), &declared.ty, declared.optional),
        _ => json::read_answer(text, Some(declared)),
    };
    match read {
        Ok(value) => ActionTry::Done(value),
        Err(words) => ActionTry::Failed(format!("answered with what was not declared: {words}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::testing::{Caller, failed, number, record, text};

    fn caller(action: &str) -> (tempfile::TempDir, Caller) {
        let folder = tempfile::tempdir().unwrap();
        let caller = Caller::new(&format!("tool: {{ {action} }}"), folder.path(), &[("KEY", "s3cret")]);
        (folder, caller)
    }

    const INPUT: &str = "input: { name: text, count: optional number }";

    #[tokio::test]
    async fn arguments_stay_apart_and_no_shell_sees_them() {
        let (folder, caller) = caller(&format!(
            r#"command: [printf, "%s|", "a {{name}}", "--", "{{name}}", "--count={{count}}"], {INPUT}, output: text"#
        ));
        let evil = "-x; touch here; $(touch here) `touch here` \"' *";
        let said = caller.call("tool", &[("name", text(evil)), ("count", number("2.50"))]).await;
        assert_eq!(said, ActionTry::Done(text(&format!("a {evil}|--|{evil}|--count=2.5|"))));
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_value_never_becomes_an_option() {
        let (_folder, caller) = caller(&format!(r#"command: [echo, "{{name}}"], {INPUT}, output: text"#));
        assert_eq!(caller.call("tool", &[("name", text("plain"))]).await, ActionTry::Done(text("plain")));
        for evil in ["-n", "--help", "-"] {
            let words = failed(caller.call("tool", &[("name", text(evil))]).await);
            assert!(words.starts_with("tool: an argument would be an option"), "{words}");
        }
        assert!(failed(caller.call("tool", &[("name", text("a\0b"))]).await).contains("zero byte"));
    }

    #[tokio::test]
    async fn the_inputs_come_as_json_and_the_output_is_typed() {
        let (_folder, caller) = caller(&format!(
            r#"command: [cat], stdin: json, {INPUT}, output: {{ name: text, count: number }}"#
        ));
        let read = record(caller.call("tool", &[("name", text("\"}{\n")), ("count", number("0.10"))]).await);
        assert_eq!((&read["name"], &read["count"]), (&text("\"}{\n"), &number("0.1")));
        let words = failed(caller.call("tool", &[("name", text("a"))]).await);
        assert!(words.contains("$.count is missing"), "{words}");
    }

    #[tokio::test]
    async fn a_command_knows_path_and_what_it_is_given_alone() {
        let (folder, caller) = caller(r#"command: [env], environment: { TOKEN: "a-${KEY}" }, output: text"#);
        let ActionTry::Done(Value::Text(said)) = caller.call("tool", &[]).await else {
            panic!("it must run")
        };
        let names: Vec<&str> = said.lines().filter_map(|line| line.split('=').next()).collect();
        assert_eq!(names, ["PATH", "TOKEN"]);
        assert!(said.contains("TOKEN=a-s3cret"));
        let (here, caller) = self::caller("command: [pwd], output: text");
        let said = caller.call("tool", &[]).await;
        let place = here.path().canonicalize().unwrap();
        assert_eq!(said, ActionTry::Done(text(place.to_str().unwrap())), "it stands in the project's folder");
        drop(folder);
    }

    #[tokio::test]
    async fn a_failure_is_told_by_its_first_line() {
        let (_folder, caller) =
            caller(r#"command: [sh, "-c", "echo; echo first >&2; echo second >&2; exit 3"]"#);
        assert_eq!(failed(caller.call("tool", &[]).await), "tool: `sh` failed with exit status: 3: first");
        let (_folder, caller) = self::caller("command: [no-such-program]");
        assert!(
            failed(caller.call("tool", &[]).await).starts_with("tool: `no-such-program` does not start: ")
        );
        let (_folder, caller) = self::caller("command: [yes], output: text");
        assert!(failed(caller.call("tool", &[]).await).contains("says more than 1048576 bytes"));
    }

    #[tokio::test]
    async fn a_command_that_hangs_is_killed_with_all_that_it_started() {
        let (folder, caller) =
            caller(r#"command: [sh, "-c", "sleep 300 & echo $! > child; wait"], timeout: 1s"#);
        let words = failed(caller.call("tool", &[]).await);
        assert_eq!(words, "tool: `sh` was stopped: it took longer than 1s; whether it was done is not known");
        #[allow(clippy::disallowed_methods)] // what the command wrote
        let child = std::fs::read_to_string(folder.path().join("child")).unwrap();
        let status = PathBuf::from(format!("/proc/{}/stat", child.trim()));
        let end = tokio::time::Instant::now() + Duration::from_secs(10);
        loop {
            #[allow(clippy::disallowed_methods)] // the system's word for a process
            let state = std::fs::read_to_string(&status).unwrap_or_default();
            // A process that ended and that nobody has waited for is a zombie.
            if state.is_empty() || state.contains(") Z ") {
                break;
            }
            assert!(tokio::time::Instant::now() < end, "it still runs: {state}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    #[tokio::test]
    async fn without_the_operators_word_nothing_runs() {
        let folder = tempfile::tempdir().unwrap();
        let commands = Commands::new(false, folder.path().into(), Arc::default());
        let call = CommandCall {
            program: "touch".into(),
            arguments: vec![InputText::parse("here")],
            ..CommandCall::default()
        };
        let action = Action {
            input: Vec::new(),
            output: None,
            retry: crate::ir::Retry { tries: 1, unknown: crate::ir::Unknown::Failed },
            timeout: crate::ir::Duration(1_000),
            dry_run: None,
            binding: crate::ir::Binding::Command(Box::new(call.clone())),
        };
        let request =
            crate::engine::ActionRequest { id: 1, action: "tool".into(), args: Vec::new(), tries: 1 };
        let tried = commands.attempt(&action, &call, Inputs::of(&request, &[]).unwrap()).await;
        assert!(failed(tried).contains("--allow-commands"));
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}
