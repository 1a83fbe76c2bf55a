//! Comments that silence findings: `# flowc: allow(NAME, …) REASON`.

use super::Builder;
use crate::diagnostic::{Diagnostic, Severity, codes, codes::syntax as own, nearest};
use crate::source::Span;
use crate::syntax::ast::{Allow, Name};
use crate::syntax::token::TokenKind;

/// The word with which a comment for the compiler begins.
const ORDER: &str = "flowc:";
const FORM: &str =
    "write `# flowc: allow(NAME) why that is meant`; the name stands behind the finding's code";

impl Builder<'_> {
    /// The comments of the file that silence something.
    pub(super) fn allows(&mut self) -> Vec<Allow> {
        // Most files have none, and are not looked through for them.
        if !self.text.contains(ORDER) {
            return Vec::new();
        }
        let comments = self.tokens.iter().filter(|token| token.kind == TokenKind::Comment);
        let spans: Vec<Span> =
            comments.map(|token| Span { file: self.file, start: token.start, end: token.end }).collect();
        spans.into_iter().filter_map(|span| self.allow(span)).collect()
    }

    fn allow(&mut self, span: Span) -> Option<Allow> {
        let order = self.slice(span).strip_prefix('#')?.trim_start().strip_prefix(ORDER)?;
        let Some((names, reason)) = parts(order) else {
            let message = "this comment for flowc says nothing that it knows";
            self.report(Diagnostic::new(&own::UNKNOWN_ALLOW, span, message).help(FORM));
            return None;
        };
        // What stands behind another `#` is another remark.
        if !reason.split('#').next().unwrap_or("").contains(char::is_alphanumeric) {
            let message = "nothing says why this is silenced";
            let help = "write the reason behind `)`: whoever reads the script next will ask";
            self.report(Diagnostic::new(&own::ALLOW_WITHOUT_REASON, span, message).help(help));
        }
        let names = names.split(',').map(|name| self.name_of(name.trim()));
        let names: Vec<Name> = names.collect::<Vec<_>>().into_iter().filter(|name| self.may(name)).collect();
        (!names.is_empty()).then(|| Allow { names, line: self.line_of(span), span })
    }

    /// A slice of the text as a name with its place.
    fn name_of(&self, written: &str) -> Name {
        let start = written.as_ptr() as usize - self.text.as_ptr() as usize;
        Name { text: written.to_owned(), span: Span::new(self.file, start, start + written.len()) }
    }

    /// Whether findings of this name exist and may be silenced; told where not.
    fn may(&mut self, name: &Name) -> bool {
        let written = &name.text;
        let finding = match codes::all().find(|code| code.name == written) {
            Some(code) if code.severity != Severity::Error => return true,
            Some(_) => {
                let message = format!("`{written}` is an error, and errors cannot be silenced");
                Diagnostic::new(&own::ALLOWED_ERROR, name.span, message)
                    .help("the program cannot run with it: mend it, then take the comment out")
            }
            None => {
                let message = format!("there is no finding `{written}`");
                let finding = Diagnostic::new(&own::UNKNOWN_ALLOW, name.span, message);
                match nearest(written, codes::all().map(|code| code.name)) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")).guess(
                        format!("write `{near}`"),
                        name.span,
                        near,
                    ),
                    None => finding.help(FORM),
                }
            }
        };
        self.report(finding);
        false
    }

    /// The line that a comment is about.
    fn line_of(&self, comment: Span) -> Span {
        let behind_code = self.end_before(comment.start) > self.line_start(comment.start);
        let at = match behind_code {
            true => comment.start,
            false => {
                let tokens = self.tokens.as_slice();
                let next =
                    tokens[self.tokens.at(comment.start)..].iter().find(|token| !token.kind.is_trivia());
                next.map_or(comment.start, |token| token.start)
            }
        };
        Span { file: self.file, start: self.line_start(at), end: self.line_end(at) }
    }
}

/// The names in the parentheses and the words behind them.
fn parts(order: &str) -> Option<(&str, &str)> {
    let (names, reason) =
        order.trim_start().strip_prefix("allow")?.trim_start().strip_prefix('(')?.split_once(')')?;
    (!names.trim().is_empty()).then_some((names, reason))
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::syntax::parse;

    /// What each comment is about, and what is told of it.
    fn read(text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let parsed = parse(FileId(0), text);
        let allows = parsed.tree.allows.iter().map(|allow| {
            let names: Vec<&str> = allow.names.iter().map(|name| &text[name.span.range()]).collect();
            (names.join(" "), text[allow.line.range()].trim().to_owned())
        });
        (allows.collect(), parsed.diagnostics.into_iter().map(|found| found.message).collect())
    }

    #[test]
    fn a_comment_is_about_its_line_or_the_next_one() {
        let text = "# flowc: allow(missing-else, unreachable-step) on purpose\n\n# more\n## Doc.\ntag a # flowc: allow( unreachable-flow ) yes\n#flowc:allow(missing-else) here\n";
        let (allows, told) = read(text);
        let pair = |names: &str, line: &str| (names.to_owned(), line.to_owned());
        let second = "tag a # flowc: allow( unreachable-flow ) yes";
        assert_eq!(
            allows,
            [
                pair("missing-else unreachable-step", second),
                pair("unreachable-flow", second),
                pair("missing-else", "#flowc:allow(missing-else) here")
            ]
        );
        assert_eq!(told, [] as [String; 0]);
    }

    #[test]
    fn what_cannot_be_silenced_is_told() {
        let (allows, told) = read(
            "# flowc: allow(mising-else, unknown-step) why\n# flowc: allow(missing-else)\n# flowc: hush\n# flowc: allow()\n# flowcharts: allow(x)\ntag a\n",
        );
        assert_eq!(allows.len(), 1);
        assert_eq!(
            told,
            [
                "there is no finding `mising-else`",
                "`unknown-step` is an error, and errors cannot be silenced",
                "nothing says why this is silenced",
                "this comment for flowc says nothing that it knows",
                "this comment for flowc says nothing that it knows",
            ]
        );
    }
}
