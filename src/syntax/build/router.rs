//! Routers: `route`, `routes`, `ab`, `if`.

use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::syntax::ast::{
    Ab, Arm, Body, Branch, Expr, If, Include, Pattern, Required, Route, RouteItem, Routes, Saves, When,
};
use crate::syntax::grammar::Rule;

impl<'i> Builder<'i> {
    pub(super) fn route(&mut self, node: Node<'i>) -> Route {
        let span = self.span(&node);
        let mut route = Route { items: Vec::new(), else_body: None, else_span: None, span };
        for part in node.into_inner() {
            if part.as_rule() == Rule::route_else {
                route.else_span.get_or_insert(self.span(&part));
                self.route_else(part, &mut route.else_body);
                continue;
            }
            if let Some(before) = &route.else_body
                && matches!(part.as_rule(), Rule::when | Rule::include)
            {
                let word = self.first_word(&part);
                let text = self.slice(word);
                let diagnostic =
                    Diagnostic::new(&codes::AFTER_ELSE, word, format!("`{text}` stands after `else`"))
                        .also(before.span(), "taken where nothing above it fits")
                        .help("`else` is the last part of a `route`");
                self.report(diagnostic);
            }
            if let Some(item) = self.route_item(part) {
                route.items.push(item);
            }
        }
        route.items.shrink_to_fit();
        route
    }

    fn route_else(&mut self, node: Node<'i>, else_body: &mut Option<Body>) {
        let word = self.first_word(&node);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::body => {
                    if else_body.is_some() {
                        self.report(Diagnostic::new(&codes::TWICE, word, "`else` is written twice"));
                    }
                    let body = self.body(part);
                    else_body.get_or_insert(body);
                }
                _ => self.rest(part),
            }
        }
    }

    pub(super) fn routes(&mut self, node: Node<'i>) -> Routes {
        let mut routes =
            Routes { doc: self.doc(&node), name: None, items: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => routes.name = Some(self.name(&part)),
                Rule::route_else => {
                    let word = self.first_word(&part);
                    self.report(
                        Diagnostic::new(&codes::MISPLACED, word, "`else` stands in shared routes")
                            .help("the `route` that includes them has its own `else`"),
                    );
                    self.route_else(part, &mut None);
                }
                _ => {
                    if let Some(item) = self.route_item(part) {
                        routes.items.push(item);
                    }
                }
            }
        }
        routes
    }

    fn route_item(&mut self, part: Node<'i>) -> Option<RouteItem> {
        if part.as_rule() != Rule::stray {
            self.item_start = part.start();
        }
        match part.as_rule() {
            Rule::when => Some(RouteItem::When(self.when(part))),
            Rule::include => Some(RouteItem::Include(self.include(part))),
            Rule::strayed => {
                self.strayed(part, "a `route` has `when`, `include` and `else` only");
                None
            }
            _ => {
                self.rest(part);
                None
            }
        }
    }

    pub(super) fn when(&mut self, node: Node<'i>) -> When {
        let span = self.span(&node);
        let mut when = When {
            patterns: Vec::new(),
            like: Vec::new(),
            saves: None,
            body: Body::Missing(span.after()),
            span,
        };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::pattern => when.patterns.extend(self.pattern(part)),
                Rule::like => when.like.extend(self.like(part)),
                Rule::saves => when.saves = Some(self.saves(part)),
                Rule::wide => when.body = self.body(part),
                _ => self.rest(part),
            }
        }
        when.patterns.shrink_to_fit();
        when
    }

    fn pattern(&mut self, node: Node<'i>) -> Option<Pattern> {
        let span = self.span(&node);
        let (mut button, mut matches) = (false, false);
        let (mut text, mut regex) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_button => button = true,
                Rule::kw_matches => matches = true,
                Rule::text => text = Some(self.text(part)),
                Rule::text_below => text = self.text_below(part),
                Rule::regex => regex = self.regex(&part),
                _ => self.rest(part),
            }
        }
        if matches {
            Some(Pattern::Matches { regex, span })
        } else if button {
            Some(Pattern::Button { text, span })
        } else {
            text.map(Pattern::Meaning)
        }
    }

    /// `like "a", "b"`
    pub(super) fn like(&mut self, node: Node<'i>) -> Vec<crate::syntax::ast::Text> {
        let mut texts = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::texts => texts = self.texts(part),
                _ => self.rest(part),
            }
        }
        texts
    }

    pub(super) fn saves(&mut self, node: Node<'i>) -> Saves {
        let mut saves = Saves { names: Vec::new(), guard: None, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::names => saves.names = self.names(part),
                Rule::expr => saves.guard = Some(self.expr(part)),
                _ => self.rest(part),
            }
        }
        saves
    }

    pub(super) fn include(&mut self, node: Node<'i>) -> Include {
        let mut include = Include { paths: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => include.paths.push(self.path(part)),
                _ => self.rest(part),
            }
        }
        include
    }

    pub(super) fn ab(&mut self, node: Node<'i>) -> Ab {
        let mut ab = Ab { name: None, arms: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => ab.name = Some(self.name(&part)),
                Rule::arm => ab.arms.push(self.arm(part)),
                Rule::strayed => self.strayed(part, "an `ab` has arms only: `50% name { … }`"),
                _ => self.rest(part),
            }
        }
        ab.arms.shrink_to_fit();
        ab
    }

    fn arm(&mut self, node: Node<'i>) -> Arm {
        let span = self.span(&node);
        self.item_start = span.start;
        let mut arm = Arm { weight: None, name: None, body: Body::Missing(span.after()), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::percent => arm.weight = self.percent(&part),
                Rule::wrong_percent => {
                    arm.weight = self.percent(&part);
                    self.wrong(part);
                }
                Rule::name => arm.name = Some(self.name(&part)),
                Rule::wide => arm.body = self.body(part),
                _ => self.rest(part),
            }
        }
        arm
    }

    pub(super) fn if_statement(&mut self, node: Node<'i>) -> If {
        let mut branches = If { branches: Vec::new(), else_body: None, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::if_branch | Rule::else_branch => branches.branches.push(self.branch(part)),
                Rule::body => branches.else_body = Some(self.body(part)),
                _ => self.rest(part),
            }
        }
        branches.branches.shrink_to_fit();
        branches
    }

    fn branch(&mut self, node: Node<'i>) -> Branch {
        let span = self.span(&node);
        let mut condition: Required<Expr> = None;
        let mut body = Body::Missing(span.after());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expr => condition = Some(self.expr(part)),
                Rule::body => body = self.body(part),
                _ => self.rest(part),
            }
        }
        Branch { condition: condition.unwrap_or(Expr::missing(span.after())), body, span }
    }
}
