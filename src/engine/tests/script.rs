//! A small program, written in Rust: one function per statement.

use crate::ir::*;
use crate::source::Span;

pub type Statement = Box<dyn FnOnce(&mut Script, Option<NodeIx>) -> Op>;
pub type Block = Vec<Statement>;

/// A program under construction.
pub struct Script {
    pub program: Program,
    place: Place,
}

pub const S: i64 = 1000;
pub const M: i64 = 60 * S;
pub const H: i64 = 60 * M;
pub const D: i64 = 24 * H;

fn span() -> Span {
    Span::default()
}

impl Script {
    pub fn new() -> Self {
        let bot = Bot { name: "bot".into(), start: "main".into(), ..Bot::default() };
        let program = Program { bot, ..Program::new("test") };
        Script { program, place: Place::default() }
    }

    pub fn field(mut self, name: &str, ty: Type) -> Self {
        let field = Field { ty, default: Value::Empty, private: false, doc: String::new() };
        self.program.symbols.fields.insert(name.into(), field);
        self
    }

    pub fn postback(mut self, name: &str, by: Option<&str>) -> Self {
        let params = vec![("amount".into(), Type::Number { from: None, to: None })];
        let signature = Signature { params, unique_by: by.map(Into::into) };
        self.program.symbols.postbacks.insert(name.into(), signature);
        self
    }

    /// Opening hours: day, hour of the start, hour of the end.
    pub fn hours(mut self, name: &str, spans: &[(u8, u16, u16)]) -> Self {
        let clock = |hour: u16| Clock(hour * 60);
        let span =
            |(day, from, to): &(u8, u16, u16)| OpenSpan { day: *day, from: clock(*from), to: clock(*to) };
        let hours = Hours { spans: spans.iter().map(span).collect() };
        self.program.symbols.hours.insert(name.into(), hours);
        self
    }

    pub fn bot(mut self, change: impl FnOnce(&mut Bot)) -> Self {
        change(&mut self.program.bot);
        self
    }

    /// A flow of steps; arrows name the steps by their place.
    pub fn flow(mut self, name: &str, steps: Vec<(&str, Block)>) -> Self {
        let flow = self.program.flows.len();
        let names = steps.iter().map(|(name, _)| (*name).to_owned());
        let names: Vec<Step> =
            names.map(|name| Step { name, entry: None, handlers: Vec::new(), span: span() }).collect();
        let (name, params, handlers) = (name.to_owned(), Vec::new(), Vec::new());
        self.program.flows.push(Flow { name, params, steps: names, handlers, span: span() });
        for (at, (_, block)) in steps.into_iter().enumerate() {
            self.place = Place { flow: Some(flow as u32), step: Some(at as u32) };
            let entry = self.block(block, None);
            self.program.flows[flow].steps[at].entry = entry;
        }
        self.place = Place::default();
        self
    }

    pub fn on_top(mut self, event: EventPattern, guard: Option<Expr>, block: Block) -> Self {
        self.place = Place::default();
        let handler = self.handler((event, guard, block));
        self.program.handlers.push(handler);
        self
    }

    pub fn on_flow(mut self, flow: usize, event: EventPattern, guard: Option<Expr>, block: Block) -> Self {
        self.place = Place { flow: Some(flow as u32), step: None };
        let handler = self.handler((event, guard, block));
        self.program.flows[flow].handlers.push(handler);
        self
    }

    pub fn on_step(mut self, flow: usize, step: usize, event: EventPattern, block: Block) -> Self {
        self.place = Place { flow: Some(flow as u32), step: Some(step as u32) };
        let handler = self.handler((event, None, block));
        self.program.flows[flow].steps[step].handlers.push(handler);
        self
    }

    pub fn handler(&mut self, (event, guard, block): (EventPattern, Option<Expr>, Block)) -> Handler {
        let body = self.block(block, None);
        let point = self.point();
        Handler { point, event, guard, body, span: span() }
    }

    pub fn block(&mut self, block: Block, next: Option<NodeIx>) -> Option<NodeIx> {
        block.into_iter().rev().fold(next, |next, statement| {
            let op = statement(self, next);
            let node = Node { point: self.point(), place: self.place, op, next, span: span() };
            self.program.nodes.push(node);
            Some(NodeIx(self.program.nodes.len() as u32 - 1))
        })
    }

    fn point(&mut self) -> PointId {
        thread_local!(static NEXT: std::cell::Cell<u64> = const { std::cell::Cell::new(1) });
        PointId(NEXT.with(|next| next.replace(next.get() + 1)))
    }
}

pub fn t(text: &str) -> Template {
    Template::literal(text)
}

pub fn message(texts: &[&str]) -> Message {
    Message { wordings: texts.iter().map(|text| t(text)).collect(), ..Message::default() }
}

pub fn say(text: &str) -> Statement {
    let message = message(&[text]);
    Box::new(move |_, _| Op::Say(message))
}

pub fn say_value(expr: Expr) -> Statement {
    let hole = Template(vec![Piece::Hole { expr, filters: Vec::new() }]);
    Box::new(move |_, _| Op::Say(Message { wordings: vec![hole], ..Message::default() }))
}

/// A `say` with a button that runs a block.
pub fn say_button(text: &str, button: &str, block: Block) -> Statement {
    let (text, button) = (message(&[text]), t(button));
    Box::new(move |script, _| {
        let act = ButtonAct::Body(Body(script.block(block, None)));
        Op::Say(Message { buttons: vec![Button { text: button, act }], ..text })
    })
}

/// The tail of a statement, with blocks that are still to be written.
#[derive(Default)]
pub struct Ending {
    pub save: Option<Slot>,
    pub guard: Option<Expr>,
    pub times: Option<(u32, Option<Block>)>,
    pub within: Option<(i64, Option<Block>)>,
    pub otherwise: Option<Block>,
}

impl Ending {
    pub fn within(mut self, ms: i64) -> Self {
        self.within = Some((ms, None));
        self
    }
    pub fn within_body(mut self, ms: i64, block: Block) -> Self {
        self.within = Some((ms, Some(block)));
        self
    }
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some((times, None));
        self
    }
    pub fn otherwise(mut self, block: Block) -> Self {
        self.otherwise = Some(block);
        self
    }
    pub fn save(mut self, place: SlotPlace, ty: Type) -> Self {
        self.save = Some(Slot { place, ty });
        self
    }
    pub fn guard(mut self, guard: Expr) -> Self {
        self.guard = Some(guard);
        self
    }
    fn tail(self, script: &mut Script, next: Option<NodeIx>) -> Tail {
        let mut body = |block: Block| Body(script.block(block, next));
        Tail {
            save: self.save,
            guard: self.guard,
            times: self.times.map(|(bound, block)| Limit { bound, body: block.map(&mut body) }),
            within: self.within.map(|(ms, block)| Limit { bound: Duration(ms), body: block.map(&mut body) }),
            otherwise: self.otherwise.map(&mut body),
        }
    }
}

pub fn tail() -> Ending {
    Ending::default()
}

pub fn ask(texts: &[&str], kind: Option<AskKind>, buttons: &[&str], ending: Ending) -> Statement {
    let mut message = message(texts);
    message.buttons = buttons.iter().map(|text| Button { text: t(text), act: ButtonAct::Answer }).collect();
    Box::new(move |script, next| {
        let tail = ending.tail(script, next);
        Op::Ask(Box::new(Ask { message, ai: false, kind, choices: None, tail }))
    })
}

pub fn ai_ask(text: &str, ending: Ending) -> Statement {
    let message = message(&[text]);
    Box::new(move |script, next| {
        let tail = ending.tail(script, next);
        Op::Ask(Box::new(Ask { message, ai: true, kind: None, choices: None, tail }))
    })
}

pub fn ask_again() -> Statement {
    Box::new(|_, _| Op::AskAgain)
}

pub fn wait_for(event: EventPattern, ending: Ending) -> Statement {
    Box::new(move |script, next| {
        let tail = ending.tail(script, next);
        Op::Wait(Box::new(Wait { event, tail }))
    })
}

pub fn delay(ms: i64, handlers: Vec<(EventPattern, Option<Expr>, Block)>) -> Statement {
    delay_until(Expr::Literal(Value::Duration(Duration(ms))), handlers)
}

pub fn delay_until(until: Expr, handlers: Vec<(EventPattern, Option<Expr>, Block)>) -> Statement {
    Box::new(move |script, _| {
        let handlers = handlers.into_iter().map(|handler| script.handler(handler)).collect();
        Op::Delay(Delay { until, handlers })
    })
}

pub fn ai_say(text: &str, fallback: Option<&str>) -> Statement {
    let (instruction, fallback) = (t(text), fallback.map(t));
    Box::new(move |_, _| Op::AiSay { instruction, fallback, any_hour: false })
}

pub fn when(patterns: Vec<Pattern>, block: Block) -> (Vec<Pattern>, Vec<Slot>, Block) {
    (patterns, Vec::new(), block)
}

pub fn means(text: &str) -> Vec<Pattern> {
    vec![Pattern::Meaning(text.into())]
}

type Whens = Vec<(Vec<Pattern>, Vec<Slot>, Block)>;

fn whens(script: &mut Script, whens: Whens, next: Option<NodeIx>) -> Vec<When> {
    let mut written = Vec::new();
    for (patterns, saves, block) in whens {
        let body = Body(script.block(block, next));
        let point = script.point();
        written.push(When { point, patterns, like: Vec::new(), saves, guard: None, body });
    }
    written
}

pub fn route(branches: Whens, otherwise: Block) -> Statement {
    Box::new(move |script, next| {
        let whens = whens(script, branches, next);
        let otherwise = Some(Body(script.block(otherwise, next)));
        Op::Route(Route { whens, otherwise })
    })
}

/// An `ai reply` under construction.
#[derive(Default)]
pub struct Reply {
    pub waits: bool,
    pub opening: Option<&'static str>,
    pub untils: Whens,
    pub whens: Whens,
    pub unanswered: Option<Block>,
    pub handlers: Vec<(EventPattern, Option<Expr>, Block)>,
}

pub fn ai_reply(name: &str, reply: Reply) -> Statement {
    let name = name.to_owned();
    Box::new(move |script, _| {
        Op::AiReply(Box::new(AiReply {
            name,
            waits: reply.waits,
            goal: None,
            opening: reply.opening.map(t),
            persona: None,
            guardrails: None,
            tone: None,
            knowledge: Vec::new(),
            untils: whens(script, reply.untils, None),
            whens: whens(script, reply.whens, None),
            unanswered: reply.unanswered.map(|block| Body(script.block(block, None))),
            handlers: reply.handlers.into_iter().map(|handler| script.handler(handler)).collect(),
        }))
    })
}

pub fn read(field: &str, otherwise: Block) -> Statement {
    let slot = Slot { place: SlotPlace::Field(field.into()), ty: Type::Text(None) };
    Box::new(move |script, next| {
        let tail = tail().otherwise(otherwise).tail(script, next);
        let slots = vec![ReadSlot { slot, doc: "doc".into() }];
        Op::Read(Box::new(Read { slots, from: ReadFrom::Image, hint: t("hint"), tail }))
    })
}

pub fn call(action: &str, ending: Ending) -> Statement {
    let action = action.to_owned();
    Box::new(move |script, next| {
        let tail = ending.tail(script, next);
        Op::Call(Box::new(Call { action, args: Vec::new(), tail }))
    })
}

pub fn handoff(text: &str, ending: Ending) -> Statement {
    handoff_with(text, Vec::new(), Vec::new(), ending)
}

pub fn handoff_with(
    text: &str,
    buttons: Vec<(&str, Block)>,
    handlers: Vec<(EventPattern, Option<Expr>, Block)>,
    ending: Ending,
) -> Statement {
    let text = t(text);
    let buttons: Vec<_> = buttons.into_iter().map(|(text, block)| (t(text), block)).collect();
    Box::new(move |script, next| {
        let button = |(text, block)| HandoffButton { text, body: Body(script.block(block, next)) };
        let buttons = buttons.into_iter().map(button).collect();
        let handlers = handlers.into_iter().map(|handler| script.handler(handler)).collect();
        let tail = ending.tail(script, next);
        Op::Handoff(Box::new(Handoff { operator: None, text, buttons, handlers, tail }))
    })
}

pub fn when_true(condition: Expr, then: Block, otherwise: Block) -> Statement {
    Box::new(move |script, next| Op::Branch {
        condition,
        then: script.block(then, next),
        otherwise: script.block(otherwise, next),
    })
}

pub fn ab(router: &str, arms: Vec<(&str, u32, Block)>) -> Statement {
    let router = router.to_owned();
    let arms: Vec<(String, u32, Block)> =
        arms.into_iter().map(|(name, tickets, block)| (name.to_owned(), tickets, block)).collect();
    Box::new(move |script, next| {
        let arm = |(name, tickets, block)| Arm { name, tickets, body: Body(script.block(block, next)) };
        Op::Ab { router, arms: arms.into_iter().map(arm).collect() }
    })
}

pub fn set(field: &str, value: Value) -> Statement {
    let slot = Slot { place: SlotPlace::Field(field.into()), ty: Type::Text(None) };
    Box::new(move |_, _| Op::Set { slot, value: Expr::Literal(value) })
}

pub fn add_tag(tag: &str) -> Statement {
    let tag = tag.to_owned();
    Box::new(move |_, _| Op::AddTag(tag))
}

pub fn notify(text: &str) -> Statement {
    let text = t(text);
    Box::new(move |_, _| Op::Notify { operator: "managers".into(), text })
}

fn jump(target: Target) -> Statement {
    Box::new(move |_, _| Op::Jump { target, bound: None })
}

pub fn to_step(step: u32) -> Statement {
    jump(Target::Step(step))
}

pub fn to_step_at_most(step: u32, times: u32, otherwise: Block) -> Statement {
    Box::new(move |script, next| {
        let body = Body(script.block(otherwise, next));
        Op::Jump { target: Target::Step(step), bound: Some((times, body)) }
    })
}

pub fn to_flow(flow: u32) -> Statement {
    jump(Target::Flow { flow, step: 0, args: Vec::new() })
}

pub fn end() -> Statement {
    jump(Target::End)
}

pub fn visit(flow: u32, ending: Ending) -> Statement {
    Box::new(move |script, next| {
        let tail = ending.tail(script, next);
        Op::Visit(Box::new(Visit {
            flow,
            args: vec![("topic".into(), Expr::Literal(Value::Text("t".into())))],
            tail,
        }))
    })
}

pub fn end_with(value: Expr) -> Statement {
    Box::new(move |_, _| Op::End(Some(value)))
}

/// A loop whose block leads back to it.
pub fn for_each(items: &[&str], most: u32, block: Block) -> Statement {
    let items = items.iter().map(|item| Expr::Literal(Value::Text((*item).into()))).collect();
    Box::new(move |script, _| {
        const BACK: NodeIx = NodeIx(u32::MAX);
        let body = script.block(block, Some(BACK));
        let own = NodeIx(script.program.nodes.len() as u32);
        for node in &mut script.program.nodes {
            node.next = node.next.map(|next| if next == BACK { own } else { next });
        }
        Op::ForEach { list: Expr::List(items), most, body }
    })
}

pub fn tag(tag: &str) -> Expr {
    Expr::Tag(tag.into())
}

pub fn on_postback(name: &str) -> EventPattern {
    EventPattern::Inbound(Inbound::Postback, name.into())
}

pub fn on_silence(ms: i64, times: u32) -> EventPattern {
    EventPattern::Silence { after: Duration(ms), times }
}

pub fn on_text(text: &str) -> EventPattern {
    EventPattern::MessageText(vec![text.into()])
}
