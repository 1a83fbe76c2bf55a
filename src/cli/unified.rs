//! What changes in a file, as a unified diff.

use similar::TextDiff;

/// The lines around each change that are shown.
const CONTEXT: usize = 3;

/// The diff from one text of a file to another; empty where they are the same. `patch -p0` takes it.
pub fn diff(name: &str, before: &str, after: &str, color: bool) -> String {
    let diff = TextDiff::from_lines(before, after);
    let shown = diff.unified_diff().context_radius(CONTEXT).header(name, name).to_string();
    if !color {
        return shown;
    }
    shown.split_inclusive('\n').map(colored).collect()
}

fn colored(line: &str) -> String {
    let code = match line.as_bytes().first() {
        Some(b'+') => "32",
        Some(b'-') => "31",
        Some(b'@') => "36",
        _ => return line.to_owned(),
    };
    let words = line.trim_end_matches('\n');
    format!("\u{1b}[{code}m{words}\u{1b}[0m{}", &line[words.len()..])
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn a_diff_names_the_file_and_shows_what_changes() {
        let shown = diff("a.flow", "one\ntwo\nthree\n", "one\n2\nthree", false);
        assert_eq!(
            shown,
            "--- a.flow\n+++ a.flow\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n+2\n+three\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("a.flow", "same\n", "same\n", true), "");
        assert!(
            diff("a.flow", "a\n", "b\n", true).ends_with("\u{1b}[31m-a\u{1b}[0m\n\u{1b}[32m+b\u{1b}[0m\n")
        );
    }
}
