//! Findings for people, drawn by miette. The only file that sees it.

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use super::{Diagnostic, Severity};
use crate::source::{SourceMap, Span};

/// How the report is drawn.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// With colours and links for a terminal.
    pub color: bool,
}

/// One finding as a report of several lines: the place with its line, the labels, the advice.
pub fn report(sources: &SourceMap, diagnostic: &Diagnostic, style: Style) -> String {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
    let mut out = String::new();
    // Writing to a String cannot fail; a report that miette cannot draw still has its one-line form.
    if handler.render_report(&mut out, &Report { sources, diagnostic }).is_err() {
        out = short(sources, diagnostic);
    }
    out
}

/// One finding on one line: `bot.flow:3:5: error[F0001]: message`.
pub fn short(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let place = sources.place(diagnostic.span);
    let name = sources.get(diagnostic.span.file).map_or("", |source| &source.name);
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    format!(
        "{name}:{}:{}: {severity}[{}]: {}",
        place.line, place.column, diagnostic.code.id, diagnostic.message
    )
}

struct Report<'a> {
    sources: &'a SourceMap,
    diagnostic: &'a Diagnostic,
}

impl std::fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl std::fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(format!("{} {}", self.diagnostic.code.id, self.diagnostic.code.name)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let related =
            self.diagnostic.related.iter().filter(|label| label.span.file != self.diagnostic.span.file);
        let elsewhere = related.map(|label| {
            let place = self.sources.place(label.span);
            let name = self.sources.get(label.span.file).map_or("", |source| &source.name);
            format!("{}: {name}:{}:{}", label.text, place.line, place.column)
        });
        let lines: Vec<String> = self.diagnostic.help.clone().into_iter().chain(elsewhere).collect();
        (!lines.is_empty()).then(|| Box::new(lines.join("\n")) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let here = (&self.diagnostic.span, &self.diagnostic.label);
        let related = self.diagnostic.related.iter().map(|label| (&label.span, &label.text));
        let labels = std::iter::once(here).chain(related);
        let labels = labels.filter(|(span, _)| span.file == self.diagnostic.span.file);
        Some(Box::new(labels.enumerate().map(|(at, (span, text))| {
            let text = (!text.is_empty()).then(|| text.clone());
            let range = (span.start as usize, (span.end - span.start.min(span.end)) as usize);
            match at {
                0 => LabeledSpan::new_primary_with_span(text, range),
                _ => LabeledSpan::new_with_span(text, range),
            }
        })))
    }
}

/// Our own source: miette's counts columns in bytes, ours in Unicode scalar values.
impl SourceCode for Report<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let file = self.diagnostic.span.file;
        let source = self.sources.get(file).ok_or(MietteError::OutOfBounds)?;
        let contents = source.text.read_span(span, before, after)?;
        let inner = *contents.span();
        let at = Span::new(file, span.offset(), span.offset());
        let place = self.sources.place(at);
        let first = self.sources.place(Span::new(file, inner.offset(), inner.offset()));
        // The header shows the place of the finding itself, the lines are numbered from the first one shown.
        let column = if span.offset() == inner.offset() { place.column } else { first.column };
        Ok(Box::new(MietteSpanContents::new_named(
            source.name.clone(),
            contents.data(),
            inner,
            first.line as usize - 1,
            column as usize - 1,
            contents.line_count(),
        )))
    }
}
