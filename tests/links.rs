//! `contact.link` over a contact's life: the same link while it lasts, a new one at half its life, replay to the byte, and
//! the end of every link with the contact.

use std::sync::Arc;

use flowc::action::Bindings;
use flowc::ai::Models;
use flowc::channel::{Bell, Local};
use flowc::engine::{EffectKind, Event, EventKind, Machine, Message};
use flowc::ir::{Duration, Time};
use flowc::lower::build;
use flowc::outbound::{Environment, Outbound, Vault};
use flowc::project::Memory;
use flowc::runtime::{Config, Links, Peers, Runtime, VirtualClock};
use flowc::store::{Disk, Limits};

const SCRIPT: &str = r#"bot "Shop" { start hello guardrails "Never promise a price." }
flow hello {
  step begin {
    ask "Your talk: {contact.link}" within 90d else -> end
    -> begin
  }
}
"#;
const DAY: i64 = 86_400_000;
const BEGIN: i64 = 1_795_428_000_000;

async fn start(folder: &std::path::Path) -> Runtime {
    let files = Memory::new([("shop/bot.flow", SCRIPT)]);
    let machine = Arc::new(Machine::new(build(&files, "shop").unwrap().program.unwrap()));
    let outside = machine.program().outside.clone();
    let environment = Arc::new(Environment::default());
    let outbound = Outbound::new(&[]).unwrap();
    let peers = Peers {
        provider: Arc::new(Models::new(&outside, &outbound, &environment, None).unwrap()),
        actions: Arc::new(Bindings::new(
            outbound,
            environment,
            Vault::new(folder),
            folder.to_path_buf(),
            false,
        )),
        channels: Arc::new(Local::new(Arc::new(Bell::default()), |_| ())),
    };
    let links = Links { key: [7; 32], base: "https://a.example".into(), life: Duration(30 * DAY) };
    let config = Config { links: Some(links), ..Config::default() };
    let store = Arc::new(Disk::open(folder, Limits::default()).unwrap());
    Runtime::start(config, machine, store, peers, Arc::new(VirtualClock::new(Time(BEGIN)))).await.unwrap()
}

/// What the contact is told after it wrote on a day.
async fn told(runtime: &Runtime, day: i64) -> String {
    let at = Time(BEGIN + day * DAY);
    runtime.advance(at).await.unwrap();
    let kind = EventKind::Message(Message { text: "hi".into(), media: Vec::new() });
    let ack = runtime.submit("c", Event { id: format!("e{day}"), at, kind }).await.unwrap();
    runtime.settle().await.unwrap();
    let said = ack.effects.iter().find_map(|effect| match &effect.kind {
        EffectKind::Say(say) => say.text.strip_prefix("Your talk: https://a.example/t/"),
        _ => None,
    });
    said.unwrap_or_else(|| panic!("{:?}", ack.effects)).to_owned()
}

#[tokio::test]
async fn a_link_lasts_is_renewed_at_half_its_life_and_ends_with_the_contact() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path()).await;
    let first = told(&runtime, 0).await;
    assert_eq!(told(&runtime, 10).await, first, "the same while more than half of its life is left");
    runtime.shutdown().await.unwrap();
    let runtime = start(folder.path()).await;
    assert_eq!(told(&runtime, 14).await, first, "also after a restart");
    let second = told(&runtime, 16).await;
    assert_ne!(second, first);
    let opens = |runtime: &Runtime, token: &str| runtime.linked(token);
    assert_eq!(opens(&runtime, &first).as_deref(), Some("c"), "the old one lives out its time");
    assert_eq!(opens(&runtime, &second).as_deref(), Some("c"));
    assert_eq!(told(&runtime, 30).await, second);
    runtime.advance(Time(BEGIN + 30 * DAY + 1)).await.unwrap();
    assert_eq!((opens(&runtime, &first), opens(&runtime, &second).as_deref()), (None, Some("c")));
    assert_eq!(runtime.replay("c").unwrap(), None, "the engine decides the same again");
    runtime.erase("c").await.unwrap();
    assert_eq!(opens(&runtime, &second), None);
    let third = told(&runtime, 32).await;
    assert_eq!((opens(&runtime, &second), opens(&runtime, &third).as_deref()), (None, Some("c")));
}
