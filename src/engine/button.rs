//! Buttons: what they are called, how long they live, what a press does.

use super::Record;
use super::contact::SentButton;
use super::draw;
use super::eval::same_text;
use super::frame::{Frame, FrameKind, Wait};
use super::limits::BUTTONS_MAX;
use super::run::Run;
use crate::ir::{Body, ButtonAct, Choice, Node, Op, PointId};

/// What a press, or a button's text typed, is.
pub(crate) enum Pressed {
    /// It runs a body.
    Body(ButtonRun),
    /// A live button whose text is the answer.
    Answer,
    /// No live button.
    Stale,
}

/// A button's body.
pub(crate) struct ButtonRun {
    point: PointId,
    nth: u32,
    owner: Option<u32>,
    body: Body,
    text: String,
}

/// The id under which a button is sent: the same for the same button of the same step.
pub(crate) fn id(flow: &str, step: &str, text: &str) -> String {
    let hash = draw::hash(&[flow.as_bytes(), step.as_bytes(), text.as_bytes()]);
    format!("{hash:016x}")[..10].to_owned()
}

/// Whether the step that sent the button is on the stack.
pub(crate) fn is_live(frames: &[Frame], button: &SentButton) -> bool {
    let (flow, step) = &button.place;
    if step.is_empty() {
        return frames.iter().all(|frame| frame.step.is_empty());
    }
    frames.iter().any(|frame| frame.kind == FrameKind::Flow && frame.flow == *flow && frame.step == *step)
}

impl Run<'_> {
    /// The flow and step in which the contact is: those of the innermost run of a flow.
    pub fn contact_place(&self) -> (String, String) {
        let flow = self.contact.frames.iter().rev().find(|frame| frame.kind == FrameKind::Flow);
        flow.map(|frame| (frame.flow.clone(), frame.step.clone())).unwrap_or_default()
    }

    /// Remembers a button that is sent.
    pub fn button_sent(&mut self, button: SentButton) {
        let buttons = &mut self.contact.buttons;
        buttons.retain(|other| other.id != button.id);
        buttons.push(button);
        if buttons.len() > BUTTONS_MAX {
            buttons.remove(0);
            self.limit("buttons");
        }
    }

    /// What the button that was sent with this id shows; empty where none is remembered.
    pub fn text_of_button(&self, id: &str) -> String {
        let mut buttons = self.contact.buttons.iter().rev();
        buttons.find(|button| button.id == id).map(|button| button.text.clone()).unwrap_or_default()
    }

    /// What a text is among the live buttons; of several the one sent last.
    pub fn press(&self, text: &str, id: &str) -> Pressed {
        let Some(button) = self.live_button(text, id) else { return Pressed::Stale };
        let Some(node) = self.machine.find(button.point).map(|at| self.node(at)) else {
            return Pressed::Stale;
        };
        match button_of(node, button.nth) {
            Some(ButtonAct::Body(body)) => {
                let flow = node.place.flow.and_then(|flow| self.program.flows.get(flow as usize));
                let of_flow = |frame: &Frame| {
                    frame.kind == FrameKind::Flow && flow.is_some_and(|flow| flow.name == frame.flow)
                };
                let owner = self.contact.frames.iter().rposition(of_flow);
                let owner = owner.map(|owner| owner as u32);
                let (point, nth) = (node.point, button.nth.unwrap_or_default());
                Pressed::Body(ButtonRun { point, nth, owner, body: *body, text: button.text.clone() })
            }
            _ => Pressed::Answer,
        }
    }

    /// Whether the text is a live button of the ask that waits.
    pub fn is_own_answer(&self, text: &str) -> bool {
        let Some(frame) = self.contact.frames.last() else { return false };
        matches!(frame.wait, Wait::Ask { .. })
            && self.live_button(text, "").is_some_and(|button| button.point == frame.point)
    }

    /// Runs a button's body.
    pub fn press_body(&mut self, run: ButtonRun) {
        let held = matches!(self.contact.frames.last().map(|frame| &frame.wait), Some(Wait::Held { .. }));
        if held && let Some(frame) = self.contact.frames.last_mut() {
            frame.wait = Wait::Ready;
        }
        if self.push_block(FrameKind::Button, run.owner, run.body, None) {
            let button = format!("button \"{}\"", run.text);
            self.record(Record::Handler { event: button.clone() });
            if let Some(node) = self.machine.find(run.point) {
                self.went(self.node(node).place, button);
            }
            self.chose(run.point, Choice::Button(run.nth));
        }
    }

    fn live_button(&self, text: &str, id: &str) -> Option<&SentButton> {
        let live = |button: &&SentButton| is_live(&self.contact.frames, button);
        let mut buttons = self.contact.buttons.iter().rev().filter(live);
        buttons.find(|button| if id.is_empty() { same_text(&button.text, text) } else { button.id == id })
    }
}

/// What the statement's button does.
fn button_of(node: &Node, nth: Option<u32>) -> Option<&ButtonAct> {
    let buttons = match &node.op {
        Op::Say(message) => &message.buttons,
        Op::Ask(ask) => &ask.message.buttons,
        _ => return None,
    };
    buttons.get(nth? as usize).map(|button| &button.act)
}
