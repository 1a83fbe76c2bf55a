//! From the tree of a test to its [`Script`]: the one place of this module that knows the syntax.

use rust_decimal::Decimal;

use super::script::{
    Expected, Item, ItemKind, Mistake, Operator, Outcome, Script, Trait, User, Verdict, VerdictKind,
};
use crate::diagnostic::nearest;
use crate::ir::{
    Arithmetic, Clock, Comparison, ContactValue, Duration, Expr, Filter, FilterKind, Function, Inbound,
    MediaKind, Op, Piece, Program, Regex, Template, Value,
};
use crate::source::Span;
use crate::syntax::ast;

type Read<T> = Result<T, Mistake>;

/// The script of a test block.
///
/// # Errors
/// The first line that is incomplete, or that names what the program does not have.
pub fn read(test: &ast::Test, program: &Program) -> Read<Script> {
    let reader = Reader { program };
    let name = reader.whole(&test.name, test.span)?;
    let name = name.literal().unwrap_or("…").to_owned();
    let items = test.items.iter().map(|item| {
        let kind = reader.item(&item.kind, item.span)?;
        Ok(Item { kind, span: item.span })
    });
    Ok(Script { name, items: items.collect::<Read<_>>()?, span: test.span })
}

struct Reader<'a> {
    program: &'a Program,
}

fn mistake<T>(span: Span, message: impl Into<String>) -> Read<T> {
    Err(Mistake { span, message: message.into() })
}

impl Reader<'_> {
    /// A part that must be there.
    fn whole<'t, T>(&self, part: &'t Option<T>, span: Span) -> Read<&'t T> {
        match part {
            Some(part) => Ok(part),
            None => mistake(span, "this line is incomplete"),
        }
    }

    fn item(&self, kind: &ast::TestItemKind, span: Span) -> Read<ItemKind> {
        use ast::TestItemKind::*;
        Ok(match kind {
            Contact(traits) => {
                ItemKind::Contact(traits.iter().map(|item| self.of_contact(item)).collect::<Read<_>>()?)
            }
            Arm { router, arm } => self.arm(self.whole(router, span)?, self.whole(arm, span)?)?,
            Channel(name) => {
                let name = self.whole(name, span)?;
                self.known("channel", name, self.program.bot.channels.iter().map(String::as_str))?;
                ItemKind::Channel(name.text.clone())
            }
            Start(payload) => ItemKind::Start(payload.as_ref().map(|text| self.text(text)).transpose()?),
            User(user) => ItemKind::User(self.user(user, span)?),
            Press(text) => ItemKind::Press(self.text(self.whole(text, span)?)?),
            Postback { name, args } => {
                self.inbound(Inbound::Postback, self.whole(name, span)?, args.as_ref())?
            }
            Webhook { name, args } => {
                self.inbound(Inbound::Webhook, self.whole(name, span)?, args.as_ref())?
            }
            After(length) => ItemKind::After(duration(self.whole(length, span)?)),
            AtDate(date) => ItemKind::At(moment(date, span)?),
            AtClock(at) => ItemKind::AtClock(clock(at)),
            AtMissing => return mistake(span, "this line is incomplete"),
            Operator(does) => ItemKind::Operator(match self.whole(does, span)? {
                ast::OperatorDoes::Joins => self::Operator::Joins,
                ast::OperatorDoes::Leaves => self::Operator::Leaves,
                ast::OperatorDoes::Presses(text) => {
                    self::Operator::Presses(self.text(self.whole(text, span)?)?)
                }
            }),
            AiDown => ItemKind::AiDown,
            Expect(expected) => ItemKind::Expect(self.expected(expected, span)?),
        })
    }

    fn of_contact(&self, item: &ast::Trait) -> Read<Trait> {
        match item {
            ast::Trait::Tag { tag, span } => {
                let tag = self.whole(tag, *span)?;
                self.known("tag", tag, self.program.symbols.tags.iter().map(String::as_str))?;
                Ok(Trait::Tag(tag.text.clone()))
            }
            ast::Trait::Value { name, value, .. } => {
                let symbols = &self.program.symbols;
                let fields = symbols.fields.keys().chain(symbols.trackers.keys()).map(String::as_str);
                let names = ContactValue::WORDS.iter().map(|(name, _)| *name).chain(fields);
                self.known("field", name, names)?;
                Ok(Trait::Value(name.text.clone(), self.expr(value)?))
            }
        }
    }

    fn arm(&self, router: &ast::Name, arm: &ast::Name) -> Read<ItemKind> {
        let routers = self.program.nodes.iter().filter_map(|node| match &node.op {
            Op::Ab { router, arms } => Some((router.as_str(), arms)),
            _ => None,
        });
        let routers: Vec<_> = routers.collect();
        self.known("router", router, routers.iter().map(|(name, _)| *name))?;
        let arms = routers.iter().filter(|(name, _)| *name == router.text).flat_map(|(_, arms)| arms.iter());
        self.known("arm", arm, arms.map(|arm| arm.name.as_str()))?;
        Ok(ItemKind::Arm { router: router.text.clone(), arm: arm.text.clone() })
    }

    fn inbound(&self, inbound: Inbound, name: &ast::Name, args: Option<&ast::Args>) -> Read<ItemKind> {
        let (what, signatures) = match inbound {
            Inbound::Postback => ("postback", &self.program.symbols.postbacks),
            Inbound::Webhook => ("webhook", &self.program.symbols.webhooks),
        };
        self.known(what, name, signatures.keys().map(String::as_str))?;
        if let (Some(args), Some(signature)) = (args, signatures.get(&name.text)) {
            for arg in args.args.iter().filter_map(|arg| arg.name.as_ref()) {
                self.known("parameter", arg, signature.params.iter().map(|(name, _)| name.as_str()))?;
            }
        }
        Ok(ItemKind::Inbound { inbound, name: name.text.clone(), args: self.args(args)? })
    }

    fn user(&self, user: &ast::User, span: Span) -> Read<User> {
        use ast::AnswerKind;
        let media = match user.kind {
            Some(AnswerKind::Image) => Some(MediaKind::Image),
            Some(AnswerKind::Voice) => Some(MediaKind::Voice),
            Some(AnswerKind::Video) => Some(MediaKind::Video),
            Some(AnswerKind::File) => Some(MediaKind::File),
            Some(AnswerKind::Location) => Some(MediaKind::Location),
            _ => None,
        };
        let text = self.text(self.whole(&user.text, span)?)?;
        let verdicts = user.verdicts.iter().map(|verdict| self.verdict(verdict)).collect::<Read<_>>()?;
        Ok(User { media, text, verdicts })
    }

    fn verdict(&self, verdict: &ast::Verdict) -> Read<Verdict> {
        use ast::VerdictKind::*;
        let span = verdict.span;
        let literal = |text: &ast::Text| text.literal().unwrap_or_default().to_owned();
        let kind = match &verdict.kind {
            Routed(meaning) => VerdictKind::Routed(literal(meaning)),
            RoutedElse => VerdictKind::Else,
            RoutedUnanswered => VerdictKind::Unanswered,
            RoutedMissing => return mistake(span, "this line is incomplete"),
            Until { meaning, holds } => VerdictKind::Until {
                meaning: literal(self.whole(meaning, span)?),
                holds: *self.whole(holds, span)?,
            },
            Save { name, value } => {
                VerdictKind::Save(self.whole(name, span)?.text.clone(), self.expr(value)?)
            }
            Read { name, value } => {
                VerdictKind::Read(self.whole(name, span)?.text.clone(), self.expr(value)?)
            }
            Replies(text) => VerdictKind::Replies(self.text(self.whole(text, span)?)?),
        };
        Ok(Verdict { kind, span })
    }

    fn expected(&self, expected: &ast::Expected, span: Span) -> Read<Expected> {
        use ast::Expected::*;
        let symbols = &self.program.symbols;
        Ok(match expected {
            Say(text) => Expected::Say(self.text(self.whole(text, span)?)?),
            Do { action, args, outcome } => {
                let action = self.whole(action, span)?.dotted();
                let args = self.args(Some(self.whole(args, span)?))?;
                let outcome = match outcome {
                    None => Outcome::Nothing,
                    Some(ast::DoOutcome::Returns(args)) => {
                        Outcome::Returns(self.args(Some(self.whole(args, span)?))?)
                    }
                    Some(ast::DoOutcome::Fails) => Outcome::Fails,
                };
                Expected::Do { action, args, outcome }
            }
            Flow { flow, step } => {
                let flow = self.whole(flow, span)?;
                self.known("flow", flow, self.program.flows.iter().map(|flow| flow.name.as_str()))?;
                if let (Some(step), Some(flow)) = (step, self.program.flow(&flow.text)) {
                    self.known("step", step, flow.steps.iter().map(|step| step.name.as_str()))?;
                }
                Expected::Flow(flow.text.clone(), step.as_ref().map(|step| step.text.clone()))
            }
            Step(step) => {
                let step = self.whole(step, span)?;
                let steps = self.program.flows.iter().flat_map(|flow| &flow.steps);
                self.known("step", step, steps.map(|step| step.name.as_str()))?;
                Expected::Step(step.text.clone())
            }
            Tag(tag) => {
                let tag = self.whole(tag, span)?;
                self.known("tag", tag, symbols.tags.iter().map(String::as_str))?;
                Expected::Tag(tag.text.clone())
            }
            Goal(goal) => {
                let goal = self.whole(goal, span)?;
                self.known("goal", goal, symbols.goals.iter().map(String::as_str))?;
                Expected::Goal(goal.text.clone())
            }
            Handoff(text) => Expected::Handoff(text.as_ref().map(|text| self.text(text)).transpose()?),
            Template { name, args } => {
                let name = self.whole(name, span)?;
                self.known("template", name, self.program.outside.templates.keys().map(String::as_str))?;
                Expected::Template { template: name.text.clone(), args: self.args(args.as_ref())? }
            }
            Value { path, value } => {
                Expected::Value { path: path.dotted(), left: self.path(path)?, right: self.expr(value)? }
            }
            Wait => Expected::Wait,
            End => Expected::End,
            Nothing => Expected::Nothing,
            Missing => return mistake(span, "this line is incomplete"),
        })
    }

    /// A name that must be among the known ones.
    fn known<'n>(&self, what: &str, name: &ast::Name, names: impl Iterator<Item = &'n str>) -> Read<()> {
        let names: Vec<&str> = names.collect();
        if names.contains(&name.text.as_str()) {
            return Ok(());
        }
        let hint =
            nearest(&name.text, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        mistake(name.span, format!("there is no {what} `{}`{hint}", name.text))
    }

    fn args(&self, args: Option<&ast::Args>) -> Read<Vec<(String, Expr)>> {
        let args = args.map(|args| args.args.as_slice()).unwrap_or_default();
        let arg =
            |arg: &ast::Arg| Ok((self.whole(&arg.name, arg.span)?.text.clone(), self.expr(&arg.value)?));
        args.iter().map(arg).collect()
    }

    fn text(&self, text: &ast::Text) -> Read<Template> {
        let piece = |part: &ast::TextPart| {
            Ok(match part {
                ast::TextPart::Lit(words) => Piece::Literal(words.clone()),
                ast::TextPart::Hole(hole) => Piece::Hole {
                    expr: self.expr(&hole.expr)?,
                    filters: hole.filters.iter().map(|filter| self.filter(filter)).collect::<Read<_>>()?,
                },
            })
        };
        Ok(Template(text.parts.iter().map(piece).collect::<Read<_>>()?))
    }

    fn filter(&self, filter: &ast::Filter) -> Read<Filter> {
        let name = self.whole(&filter.name, filter.span)?;
        self.known("filter", name, FilterKind::WORDS.iter().map(|(name, _)| *name))?;
        let kind = FilterKind::WORDS
            .iter()
            .find(|(known, _)| *known == name.text)
            .map_or(FilterKind::Trim, |found| found.1);
        let argument = match &filter.arg {
            None => None,
            Some(ast::FilterArg::Text(text)) => Some(self.text(text)?),
            Some(ast::FilterArg::Number(number)) => Some(Template::literal(number.value.to_string())),
        };
        Ok(Filter { kind, argument })
    }

    fn expr(&self, expr: &ast::Expr) -> Read<Expr> {
        use ast::ExprKind::*;
        let boxed = |operand: &ast::Expr| Ok(Box::new(self.expr(operand)?));
        let name = |name: &Option<ast::Name>| Ok(self.whole(name, expr.span)?.text.clone());
        Ok(match &expr.kind {
            Missing => return mistake(expr.span, "this line is incomplete"),
            Text(text) => match text.literal() {
                Some(words) => Expr::Literal(Value::Text(words.to_owned())),
                None => Expr::Text(self.text(text)?),
            },
            Number(number) => Expr::Literal(Value::Number(*number)),
            Duration(length) => Expr::Literal(Value::Duration(duration(length))),
            Clock(at) => Expr::NextClock(clock(at)),
            Date(date) if date.clock.is_none() => Expr::Literal(Value::Date(moment(date, expr.span)?.date())),
            Date(date) => Expr::LocalTime(moment(date, expr.span)?),
            Bool(value) => Expr::Literal(Value::Bool(*value)),
            Empty => Expr::Literal(Value::Empty),
            Tag(tag) => Expr::Tag(name(tag)?),
            InHours(hours) => Expr::InHours(self.hours(hours.as_ref(), expr.span)?),
            InFlow(flow) => Expr::InFlow(name(flow)?),
            Call { function, args } if function.text == "opens" => match args.as_slice() {
                [ast::Expr { kind: Path(path), .. }] if path.single().is_some() => {
                    Expr::NextOpen(self.hours(path.single(), expr.span)?)
                }
                _ => return mistake(expr.span, "`opens` takes the name of opening hours"),
            },
            Call { function, args } => {
                self.known("function", function, Function::WORDS.iter().map(|(name, _)| *name))?;
                let found = Function::WORDS.iter().find(|(name, _)| *name == function.text);
                let args = args.iter().map(|arg| self.expr(arg)).collect::<Read<_>>()?;
                Expr::Call(found.map_or(Function::Trim, |found| found.1), args)
            }
            Path(path) => self.path(path)?,
            List(items) => Expr::List(items.iter().map(|item| self.expr(item)).collect::<Read<_>>()?),
            Not(operand) => Expr::Not(boxed(operand)?),
            Negate(operand) => match &operand.kind {
                Number(number) => Expr::Literal(Value::Number(Decimal::ZERO - *number)),
                _ => Expr::Negate(boxed(operand)?),
            },
            IsEmpty { operand, negated } => {
                let empty = Expr::IsEmpty(boxed(operand)?);
                if *negated { Expr::Not(Box::new(empty)) } else { empty }
            }
            Matches { operand, regex } => {
                let regex = self.whole(regex, expr.span)?;
                let regex = Regex { pattern: regex.pattern.clone(), ignore_case: regex.ignore_case };
                Expr::Matches(boxed(operand)?, regex)
            }
            Binary { op, left, right, .. } => binary(*op, boxed(left)?, boxed(right)?),
        })
    }

    /// The name of opening hours.
    fn hours(&self, name: Option<&ast::Name>, span: Span) -> Read<String> {
        let Some(name) = name else { return mistake(span, "this line is incomplete") };
        self.known("opening hours", name, self.program.symbols.hours.keys().map(String::as_str))?;
        Ok(name.text.clone())
    }

    fn path(&self, path: &ast::Path) -> Read<Expr> {
        let names: Vec<&str> = path.segments.iter().map(|name| name.text.as_str()).collect();
        let symbols = &self.program.symbols;
        if let [folder, name, rest @ ..] = names.as_slice()
            && let of_folder = format!("{folder}.{name}")
            && symbols.fields.contains_key(&of_folder)
        {
            let member = |base, member: &&str| Expr::Member(Box::new(base), (*member).to_owned());
            return Ok(rest.iter().fold(Expr::Field(of_folder), member));
        }
        let (first, mut rest) = match names.split_first() {
            Some((first, rest)) => (*first, rest),
            None => return mistake(path.span, "this line is incomplete"),
        };
        let mut next = || {
            let (member, others) = rest.split_first()?;
            rest = others;
            Some(*member)
        };
        let inbound = |name: &str| match name {
            _ if symbols.postbacks.contains_key(name) => Some(Inbound::Postback),
            _ if symbols.webhooks.contains_key(name) => Some(Inbound::Webhook),
            _ => None,
        };
        let base = match (first, inbound(first)) {
            ("contact", _) => {
                let member =
                    next().and_then(|member| ContactValue::WORDS.iter().find(|(name, _)| *name == member));
                match member {
                    Some((_, value)) => Expr::Contact(*value),
                    None => return mistake(path.span, format!("there is no `{}`", path.dotted())),
                }
            }
            ("tracker", _) => match next() {
                Some(name) => Expr::Tracker(name.to_owned()),
                None => return mistake(path.span, "this line is incomplete"),
            },
            ("now", _) => Expr::Now,
            ("answer", _) if names.get(1) == Some(&"image") => {
                next();
                Expr::AnswerImage
            }
            ("answer", _) => Expr::Answer,
            (name, Some(inbound)) => {
                let name = name.to_owned();
                match next() {
                    Some("count") => Expr::Count { inbound, name },
                    Some("time") => Expr::Arrived { inbound, name },
                    Some(param) => Expr::Parameter { inbound, name, param: param.to_owned() },
                    None => return mistake(path.span, format!("`{name}` needs a parameter: `{name}.count`")),
                }
            }
            (name, None) if symbols.fields.contains_key(name) => Expr::Field(name.to_owned()),
            (name, None) => Expr::Local(name.to_owned()),
        };
        Ok(rest.iter().fold(base, |base, member| Expr::Member(Box::new(base), (*member).to_owned())))
    }
}

fn binary(op: ast::BinaryOp, left: Box<Expr>, right: Box<Expr>) -> Expr {
    use ast::BinaryOp::*;
    let comparison = match op {
        Or => return Expr::Or(left, right),
        And => return Expr::And(left, right),
        In => return Expr::In(left, right),
        Contains => return Expr::Contains(left, right),
        Add => return Expr::Arithmetic(Arithmetic::Add, left, right),
        Subtract => return Expr::Arithmetic(Arithmetic::Subtract, left, right),
        Multiply => return Expr::Arithmetic(Arithmetic::Multiply, left, right),
        Divide => return Expr::Arithmetic(Arithmetic::Divide, left, right),
        Equal => Comparison::Equal,
        NotEqual => Comparison::NotEqual,
        Less => Comparison::Less,
        LessOrEqual => Comparison::AtMost,
        Greater => Comparison::Greater,
        GreaterOrEqual => Comparison::AtLeast,
    };
    Expr::Compare(comparison, left, right)
}

fn duration(length: &ast::Duration) -> Duration {
    Duration(
        i64::try_from(length.seconds).ok().and_then(|seconds| seconds.checked_mul(1000)).unwrap_or(i64::MAX),
    )
}

fn clock(at: &ast::Clock) -> Clock {
    Clock(u16::from(at.hour) * 60 + u16::from(at.minute))
}

fn moment(date: &ast::Date, span: Span) -> Read<jiff::civil::DateTime> {
    let (hour, minute) = date.clock.map_or((0, 0), |clock| (clock.hour as i8, clock.minute as i8));
    let moment = jiff::civil::DateTime::new(date.year, date.month as i8, date.day as i8, hour, minute, 0, 0);
    moment.map_err(|_| Mistake { span, message: "there is no such day".to_owned() })
}

/// The scripts of all tests of the files, in their order; a test with a mistake is its report.
pub fn read_all<'t>(
    files: impl IntoIterator<Item = &'t ast::File>,
    program: &Program,
) -> Vec<Result<Script, Box<super::Report>>> {
    let items = files.into_iter().flat_map(|file| &file.items);
    let tests = items.filter_map(|item| match item {
        ast::Item::Test(test) => Some(test),
        _ => None,
    });
    let name =
        |test: &ast::Test| test.name.as_ref().and_then(|name| name.literal()).unwrap_or("…").to_owned();
    let unreadable = |test, mistake| Box::new(super::Report::unreadable(&name(test), test.span, mistake));
    tests.map(|test| read(test, program).map_err(|mistake| unreadable(test, mistake))).collect()
}
