//! Results as JUnit XML, which CI servers show.

use crate::project::Project;
use crate::scenario::Report;
use crate::source::FileId;

/// One suite for each file of tests. Times are left out: a test lives in virtual time.
pub fn xml(project: &Project, reports: &[Report]) -> String {
    let failed = |reports: &[&Report]| reports.iter().filter(|report| !report.passed()).count();
    let all: Vec<&Report> = reports.iter().collect();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts =
        |reports: &[&Report]| format!("tests=\"{}\" failures=\"{}\"", reports.len(), failed(reports));
    text.push_str(&format!("<testsuites name=\"{}\" {}>\n", escaped(&project.name), counts(&all)));
    for suite in all.chunk_by(|left, right| left.span.file == right.span.file) {
        let file = escaped(name(project, suite[0].span.file));
        text.push_str(&format!("  <testsuite name=\"{file}\" {}>\n", counts(suite)));
        for report in suite {
            text.push_str(&case(project, report));
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn name(project: &Project, file: FileId) -> &str {
    project.sources.get(file).map(|source| source.name.as_str()).unwrap_or_default()
}

fn case(project: &Project, report: &Report) -> String {
    let file = escaped(name(project, report.span.file));
    let line = project.sources.place(report.span).line;
    let test = escaped(&report.test);
    let head = format!("    <testcase name=\"{test}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\"");
    let Some(failure) = &report.failure else { return format!("{head}/>\n") };
    let message = escaped(&failure.expected);
    // Lines of an element's text stay lines.
    let body = escaped(&failure.render(&project.sources)).replace("&#10;", "\n");
    format!("{head}>\n      <failure message=\"{message}\">{body}</failure>\n    </testcase>\n")
}

/// A text inside an element or a double-quoted attribute. What XML has no way to say becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // As they are they would be read as spaces in an attribute, and a carriage return as a line feed anywhere.
            '\t' | '\n' | '\r' => escaped.push_str(&format!("&#{};", letter as u32)),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup_and_no_letter_makes_the_file_unreadable() {
        assert_eq!(escaped("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; 'd'");
        assert_eq!(escaped("1\t2\r\n3"), "1&#9;2&#13;&#10;3");
        assert_eq!(escaped("\0\u{1b}[31m\u{7f}\u{fffe}Ж👩‍👧"), "\u{fffd}\u{fffd}[31m\u{7f}\u{fffd}Ж👩‍👧");
    }
}
