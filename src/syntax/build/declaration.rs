//! Declarations and types.

use super::stray::List;
use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::syntax::ast::{
    Constant, Declared, Drop, Field, Hours, Inbound, Item, Knowledge, Moved, OpenSpan, Param, Place, Tracker,
    Type, TypeKind, Use, UseSource,
};
use crate::syntax::grammar::Rule;

impl<'i> Builder<'i> {
    /// A declaration, or nothing where the node is none.
    pub(super) fn declaration(&mut self, node: Node<'i>) -> Option<Item> {
        if node.as_rule() != Rule::stray {
            self.item_start = node.start();
        }
        Some(match node.as_rule() {
            Rule::use_decl => Item::Use(self.use_decl(node)),
            Rule::bot => Item::Bot(self.in_list(List::Bot, |this| this.bot(node))),
            Rule::tag_decl => Item::Tag(self.declared(node)),
            Rule::goal_decl => Item::Goal(self.declared(node)),
            Rule::field_decl => Item::Field(self.field(node)),
            Rule::tracker_decl => Item::Tracker(self.tracker(node)),
            Rule::inbound => self.inbound(node),
            Rule::knowledge_decl => Item::Knowledge(self.knowledge(node)),
            Rule::hours_decl => Item::Hours(self.hours(node)),
            Rule::constant => Item::Constant(self.constant(node)),
            Rule::routes_decl => Item::Routes(self.in_list(List::Router, |this| this.routes(node))),
            Rule::broadcast => Item::Broadcast(self.in_list(List::Broadcast, |this| this.broadcast(node))),
            Rule::flow | Rule::mistyped_flow => Item::Flow(self.in_list(List::Flow, |this| this.flow(node))),
            Rule::moved => Item::Moved(self.moved(node)),
            Rule::drop_decl => Item::Drop(self.drop_decl(node)),
            Rule::test => Item::Test(self.in_list(List::Test, |this| this.test(node))),
            _ => {
                self.rest(node);
                return None;
            }
        })
    }

    fn use_decl(&mut self, node: Node<'i>) -> Use {
        let mut used = Use { source: UseSource::Missing, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => used.source = UseSource::Path(self.path(part)),
                Rule::text => used.source = UseSource::Folder(self.text(part)),
                _ => self.rest(part),
            }
        }
        used
    }

    fn declared(&mut self, node: Node<'i>) -> Declared {
        let mut declared = Declared { doc: self.doc(&node), names: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::names => declared.names = self.names(part),
                _ => self.rest(part),
            }
        }
        declared
    }

    fn field(&mut self, node: Node<'i>) -> Field {
        let span = self.span(&node);
        let ty = Type { kind: TypeKind::Missing, span: span.after() };
        let mut field =
            Field { doc: self.doc(&node), names: Vec::new(), ty, default: None, private: false, span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::names => field.names = self.names(part),
                Rule::type_ => field.ty = self.type_of(part),
                Rule::default => {
                    for part in part.into_inner() {
                        match part.as_rule() {
                            Rule::expr => field.default = Some(self.expr(part)),
                            _ => self.rest(part),
                        }
                    }
                }
                Rule::kw_private => field.private = true,
                _ => self.rest(part),
            }
        }
        field
    }

    fn tracker(&mut self, node: Node<'i>) -> Tracker {
        let mut tracker =
            Tracker { doc: self.doc(&node), names: Vec::new(), ty: None, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::names => tracker.names = self.names(part),
                Rule::type_ => tracker.ty = Some(self.type_of(part)),
                _ => self.rest(part),
            }
        }
        tracker
    }

    fn inbound(&mut self, node: Node<'i>) -> Item {
        let mut inbound = Inbound {
            doc: self.doc(&node),
            name: None,
            params: Vec::new(),
            by: None,
            span: self.span(&node),
        };
        let mut webhook = false;
        let mut by = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_webhook => webhook = true,
                Rule::kw_by => by = true,
                Rule::name if by => inbound.by = Some(self.name(&part)),
                Rule::name => inbound.name = Some(self.name(&part)),
                Rule::params => inbound.params = self.params(part),
                _ => self.rest(part),
            }
        }
        if webhook { Item::Webhook(inbound) } else { Item::Postback(inbound) }
    }

    pub(super) fn params(&mut self, node: Node<'i>) -> Vec<Param> {
        let mut params = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::param => params.push(self.param(part)),
                _ => self.rest(part),
            }
        }
        params
    }

    fn param(&mut self, node: Node<'i>) -> Param {
        let span = self.span(&node);
        let ty = Type { kind: TypeKind::Missing, span: span.after() };
        let mut param = Param { name: None, ty, span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => param.name = Some(self.name(&part)),
                Rule::type_ => param.ty = self.type_of(part),
                _ => self.rest(part),
            }
        }
        param
    }

    fn knowledge(&mut self, node: Node<'i>) -> Knowledge {
        let mut knowledge =
            Knowledge { doc: self.doc(&node), name: None, from: None, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => knowledge.name = Some(self.name(&part)),
                Rule::text => knowledge.from = Some(self.text(part)),
                Rule::text_below => knowledge.from = self.text_below(part),
                _ => self.rest(part),
            }
        }
        knowledge
    }

    fn hours(&mut self, node: Node<'i>) -> Hours {
        let mut hours = Hours { doc: self.doc(&node), name: None, open: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => hours.name = Some(self.name(&part)),
                Rule::open_span => hours.open.push(self.open_span(part)),
                _ => self.rest(part),
            }
        }
        hours
    }

    fn open_span(&mut self, node: Node<'i>) -> OpenSpan {
        let span = self.span(&node);
        let mut open = OpenSpan { from_day: None, to_day: None, from: None, to: None, span };
        let mut clocks = 0;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::day if open.from_day.is_none() => open.from_day = Some(self.day(&part)),
                Rule::day => open.to_day = Some(self.day(&part)),
                Rule::clock => {
                    let clock = self.clock(&part);
                    if clocks == 0 {
                        open.from = clock
                    } else {
                        open.to = clock
                    }
                    clocks += 1;
                }
                Rule::wrong_clock | Rule::missing_clock => {
                    clocks += 1;
                    self.rest(part);
                }
                _ => self.rest(part),
            }
        }
        open
    }

    fn constant(&mut self, node: Node<'i>) -> Constant {
        let mut constant = Constant { doc: self.doc(&node), name: None, text: None, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => constant.name = Some(self.name(&part)),
                Rule::text => constant.text = Some(self.text(part)),
                Rule::text_below => constant.text = self.text_below(part),
                _ => self.rest(part),
            }
        }
        constant
    }

    fn moved(&mut self, node: Node<'i>) -> Moved {
        let span = self.span(&node);
        let mut places = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::place => places.push(self.place(part)),
                _ => self.rest(part),
            }
        }
        let nowhere = || Place { flow: None, step: None, span: span.after() };
        let to = if places.len() > 1 { places.pop() } else { None };
        Moved { from: places.pop().unwrap_or_else(nowhere), to: to.unwrap_or_else(nowhere), span }
    }

    fn drop_decl(&mut self, node: Node<'i>) -> Drop {
        let span = self.span(&node);
        let mut place = Place { flow: None, step: None, span: span.after() };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::place => place = self.place(part),
                _ => self.rest(part),
            }
        }
        Drop { place, span }
    }

    fn place(&mut self, node: Node<'i>) -> Place {
        let mut place = Place { flow: None, step: None, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => place.flow = Some(self.name(&part)),
                Rule::step_name => place.step = Some(self.name(&part)),
                _ => self.rest(part),
            }
        }
        place
    }

    pub(super) fn type_of(&mut self, node: Node<'i>) -> Type {
        let span = self.span(&node);
        let mut kind = TypeKind::Missing;
        let mut lists = 0;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_text => kind = TypeKind::Text { matches: None },
                Rule::kw_number => kind = TypeKind::Number { from: None, to: None },
                Rule::kw_bool => kind = TypeKind::Bool,
                Rule::kw_time => kind = TypeKind::Time,
                Rule::kw_date => kind = TypeKind::Date,
                Rule::kw_duration => kind = TypeKind::Duration,
                Rule::kw_image => kind = TypeKind::Image,
                Rule::kw_file => kind = TypeKind::File,
                Rule::kw_list => lists += 1,
                Rule::texts => kind = TypeKind::OneOf(self.texts(part)),
                Rule::regex => kind = TypeKind::Text { matches: self.regex(&part) },
                Rule::range => kind = self.range(part),
                _ => self.rest(part),
            }
        }
        let mut ty = Type { kind, span };
        if lists > LISTS_MAX {
            let message = format!("lists are nested {lists} deep, more than {LISTS_MAX}");
            self.report(Diagnostic::new(&codes::TOO_LARGE, span, message));
            lists = LISTS_MAX;
        }
        for _ in 0..lists {
            ty = Type { kind: TypeKind::List(Box::new(ty)), span };
        }
        ty
    }

    fn range(&mut self, node: Node<'i>) -> TypeKind {
        let (mut from, mut to) = (None, None);
        let mut upper = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_to => upper = true,
                Rule::signed if upper => to = self.signed(part),
                Rule::signed => from = self.signed(part),
                _ => self.rest(part),
            }
        }
        TypeKind::Number { from, to }
    }
}

/// Lists of lists of … that are read.
const LISTS_MAX: usize = 16;
