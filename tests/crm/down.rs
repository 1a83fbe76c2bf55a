//! A peer that is down for an hour of virtual time.

use std::sync::Arc;

use flowc::action::Bindings;
use flowc::ai::Models;
use flowc::channel::http::Sender;
use flowc::channel::{Bell, Local, Switchboard};
use flowc::engine::{Event, EventKind, Known, Machine, Message};
use flowc::ir::{Channel, Time};
use flowc::lower::build;
use flowc::outbound::{Environment, Outbound, Vault};
use flowc::project::Disk;
use flowc::runtime::{Channels, Config, Peers, Runtime, VirtualClock};
use flowc::store::{Limits, Memory};

use super::fake::{Does, Fake};
use super::running::{SECRET, example};

/// 2026-01-05 10:00 UTC, a Monday.
const BEGIN: Time = Time(1_767_607_200_000);

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_is_down_for_an_hour_gets_everything_once_and_in_order() {
    let (fake, base) = Fake::open().await;
    let folder = example();
    let program = build(&Disk, folder.path().to_str().unwrap()).unwrap().program.unwrap();
    let outside = program.outside.clone();
    let environment = Environment::of(&outside, |name| {
        Some(match name {
            "CRM_DELIVER_URL" => format!("{base}/deliver"),
            "CRM_URL" => format!("{base}/api"),
            _ => SECRET.to_owned(),
        })
    });
    let environment = Arc::new(environment.unwrap());
    let outbound = Outbound::new(&outside.allow_private).unwrap();
    let clock = Arc::new(VirtualClock::new(BEGIN));
    let Channel::Http(channel) = &outside.channels["crm"] else { panic!("crm is a channel over HTTP") };
    let sender =
        Sender::new("crm", channel, None, outbound.clone(), environment.clone(), clock.clone()).unwrap();
    let channels: Arc<dyn Channels> = Arc::new(sender);
    let local = Local::new(Arc::new(Bell::default()), |_| {});
    let vault = Vault::new(folder.path());
    let peers = Peers {
        provider: Arc::new(Models::new(&outside, &outbound, &environment, None).unwrap()),
        actions: Arc::new(Bindings::new(outbound, environment, vault, folder.path().to_path_buf(), false)),
        channels: Arc::new(Switchboard::new(local, [("crm".to_owned(), channels)].into())),
    };
    let store = Arc::new(Memory::new(Limits::default()));
    let machine = Arc::new(Machine::new(program));
    let runtime = Runtime::start(Config::default(), machine, store, peers, clock).await.unwrap();

    fake.always(Some(Does::Answers(503, "down")));
    let event =
        |id: &str, minute: i64, kind| Event { id: id.into(), at: Time(BEGIN.0 + minute * 60_000), kind };
    let known = Known { channel: "crm".into(), first_name: "Ann".into(), ..Known::default() };
    let start = EventKind::Start {
        payload: None,
        known,
        trackers: [("deal_id".to_owned(), "101".to_owned())].into(),
    };
    runtime.submit("crm:42", event("e1", 0, start)).await.unwrap();
    runtime.settle().await.unwrap();
    runtime.advance(Time(BEGIN.0 + 10 * 60_000)).await.unwrap();
    let press = EventKind::Button { text: "Book it".into(), button: String::new() };
    runtime.submit("crm:42", event("e2", 10, press)).await.unwrap();
    runtime.advance(Time(BEGIN.0 + 60 * 60_000)).await.unwrap();
    let tries = fake.seen().len();
    assert!((8..30).contains(&tries), "{tries} attempts in an hour");
    assert_eq!(runtime.health().store.undelivered, 2);

    fake.always(None);
    runtime.advance(Time(BEGIN.0 + 75 * 60_000)).await.unwrap();
    let later = fake.seen().split_off(tries);
    let texts: Vec<String> =
        later.iter().map(|seen| seen.json()["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        texts,
        ["Hello, Ann! Shall we book a free trial lesson, any course?", "Which day and hour suit you?"]
    );
    assert!(later.iter().all(|seen| seen.is_signed(SECRET)));
    assert_eq!(runtime.health().store.undelivered, 0);
    // What it says after that reaches the deal, too.
    let day = EventKind::Message(Message { text: "Tuesday".into(), media: Vec::new() });
    runtime.submit("crm:42", event("e3", 75, day)).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(fake.until("/api/deals/101", 1).await.len(), 1);
}
