//! Figures, arrows and words as SVG.

use super::super::layout::{Point, Route, Size, Tip};
use super::super::sketch::{Goal, Kind, Sketch};
use super::cluster::{Cluster, Line};
use super::figure::{
    BODY, Card, Figure, LABEL_LINE, LINE, PADDING, SMALL, STUB, Stub, Words, columns, label_size,
};
use super::markup::{escaped, path};
use super::text::{Font, cut, width};
use super::{HEADER, INSET, Look, MARGIN};
use crate::source::{SourceMap, Span};

/// The height of the title, and of the legend, with the room around them.
pub const TITLE_HEIGHT: i32 = 60;
pub const LEGEND_HEIGHT: i32 = 46;
/// The room that the legend takes.
pub const LEGEND_WIDTH: i32 = 860;

/// The name of a cluster.
pub const CLUSTER: Font = Font { size: 15, bold: true };

const STYLE: &str = include_str!("style.css");

/// Writes a picture from the background to the front.
pub struct Painter<'s> {
    sketch: &'s Sketch<'s>,
    sources: &'s SourceMap,
    look: &'s Look,
    size: Size,
    out: String,
}

/// The name above a cluster.
pub fn cluster_name(cluster: &Cluster, sketch: &Sketch<'_>) -> String {
    cluster.flow.map_or("anywhere", |flow| sketch.flow(flow)).to_owned()
}

impl<'s> Painter<'s> {
    /// An empty picture.
    pub fn new(sketch: &'s Sketch<'s>, sources: &'s SourceMap, look: &'s Look, size: Size) -> Self {
        let Size { width, height } = size;
        let name = escaped(&sketch.program.project);
        let out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flowc\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{name}\">\n<style>{STYLE}</style>\n\
             <rect class=\"bg\" width=\"{width}\" height=\"{height}\"/>\n"
        );
        Painter { sketch, sources, look, size, out }
    }

    /// The title of the whole.
    pub fn title(&mut self, name: &str, counts: &str) {
        self.text(MARGIN, MARGIN + 16, "h1", name);
        self.text(MARGIN, MARGIN + 38, "dim", counts);
    }

    /// One flow.
    pub fn cluster(&mut self, cluster: &Cluster, place: Point, size: Size) {
        let at = Point { x: MARGIN + place.x, y: MARGIN + TITLE_HEIGHT + place.y };
        let Size { width: wide, height } = size;
        let name = cluster_name(cluster, self.sketch);
        let id = cluster.flow.map_or("anywhere".to_owned(), |_| format!("flow-{name}"));
        self.out.push_str(&format!("<g id=\"{}\">\n", escaped(&id)));
        self.rect("flow", at, Size { width: wide, height }, 10);
        let baseline = at.y + 27;
        let word = if cluster.flow.is_some() { "flow" } else { "on" };
        self.text(at.x + INSET, baseline, "dim", word);
        let x = at.x + INSET + width(word, BODY) + 6;
        match cluster.flow.and_then(|flow| self.sketch.program.flows.get(flow as usize)) {
            Some(flow) => {
                let link = self.open(flow.span, &format!("flow {name}"));
                self.text(x, baseline, "h2", &name);
                self.close(link);
                let file = self.sources.get(flow.span.file).map_or("", |source| source.name.as_str());
                let file = file.rsplit('/').next().unwrap_or(file);
                let line = self.sources.place(flow.span).line;
                let from = x + width(&name, CLUSTER) + 10;
                let room = at.x + wide - INSET - from;
                self.text(from, baseline, "small dim", &cut(&format!("{file}:{line}"), SMALL, room));
            }
            None => self.text(x, baseline, "h2", &name),
        }
        let inner = Size { width: wide - 2 * INSET, height: 0 };
        let origin =
            Point { x: at.x + INSET + (inner.width - cluster.plan.size.width) / 2, y: at.y + HEADER };
        let shifted = |point: Point| Point { x: point.x + origin.x, y: point.y + origin.y };
        for (line, route) in cluster.lines.iter().zip(&cluster.plan.routes) {
            self.way(line, route, &shifted);
        }
        for (figure, place) in cluster.figures.iter().zip(&cluster.plan.boxes) {
            self.figure(cluster, figure, shifted(*place));
        }
        for (line, route) in cluster.lines.iter().zip(&cluster.plan.routes) {
            if let (Some(centre), Some(size)) = (route.label, label_size(&line.label)) {
                self.label(&line.label, shifted(centre), size);
            }
        }
        self.out.push_str("</g>\n");
    }

    fn figure(&mut self, cluster: &Cluster, figure: &Figure, at: Point) {
        let size = figure.size(self.sketch);
        match figure {
            Figure::Card(card) => self.card(card, at, size),
            Figure::Stubs(stubs) if stubs.len() == 1 => self.stub(cluster, &stubs[0], at, size),
            Figure::Stubs(stubs) => self.stubs(cluster, stubs, at, size),
            Figure::Sources { starts, from } => {
                let words = figure.sources(self.sketch);
                let class = if *starts { "goal" } else { "pill" };
                self.out.push_str("<g>");
                self.titled(&words);
                self.rect(class, at, size, 10);
                if *starts {
                    let (x, y) = (at.x + 14, at.y + 10);
                    self.out.push_str(&format!("<circle class=\"start\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>\n"));
                }
                let x = at.x + if *starts { 24 } else { 8 };
                self.out.push_str(&format!("<text class=\"small\" x=\"{x}\" y=\"{}\">", at.y + 14));
                self.source_links(&words, *starts, from);
                self.out.push_str("</text></g>\n");
            }
        }
    }

    /// The flows from which contacts come, each with its link where all of them are shown.
    fn source_links(&mut self, words: &Words, starts: bool, from: &[Option<u32>]) {
        if words.shown != words.whole {
            self.out.push_str(&escaped(&words.shown));
            return;
        }
        self.out.push_str(if starts { "start" } else { "from " });
        for (nth, flow) in from.iter().enumerate() {
            if starts || nth > 0 {
                self.out.push_str(", ");
            }
            let name = flow.map_or("anywhere", |flow| self.sketch.flow(flow));
            match self.anchor(*flow, None) {
                Some(anchor) => {
                    self.out.push_str(&format!("<a href=\"{anchor}\">{}</a>", escaped(name)));
                }
                None => self.out.push_str(&escaped(name)),
            }
        }
    }

    fn card(&mut self, card: &Card, at: Point, size: Size) {
        let spot = &self.sketch.spots[card.spot];
        let kind = match &spot.story {
            story if story.talks => " talks",
            story if story.calls => " calls",
            _ => "",
        };
        let (id, class, round) = match spot.kind {
            Kind::Step(flow, step) => (self.step_id(flow, step), "step", 6),
            Kind::Handler(_, handler) => (format!("on-{}", handler.point), "on", 14),
        };
        self.out.push_str(&format!("<g id=\"{}\" class=\"{class}{kind}\">", escaped(&id)));
        let mut whole = vec![card.name.whole.clone()];
        whole.extend(card.lines.iter().map(|(word, text)| format!("{word} {}", text.whole)));
        whole.extend(card.goals.iter().map(|goals| format!("reach {}", goals.whole)));
        let link = self.open(spot.span, &whole.join("\n"));
        self.rect("box", at, size, round);
        if matches!(spot.kind, Kind::Step(..)) {
            let bar = Size { width: 4, height: size.height - 12 };
            self.rect("bar", Point { x: at.x, y: at.y + 6 }, bar, 2);
        }
        self.text(at.x + PADDING, at.y + 20, "name", &card.name.shown);
        for (nth, (word, text)) in card.lines.iter().enumerate() {
            let y = at.y + 38 + nth as i32 * LINE;
            self.out.push_str(&format!(
                "<text class=\"dim\" x=\"{}\" y=\"{y}\"><tspan class=\"word\">{word}</tspan> {}</text>\n",
                at.x + PADDING,
                escaped(&text.shown)
            ));
        }
        if let Some(goals) = &card.goals {
            let badge = Size { width: width(&goals.shown, SMALL) + 28, height: 18 };
            let place = Point { x: at.x + PADDING, y: at.y + size.height - 25 };
            self.rect("goal", place, badge, 9);
            self.text(place.x + 8, place.y + 13, "small", &format!("★ {}", goals.shown));
        }
        self.close(link);
        self.out.push_str("</g>\n");
    }

    fn stub(&mut self, cluster: &Cluster, stub: &Stub, at: Point, size: Size) {
        let class = if stub.to == Goal::End { "end" } else { "stub" };
        let link = self.open_stub(cluster, stub);
        self.rect(class, at, size, STUB / 2);
        self.text(at.x + PADDING - 2, at.y + 15, "", &stub.words.shown);
        self.close(link);
    }

    fn stubs(&mut self, cluster: &Cluster, stubs: &[Stub], at: Point, size: Size) {
        self.rect("stub", at, size, 6);
        let (labels, _) = columns(stubs);
        let mut y = at.y + 17;
        for stub in stubs {
            for (nth, line) in stub.label.iter().enumerate() {
                self.line(line, at.x + PADDING, y + nth as i32 * LINE);
            }
            let link = self.open_stub(cluster, stub);
            self.text(at.x + PADDING + labels + 14, y, "", &stub.words.shown);
            self.close(link);
            y += stub.rows() as i32 * LINE;
        }
    }

    fn way(&mut self, line: &Line, route: &Route, shifted: &dyn Fn(Point) -> Point) {
        let points: Vec<Point> = route.points.iter().map(|point| shifted(*point)).collect();
        let [first, rest @ .., tip] = points.as_slice() else { return };
        let mut d = format!("M{} {}", first.x, first.y);
        // The line ends in the tip, not at its point.
        let (end, head) = match route.tip {
            Tip::Down => (Point { y: tip.y - 6, ..*tip }, [(-4, -8), (4, -8)]),
            Tip::Up => (Point { y: tip.y + 6, ..*tip }, [(-4, 8), (4, 8)]),
            Tip::Left => (Point { x: tip.x + 6, ..*tip }, [(8, -4), (8, 4)]),
        };
        if let (Tip::Left, [out, back]) = (route.tip, rest) {
            d.push_str(&format!("C{} {},{} {},{} {}", out.x + 8, out.y, back.x + 8, back.y, end.x, end.y));
        } else {
            let mut at = *first;
            for next in rest.iter().chain([&end]) {
                if next.x == at.x {
                    d.push_str(&format!("V{}", next.y));
                } else {
                    let middle = (at.y + next.y) / 2;
                    d.push_str(&format!("C{} {middle},{} {middle},{} {}", at.x, next.x, next.x, next.y));
                }
                at = *next;
            }
        }
        let class = if line.visits { "way visit" } else { "way" };
        let [left, right] = head.map(|(x, y)| format!("{} {}", tip.x + x, tip.y + y));
        self.out.push_str(&format!(
            "<path class=\"{class}\" d=\"{d}\"/><path class=\"tip\" d=\"M{left}L{} {}L{right}Z\"/>\n",
            tip.x, tip.y
        ));
    }

    fn label(&mut self, lines: &[Words], centre: Point, size: Size) {
        let at = Point { x: centre.x - size.width / 2, y: centre.y - size.height / 2 };
        self.rect("pill", at, size, 7);
        for (nth, line) in lines.iter().enumerate() {
            self.line(line, at.x + 6, at.y + 14 + nth as i32 * LABEL_LINE);
        }
    }

    /// A line of a label, linked to where it is written.
    fn line(&mut self, line: &Words, x: i32, y: i32) {
        let link = line.span.is_some_and(|span| self.open(span, &line.whole));
        self.text(x, y, "small", &line.shown);
        self.close(link);
    }

    /// What the figures mean.
    pub fn legend(&mut self) {
        let y = self.size.height - MARGIN - 20;
        let mut x = MARGIN;
        let boxes =
            [("step", "step"), ("talks", "the AI leads"), ("calls", "a person is called"), ("on", "handler")];
        for (class, words) in boxes {
            self.out.push_str(&format!("<g class=\"{class}\">"));
            self.rect(
                "box",
                Point { x, y },
                Size { width: 26, height: 18 },
                if class == "on" { 9 } else { 5 },
            );
            if class != "on" {
                self.rect("bar", Point { x, y: y + 3 }, Size { width: 4, height: 12 }, 2);
            }
            self.out.push_str("</g>");
            self.text(x + 33, y + 13, "small dim", words);
            x += 33 + width(words, SMALL) + 20;
        }
        for (class, words) in [("stub", "leads to"), ("end", "end"), ("goal", "goal")] {
            self.rect(class, Point { x, y: y + 1 }, Size { width: 26, height: 16 }, 8);
            self.text(x + 33, y + 13, "small dim", words);
            x += 33 + width(words, SMALL) + 20;
        }
        self.out.push_str(&format!("<path class=\"way visit\" d=\"M{x} {}H{}\"/>", y + 9, x + 28));
        self.text(x + 35, y + 13, "small dim", "visit, comes back");
    }

    /// The picture.
    pub fn finish(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }

    fn rect(&mut self, class: &str, at: Point, size: Size, round: i32) {
        let (Point { x, y }, Size { width, height }) = (at, size);
        self.out.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>\n"
        ));
    }

    fn text(&mut self, x: i32, y: i32, class: &str, words: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.out.push_str(&format!("<text{class} x=\"{x}\" y=\"{y}\">{}</text>\n", escaped(words)));
    }

    fn titled(&mut self, words: &Words) {
        if words.shown != words.whole {
            self.out.push_str(&format!("<title>{}</title>", escaped(&words.whole)));
        }
    }

    /// Opens a link to a place in the script; its tooltip says the whole.
    fn open(&mut self, span: Span, title: &str) -> bool {
        let Some(source) = self.sources.get(span.file) else { return false };
        let place = self.sources.place(span);
        let href = self.look.link.replace("{line}", &place.line.to_string());
        let href = href.replace("{column}", &place.column.to_string()).replace("{file}", &path(&source.name));
        let (href, title) = (escaped(&href), escaped(title));
        self.out.push_str(&format!("<a href=\"{href}\"><title>{title}</title>"));
        true
    }

    fn open_stub(&mut self, cluster: &Cluster, stub: &Stub) -> bool {
        let Goal::Step(flow, step) = stub.to else { return false };
        let step = (step > 0 || cluster.flow == Some(flow)).then_some(step);
        let Some(anchor) = self.anchor(Some(flow), step) else { return false };
        let title = escaped(&format!(
            "flow {} step {}",
            self.sketch.flow(flow),
            self.sketch.step(flow, stub_step(stub))
        ));
        self.out.push_str(&format!("<a href=\"{anchor}\"><title>{title}</title>"));
        true
    }

    fn close(&mut self, link: bool) {
        if link {
            self.out.push_str("</a>\n");
        }
    }

    /// The address of a flow or a step in this picture, if it is in it.
    fn anchor(&self, flow: Option<u32>, step: Option<u32>) -> Option<String> {
        if self.look.flow.is_some() && flow != self.look.flow {
            return None;
        }
        Some(match (flow, step) {
            (None, _) => "#anywhere".to_owned(),
            (Some(flow), None) => format!("#flow-{}", escaped(self.sketch.flow(flow))),
            (Some(flow), Some(step)) => format!("#{}", escaped(&self.step_id(flow, step))),
        })
    }

    fn step_id(&self, flow: u32, step: u32) -> String {
        format!("flow-{}-step-{}", self.sketch.flow(flow), self.sketch.step(flow, step))
    }
}

fn stub_step(stub: &Stub) -> u32 {
    match stub.to {
        Goal::Step(_, step) => step,
        Goal::End => 0,
    }
}
