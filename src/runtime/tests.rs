//! What a running flowc promises, with a small engine in the engine's place.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration as StdDuration;

use super::parrot::{Parrot, World, message, postback, program, start};
use super::*;
use crate::engine::Event;
use crate::ir::{MediaKind, Time};
use crate::store::{Disk, Limits, Memory, Store};

fn config() -> Config {
    Config { stepper: Arc::new(Parrot), ..Config::default() }
}

async fn run(config: Config, store: Arc<dyn Store>, world: &Arc<World>) -> Runtime {
    let clock = Arc::new(VirtualClock::new(Time(0)));
    Runtime::start(config, program(&[1, 2]), store, world.peers(), clock).await.unwrap()
}

async fn in_memory(world: &Arc<World>) -> Runtime {
    run(config(), Arc::new(Memory::new(Limits::default())), world).await
}

/// A folder for tests that end processes, not disks: in memory, where syncs cost nothing, if the machine has such a place.
fn place() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn disk(folder: &Path) -> Arc<dyn Store> {
    Arc::new(Disk::open(folder, Limits::default()).unwrap())
}

#[tokio::test]
async fn an_event_is_acknowledged_with_its_effects_and_a_repeated_one_changes_nothing() {
    let world = Arc::new(World::default());
    let runtime = in_memory(&world).await;
    let ack = runtime.submit("olga", message("e1", 5, "say hi")).await.unwrap();
    assert!(ack.taken);
    assert_eq!((ack.sequence, ack.effects.len()), (1, 1));
    assert_eq!(ack.effects[0].key.to_string(), "olga/1/0");
    let again = runtime.submit("olga", message("e1", 6, "say hi")).await.unwrap();
    assert_eq!((again.taken, again.sequence, again.effects.len()), (false, 1, 0));
    let other = runtime.submit("ivan", message("e1", 6, "say hi")).await.unwrap();
    assert!(other.taken, "ids are the contact's own");
    runtime.settle().await.unwrap();
    assert_eq!(world.texts(), ["hi", "hi"]);
    assert_eq!(runtime.report().unwrap().contacts.values().sum::<u64>(), 2);
}

#[tokio::test]
async fn messages_leave_in_order_and_other_effects_do_not_wait_for_them() {
    let world = Arc::new(World::default());
    world.deliveries.lock().unwrap().push_back(Delivery::again("busy"));
    let runtime = in_memory(&world).await;
    runtime.submit("olga", message("e1", 0, "burst")).await.unwrap();
    runtime.submit("olga", message("e2", 0, "action")).await.unwrap();
    runtime.submit("ivan", message("e1", 0, "say mine")).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(world.texts(), ["mine"], "all of olga's wait behind the first");
    assert_eq!(*world.called.lock().unwrap(), ["olga/2/0"]);
    runtime.advance(Time(10_000)).await.unwrap();
    assert_eq!(world.texts(), ["mine", "burst 1", "burst 2", "burst 3", "done"]);
}

#[tokio::test]
async fn a_refused_message_is_given_up_and_the_next_one_leaves() {
    let world = Arc::new(World::default());
    world.deliveries.lock().unwrap().push_back(Delivery::Refused("too long".into()));
    let runtime = in_memory(&world).await;
    runtime.submit("olga", message("e1", 0, "burst")).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(world.texts(), ["burst 2", "burst 3"]);
    assert_eq!(runtime.health().store.undelivered, 0);
}

#[tokio::test]
async fn a_delivery_is_tried_a_bounded_number_of_times() {
    let world = Arc::new(World::default());
    world.deliveries.lock().unwrap().extend(vec![Delivery::again("down"); 50]);
    let runtime = in_memory(&world).await;
    runtime.submit("olga", message("e1", 0, "say hi")).await.unwrap();
    runtime.advance(Time(100_000_000)).await.unwrap();
    let most = config().attempts_max;
    assert_eq!(
        *world.attempts.lock().unwrap(),
        (0..most).collect::<Vec<u32>>(),
        "each attempt was recorded before it left"
    );
    assert_eq!(runtime.health().store.undelivered, 0);
}

#[tokio::test]
async fn what_an_answer_carries_leaves_by_itself_only_if_nobody_took_the_answer() {
    for handed_over in [true, false] {
        let world = Arc::new(World::default());
        let runtime = in_memory(&world).await;
        let mut held = runtime.hold("olga").unwrap();
        runtime.submit("olga", message("e1", 0, "burst")).await.unwrap();
        runtime.submit("ivan", message("e1", 0, "say mine")).await.unwrap();
        runtime.settle().await.unwrap();
        assert_eq!(world.texts(), ["mine"], "nothing leaves while the answer is open");
        let mut room = 2;
        let claimed = held
            .claim(|_| {
                room -= 1;
                room >= 0
            })
            .unwrap();
        assert_eq!(claimed.len(), 2, "as much as the answer holds");
        assert!(held.claim(|_| false).unwrap().is_empty());
        if handed_over {
            held.delivered().await.unwrap()
        } else {
            drop(held)
        }
        runtime.settle().await.unwrap();
        let rest: &[&str] =
            if handed_over { &["mine", "burst 3"] } else { &["mine", "burst 1", "burst 2", "burst 3"] };
        assert_eq!(world.texts(), rest);
        assert_eq!(runtime.health().store.undelivered, 0);
    }
}

#[tokio::test]
async fn an_answer_waits_for_what_is_asked() {
    let world = Arc::new(World::default());
    let runtime = in_memory(&world).await;
    let mut held = runtime.hold("olga").unwrap();
    runtime.submit("olga", message("e1", 0, "model")).await.unwrap();
    let quiet = async {
        held.quiet().await;
        held.claim(|_| true).unwrap()
    };
    let (said, settled) = tokio::join!(quiet, runtime.settle());
    settled.unwrap();
    assert_eq!(said.len(), 1, "the model's words are part of the answer");
}

#[tokio::test]
async fn a_contact_who_blocked_the_bot_is_told_to_the_engine() {
    let world = Arc::new(World::default());
    world.deliveries.lock().unwrap().push_back(Delivery::Blocked);
    let runtime = in_memory(&world).await;
    runtime.submit("olga", message("e1", 0, "say hi")).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(world.texts(), ["blocked"]);
}

#[tokio::test]
async fn an_attempt_that_a_restart_cut_off_follows_the_policy_of_its_action() {
    let once = "crm.once: its outcome is unknown: flowc ended in the middle of it";
    for (action, calls, told) in [("crm.once", 1, once), ("crm.surely", 1, "done"), ("crm.lead", 2, "done")] {
        let folder = place();
        let world = Arc::new(World::default());
        world.silent.store(true, Ordering::SeqCst);
        let at_once = Config { end_grace: StdDuration::ZERO, ..config() };
        let runtime = run(at_once, disk(folder.path()), &world).await;
        runtime.submit("olga", message("e1", 0, &format!("call {action}"))).await.unwrap();
        let handle = runtime.handle();
        let settling = tokio::spawn(async move { handle.settle().await });
        while world.called.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        runtime.end().await;
        let _ = settling.await;

        world.silent.store(false, Ordering::SeqCst);
        let runtime = run(config(), disk(folder.path()), &world).await;
        runtime.settle().await.unwrap();
        let called = world.called.lock().unwrap().clone();
        assert_eq!(called, vec!["olga/1/0"; calls], "{action}");
        assert_eq!(world.texts(), [told], "{action}");
    }
}

#[tokio::test]
async fn a_call_that_waits_for_its_turn_has_not_been_tried() {
    let world = Arc::new(World::default());
    world.turns.lock().unwrap().extend([StdDuration::from_millis(5); 3]);
    world.calls.lock().unwrap().push_back(ActionTry::Failed("only once".into()));
    let store = Arc::new(Memory::new(Limits::default()));
    let runtime =
        Runtime::start(config(), program(&[]), store, world.peers(), Arc::new(RealClock)).await.unwrap();
    runtime.submit("olga", message("e1", RealClock.now().0, "call crm.once")).await.unwrap();
    let told = async {
        while world.texts().is_empty() {
            tokio::time::sleep(StdDuration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(StdDuration::from_secs(30), told).await.unwrap();
    assert_eq!(world.texts(), ["only once"]);
    assert_eq!(world.called.lock().unwrap().len(), 1);
    assert!(world.turns.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_action_is_tried_as_often_as_it_allows_with_one_key() {
    let world = Arc::new(World::default());
    world.calls.lock().unwrap().extend(vec![ActionTry::again("down"); 9]);
    let runtime = in_memory(&world).await;
    runtime.submit("olga", message("e1", 0, "action 3")).await.unwrap();
    runtime.advance(Time(60_000)).await.unwrap();
    assert_eq!(*world.called.lock().unwrap(), ["olga/1/0"; 3]);
    assert_eq!(world.texts(), ["down"]);
}

#[tokio::test]
async fn a_model_sees_the_turns_before_the_message_it_is_asked_about() {
    let world = Arc::new(World::default());
    let runtime = in_memory(&world).await;
    for (id, text) in [("e1", "say one"), ("e2", "say two"), ("e3", "model")] {
        runtime.submit("olga", message(id, 0, text)).await.unwrap();
    }
    runtime.submit("olga", message("e4", 0, "say later")).await.unwrap();
    runtime.settle().await.unwrap();
    let answer = world.texts().pop().unwrap();
    assert_eq!(answer, "Wrote(\"say one|one|say two|two\")");
    let lines = runtime.transcript("olga", 3).unwrap();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["say later", "later", &answer]);
}

#[tokio::test]
async fn timers_ring_at_their_time_in_order() {
    let world = Arc::new(World::default());
    let runtime = in_memory(&world).await;
    runtime.submit("olga", message("e1", 0, "in 20")).await.unwrap();
    runtime.submit("ivan", message("e1", 0, "in 10")).await.unwrap();
    runtime.advance(Time(9_999)).await.unwrap();
    assert_eq!(world.texts(), [""; 0]);
    runtime.advance(Time(60_000)).await.unwrap();
    assert_eq!(world.texts(), ["tick at 10000", "tick at 20000"]);
    assert_eq!(runtime.now(), Time(60_000));
}

#[tokio::test]
async fn an_event_that_the_engine_cannot_execute_leaves_the_contact_as_it_was() {
    let world = Arc::new(World::default());
    let runtime = in_memory(&world).await;
    runtime.submit("olga", message("e1", 0, "say hi")).await.unwrap();
    let error = runtime.submit("olga", message("e2", 0, "panic")).await.unwrap_err();
    assert!(matches!(error, RuntimeError::Panicked(_)));
    assert_eq!(runtime.submit("olga", message("e3", 0, "say hi")).await.unwrap().sequence, 2);
}

#[tokio::test]
async fn a_postback_finds_its_contact_or_waits_for_it() {
    let world = Arc::new(World::default());
    let runtime = in_memory(&world).await;
    let by = |value: &str| vec![("click_id".to_string(), value.to_string())];
    assert_eq!(runtime.arrive(&by("c1"), postback("p1", 0, "registration")).await.unwrap(), Arrived::Kept);
    assert_eq!(runtime.arrive(&by("c1"), postback("p1", 0, "registration")).await.unwrap(), Arrived::Known);
    assert!(!runtime.knows("olga"));
    runtime.submit("olga", start("e1", 1, "c1")).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(world.texts(), ["postback registration", "hello"]);
    let arrived = runtime.arrive(&by("c1"), postback("p2", 2, "deposit")).await.unwrap();
    assert!(matches!(arrived, Arrived::Taken(ack) if ack.contact == "olga"));
    let known = runtime.arrive(&by("c1"), postback("p1", 3, "registration")).await.unwrap();
    assert!(
        matches!(known, Arrived::Taken(ack) if !ack.taken),
        "given once, though it came before the contact"
    );
    let by_id = vec![("contact".to_string(), "olga".to_string())];
    assert!(matches!(runtime.arrive(&by_id, postback("p3", 4, "x")).await.unwrap(), Arrived::Taken(_)));
    assert!(runtime.arrive(&[], postback("p4", 4, "x")).await.is_err());
}

#[tokio::test]
async fn what_is_kept_for_a_contacts_id_is_given_at_its_first_message() {
    let world = Arc::new(World::default());
    let runtime = in_memory(&world).await;
    let by = vec![("contact".to_string(), "olga".to_string())];
    runtime.arrive(&by, postback("p1", 0, "registration")).await.unwrap();
    runtime.submit("olga", message("e1", 1, "say hi")).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(world.texts(), ["postback registration", "hi"]);
}

#[tokio::test]
async fn media_are_their_contacts_alone() {
    let world = Arc::new(World::default());
    let runtime = in_memory(&world).await;
    let media = runtime.put_media("olga", MediaKind::Image, "image/png", b"png".to_vec()).await.unwrap();
    runtime.submit("olga", message("e1", 1, "say hi")).await.unwrap();
    runtime.submit("ivan", message("e1", 1, "say hi")).await.unwrap();
    assert_eq!(runtime.media("olga", &media).unwrap(), b"png");
    assert!(runtime.media("ivan", &media).is_err());
    let outside = crate::ir::MediaRef { at: "file:../secret".into(), ..media };
    assert!(runtime.media("olga", &outside).unwrap_err().contains("not a file of the project"));
}

#[tokio::test]
async fn a_full_inbox_is_busy_and_the_events_before_it_are_taken() {
    let world = Arc::new(World::default());
    let store = Arc::new(Memory::new(Limits::default()));
    let runtime = run(Config { inbox_max: 3, ..config() }, store, &world).await;
    let submit = |number: i64| {
        let handle = runtime.handle();
        async move { handle.submit("olga", message(&format!("e{number}"), number, "say x")).await }
    };
    // All are polled before the first one's task runs, so one is at work at most and three wait.
    let (a, b, c, d, e) = tokio::join!(submit(1), submit(2), submit(3), submit(4), submit(5));
    let told = [a, b, c, d, e];
    assert!(told.iter().any(|one| matches!(one, Err(RuntimeError::Busy(3)))));
    let sequences: Vec<u64> = told.iter().flatten().map(|ack| ack.sequence).collect();
    assert_eq!(sequences, (1..=sequences.len() as u64).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_changed_script_that_deletes_places_is_refused_with_counts_or_restarts_their_contacts() {
    let folder = tempfile::tempdir().unwrap();
    let world = Arc::new(World::default());
    let runtime = run(config(), disk(folder.path()), &world).await;
    for (contact, text) in [("olga", "stand 1"), ("ivan", "stand 2"), ("anna", "stand 2")] {
        runtime.submit(contact, message("e1", 0, text)).await.unwrap();
    }
    let error = runtime.swap(program(&[1]), false).await.unwrap_err().to_string();
    assert!(error.contains("2 contacts stand at `ask` in flow `registration` step `proof`"), "{error}");
    runtime.swap(program(&[1, 2, 3]), false).await.unwrap();
    runtime.end().await;

    let clock = || Arc::new(VirtualClock::new(Time(0)));
    let refused = Runtime::start(config(), program(&[1]), disk(folder.path()), world.peers(), clock())
        .await
        .err()
        .unwrap();
    assert!(matches!(refused, RuntimeError::Lost(lost) if lost.places.values().sum::<u64>() == 2));
    let config = Config { restart_lost: true, ..config() };
    let runtime =
        Runtime::start(config, program(&[1]), disk(folder.path()), world.peers(), clock()).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(world.texts(), ["again greeting", "again greeting"]);
    assert_eq!(runtime.show("olga").unwrap().standing.len(), 1);
    assert_eq!(runtime.show("ivan").unwrap().standing.len(), 0);
}

#[tokio::test]
async fn after_shutdown_a_start_goes_on_without_reading_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let world = Arc::new(World::default());
    let runtime = run(config(), disk(folder.path()), &world).await;
    runtime.submit("olga", message("e1", 0, "in 10")).await.unwrap();
    runtime.submit("olga", message("e2", 0, "burst")).await.unwrap();
    runtime.shutdown().await.unwrap();
    let runtime = run(config(), disk(folder.path()), &world).await;
    assert_eq!(runtime.health().store.chunks_to_read, 0);
    assert_eq!(runtime.show("olga").unwrap().undelivered.len(), 3);
    runtime.advance(Time(20_000)).await.unwrap();
    assert_eq!(world.texts(), ["burst 1", "burst 2", "burst 3", "tick at 10000"]);
    assert!(!runtime.submit("olga", message("e2", 0, "burst")).await.unwrap().taken);
}

/// Real time: groups, the outbox and the timers run by themselves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_real_time_everything_runs_by_itself_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let world = Arc::new(World { knows_keys: true, ..World::default() });
    world.deliveries.lock().unwrap().push_back(Delivery::again("busy"));
    let config = Config { retry_first: crate::ir::Duration(20), ..config() };
    let clock = Arc::new(RealClock);
    let runtime = Runtime::start(config, program(&[]), disk(folder.path()), world.peers(), clock.clone())
        .await
        .unwrap();
    let mut all = Vec::new();
    for contact in 0..50 {
        let handle = runtime.handle();
        all.push(tokio::spawn(async move {
            for (id, text) in [("e1", "burst"), ("e2", "in 0"), ("e3", "action"), ("e4", "model")] {
                let event = message(id, handle.now().0, text);
                assert!(handle.submit(&format!("c{contact}"), event).await.unwrap().taken);
            }
        }));
    }
    for one in all {
        one.await.unwrap();
    }
    // Three of the burst, the timer's, the action's, the model's.
    let until = tokio::time::timeout(StdDuration::from_secs(60), async {
        while world.delivered.lock().unwrap().len() < 50 * 6 {
            tokio::task::yield_now().await;
        }
    });
    until.await.unwrap();
    runtime.shutdown().await.unwrap();
    let delivered = world.delivered.lock().unwrap().clone();
    assert_eq!(delivered.len(), 300, "nothing is delivered twice without a crash");
    for contact in 0..50 {
        let own = delivered.iter().filter(|(key, _)| key.starts_with(&format!("c{contact}/")));
        let keys: Vec<(u64, u32)> = own.map(|(key, _)| order(key)).collect();
        assert!(keys.is_sorted(), "{keys:?}");
    }
    assert_eq!(disk(folder.path()).table().len(), 50);
}

fn order(key: &str) -> (u64, u32) {
    let parts: Vec<&str> = key.split('/').collect();
    (parts[1].parse().unwrap(), parts[2].parse().unwrap())
}

/// What a client does: it submits each event until it is acknowledged, and time passes in between.
const TALK: [(&str, &str, i64, &str); 9] = [
    ("olga", "e1", 1_000, "burst"),
    ("ivan", "e1", 2_000, "in 5"),
    ("olga", "e2", 3_000, "model"),
    ("olga", "e3", 3_000, "in 2"),
    ("ivan", "e2", 4_000, "action"),
    ("anna", "e1", 6_000, "say hi"),
    ("ivan", "e3", 9_000, "say one"),
    ("anna", "e2", 9_000, "model"),
    ("olga", "e4", 20_000, "say bye"),
];

async fn talk(runtime: &Runtime) -> Result<(), RuntimeError> {
    let by = vec![("click_id".to_string(), "c9".to_string())];
    runtime.arrive(&by, postback("p1", 500, "registration")).await?;
    for (contact, id, at, text) in TALK {
        runtime.advance(Time(at)).await?;
        runtime.submit(contact, message(id, at, text)).await?;
        runtime.settle().await?;
    }
    runtime.submit("maria", start("e1", 21_000, "c9")).await?;
    runtime.advance(Time(60_000)).await
}

fn picture(store: &dyn Store) -> Vec<(String, Vec<u8>)> {
    store.table().rows().map(|(_, row)| (row.id.to_string(), row.state.to_vec())).collect()
}

#[tokio::test]
async fn a_crash_at_any_moment_changes_neither_states_nor_effect_keys() {
    let folder = place();
    let world = Arc::new(World::default());
    let plan = Arc::new(CrashPlan::never());
    let runtime = run(Config { crash: Some(plan.clone()), ..config() }, disk(folder.path()), &world).await;
    talk(&runtime).await.unwrap();
    for contact in ["olga", "ivan", "anna", "maria"] {
        assert_eq!(runtime.replay(contact).unwrap(), None, "{contact}");
    }
    runtime.end().await;
    let expected = picture(&*disk(folder.path()));
    let mut keys = world.delivered.lock().unwrap().clone();
    keys.sort();
    assert_eq!(expected.len(), 4);
    assert!(plan.passed() > 40);

    for moment in 1..=plan.passed() {
        let folder = place();
        let world = Arc::new(World::default());
        let plan = Arc::new(CrashPlan::at(moment));
        let runtime =
            run(Config { crash: Some(plan.clone()), ..config() }, disk(folder.path()), &world).await;
        assert!(matches!(talk(&runtime).await, Err(RuntimeError::Crashed)), "moment {moment}");
        assert!(plan.is_over());
        runtime.end().await;
        let runtime = run(config(), disk(folder.path()), &world).await;
        talk(&runtime).await.unwrap();
        runtime.end().await;
        assert_eq!(picture(&*disk(folder.path())), expected, "moment {moment}");
        let mut reached = world.delivered.lock().unwrap().clone();
        reached.sort();
        let sent = reached.len();
        reached.dedup();
        assert_eq!(reached, keys, "moment {moment}");
        assert!(sent <= keys.len() + 1, "moment {moment}: at most the one under way is sent twice");
    }
}

#[tokio::test]
async fn every_store_gives_the_same_states_and_the_same_effects() {
    let folder = tempfile::tempdir().unwrap();
    let stores: [Arc<dyn Store>; 2] = [Arc::new(Memory::new(Limits::default())), disk(folder.path())];
    let mut results = Vec::new();
    for store in stores {
        let world = Arc::new(World::default());
        let runtime = run(config(), store.clone(), &world).await;
        talk(&runtime).await.unwrap();
        runtime.shutdown().await.unwrap();
        let delivered = world.delivered.lock().unwrap().clone();
        let counts = format!("{:?}", store.table().counts());
        results.push((picture(&*store), delivered, counts));
    }
    assert_eq!(results[0], results[1]);
}

#[tokio::test]
async fn after_a_crash_a_peer_without_keys_is_told_that_it_may_have_the_message() {
    let folder = tempfile::tempdir().unwrap();
    let world = Arc::new(World::default());
    // Moments: the event's commit, the record of the attempt, the attempt.
    let plan = Arc::new(CrashPlan::at(3));
    let runtime = run(Config { crash: Some(plan), ..config() }, disk(folder.path()), &world).await;
    runtime.submit("olga", message("e1", 0, "say hi")).await.unwrap();
    assert!(runtime.settle().await.is_err());
    runtime.end().await;
    let runtime = run(config(), disk(folder.path()), &world).await;
    runtime.settle().await.unwrap();
    assert_eq!(*world.attempts.lock().unwrap(), [0, 1]);
    assert_eq!(world.texts(), ["hi", "hi"]);
}

#[tokio::test]
async fn pause_and_resume_reach_the_engine_once_each() {
    let world = Arc::new(World::default());
    let runtime = in_memory(&world).await;
    assert!(matches!(runtime.pause("olga").await, Err(RuntimeError::UnknownContact(_))));
    let hello: Event = message("e1", 0, "say hi");
    runtime.submit("olga", hello).await.unwrap();
    assert_eq!(runtime.pause("olga").await.unwrap().sequence, 2);
    assert_eq!(runtime.resume("olga").await.unwrap().sequence, 3);
}
