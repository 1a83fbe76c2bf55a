//! What both stores promise, and what a real folder survives.

#![allow(clippy::disallowed_methods)] // tests look into the files themselves

use std::path::Path;

use super::folder::Folder;
use super::sample::transition;
use super::*;

const LIMITS: Limits = Limits { contacts_max: 1_000, keep: None, checkpoint_bytes_min: 8 << 20 };

fn take(store: &dyn Store, id: &str, sequence: u64) -> u32 {
    let number = store.reserve(id).unwrap();
    store.commit(vec![event(number, id, sequence)]).unwrap();
    number
}

fn event(number: u32, id: &str, sequence: u64) -> Change {
    Change::Transition(Box::new(transition(number, id, sequence, Time(sequence as i64 * 1_000))))
}

/// Everything that a start must bring back, in words that can be compared.
fn picture(store: &dyn Store) -> String {
    let table = store.table();
    let rows: Vec<_> = table.rows().map(|(number, row)| (number, row.clone())).collect();
    let kept = table.kept(WaitKey::new("click_id", "demo-1"));
    format!("{rows:?} {:?} {:?} {:?} {kept:?}", table.next_due(), table.outbox(), table.counts())
}

fn both(check: impl Fn(&dyn Store)) {
    check(&Memory::new(LIMITS));
    let folder = tempfile::tempdir().unwrap();
    check(&Disk::open(folder.path(), LIMITS).unwrap());
}

fn reopened(folder: &Path, store: Disk) -> Disk {
    drop(store);
    Disk::open(folder, LIMITS).unwrap()
}

#[test]
fn a_transition_is_in_the_table_with_its_timer_and_its_effects() {
    both(|store| {
        let olga = take(store, "web:olga", 1);
        let table = store.table();
        assert_eq!(table.number("web:olga"), Some(olga));
        assert_eq!(&*table.row(olga).unwrap().state, b"state 1 of web:olga");
        assert_eq!(table.due(Time(3_601_000)), [(Time(3_601_000), olga)]);
        assert_eq!(table.due(Time(3_600_999)), []);
        let key = OutboxKey { contact: olga, sequence: 1, index: 0 };
        assert_eq!(&*table.outbox()[&key].effect, b"say 1 to web:olga");
        assert!(table.seen(SeenId::new("web:olga", "e1")));
        assert!(!table.seen(SeenId::new("web:olga", "e2")));
    });
}

#[test]
fn an_effect_leaves_the_outbox_when_delivered_given_up_or_answered() {
    both(|store| {
        let number = take(store, "web:olga", 1);
        let first = OutboxKey { contact: number, sequence: 1, index: 0 };
        let progress = |key, reached| Change::Progress(Progress { key, at: Time(5), reached });
        store.commit(vec![progress(first, Reached::Attempted)]).unwrap();
        assert_eq!(store.table().outbox()[&first].attempts, 1);
        store.commit(vec![progress(first, Reached::Delivered)]).unwrap();
        assert!(store.table().outbox().is_empty());
        take(store, "web:olga", 2);
        let mut answer = transition(number, "web:olga", 3, Time(3_000));
        answer.head.settles = Some((2, 0));
        store.commit(vec![Change::Transition(Box::new(answer))]).unwrap();
        let left: Vec<u64> = store.table().outbox().keys().map(|key| key.sequence).collect();
        assert_eq!(left, [3]);
    });
}

#[test]
fn a_full_table_refuses_new_contacts_and_serves_the_old_ones() {
    let store = Memory::new(Limits { contacts_max: 1, ..LIMITS });
    take(&store, "web:olga", 1);
    assert!(matches!(store.reserve("web:ivan"), Err(StoreError::Full { contacts_max: 1 })));
    take(&store, "web:olga", 2);
}

#[test]
fn history_is_the_transitions_newest_first() {
    both(|store| {
        for sequence in 1..=5 {
            take(store, "web:ivan", sequence);
            take(store, "web:olga", sequence);
        }
        let number = store.table().number("web:olga").unwrap();
        let events: Vec<u64> =
            store.history(number, 3).unwrap().iter().map(|entry| entry.head.sequence).collect();
        assert_eq!(events, [5, 4, 3]);
        assert_eq!(store.history(number, 99).unwrap().len(), 5);
        assert_eq!(store.history(number, 1).unwrap()[0].body.event, b"event 5 of web:olga");
    });
}

#[test]
fn an_event_kept_for_a_contact_not_yet_met_is_given_once() {
    both(|store| {
        let key = WaitKey::new("click_id", "demo-1");
        let kept = |at: i64| Kept { key, event_id: SeenId(at as u64), at: Time(at), event: vec![at as u8] };
        store.commit(vec![Change::Keep(kept(2)), Change::Keep(kept(1))]).unwrap();
        assert_eq!(store.table().kept(key), [kept(1), kept(2)]);
        assert!(store.table().seen(SeenId(2)));
        store.commit(vec![event(1, "web:olga", 1), Change::Join(key)]).unwrap();
        assert_eq!(store.table().kept(key), []);
    });
}

#[test]
fn kept_events_are_bounded_and_old_ones_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    let key = WaitKey::new("click_id", "demo-1");
    for at in 0..70 {
        let kept = Kept { key, event_id: SeenId(at), at: Time(at as i64), event: vec![1] };
        store.commit(vec![Change::Keep(kept)]).unwrap();
    }
    assert_eq!(store.table().kept(key).len(), 64);
    store.checkpoint().unwrap();
    let late = Kept { key, event_id: SeenId(99), at: Time(91 * 86_400_000), event: vec![1] };
    store.commit(vec![Change::Keep(late)]).unwrap();
    let store = reopened(folder.path(), store);
    assert_eq!(store.table().kept(key).len(), 1);
}

#[test]
fn events_of_contacts_who_never_came_are_gone_after_90_days() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    let key = |name: &str| WaitKey::new("click_id", name);
    for (name, at) in [("old", 0), ("young", 50)] {
        let kept = Kept { key: key(name), event_id: SeenId(at as u64), at: Time(at), event: vec![1] };
        store.commit(vec![Change::Keep(kept)]).unwrap();
    }
    let late = transition(1, "web:olga", 1, Time(90 * 86_400_000 + 50));
    store.commit(vec![Change::Transition(Box::new(late))]).unwrap();
    let store = reopened(folder.path(), store);
    assert_eq!(store.table().kept(key("old")).len(), 0);
    assert_eq!(store.table().kept(key("young")).len(), 1);
    store.checkpoint().unwrap();
    drop(store);
    let db = raw(folder.path());
    assert_eq!(db.scan_prefix([shelf::KEPT]).count(), 1);
}

#[test]
fn a_dropped_store_opens_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    let olga = take(&store, "web:olga", 1);
    take(&store, "web:ivan", 1);
    take(&store, "web:olga", 2);
    let key = OutboxKey { contact: olga, sequence: 1, index: 0 };
    let progress = Progress { key, at: Time(5), reached: Reached::Delivered };
    store.commit(vec![Change::Progress(progress)]).unwrap();
    let wait = WaitKey::new("click_id", "demo-1");
    let kept = Kept { key: wait, event_id: SeenId(1), at: Time(1), event: b"postback".to_vec() };
    store.commit(vec![Change::Keep(kept)]).unwrap();
    let before = picture(&store);
    let store = reopened(folder.path(), store);
    assert_eq!(picture(&store), before);
    assert!(store.table().seen(SeenId::new("web:olga", "e1")));
    assert_eq!(store.reserve("web:new").unwrap(), 3);
}

#[test]
fn checkpoints_at_any_moment_change_nothing_of_what_a_start_brings_back() {
    for checkpoint_bytes_min in [0, 300, 1_000] {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits { checkpoint_bytes_min, ..LIMITS };
        let mut store = Disk::open(folder.path(), limits).unwrap();
        for round in 1..=6 {
            for contact in 1..=200 {
                let number = store.reserve(&format!("web:{contact}")).unwrap();
                store.commit(vec![event(number, &format!("web:{contact}"), round)]).unwrap();
                let key = OutboxKey { contact: number, sequence: round, index: 0 };
                let progress = Progress { key, at: Time(5), reached: Reached::Delivered };
                if contact % 3 != 0 {
                    store.commit(vec![Change::Progress(progress)]).unwrap();
                }
            }
            let before = picture(&store);
            drop(store);
            store = Disk::open(folder.path(), limits).unwrap();
            assert_eq!(picture(&store), before, "round {round}");
            assert!(store.table().seen(SeenId::new("web:1", "e1")));
        }
        assert!(store.health().chunks_to_read < store.health().chunks, "a checkpoint was made");
        assert_eq!(store.history(7, 99).unwrap().len(), 6);
    }
}

#[test]
fn after_a_checkpoint_a_start_reads_no_journal() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    for sequence in 1..=10 {
        take(&store, "web:olga", sequence);
    }
    assert_eq!(store.health().chunks_to_read, 10);
    store.checkpoint().unwrap();
    let before = picture(&store);
    let latest = store.table().latest();
    let store = reopened(folder.path(), store);
    assert_eq!(store.health().chunks_to_read, 0);
    assert_eq!(picture(&store), before);
    assert_eq!(store.table().latest(), latest, "a virtual clock goes on where it stood");
}

#[test]
fn the_journal_is_pruned_to_its_retention_and_never_beyond_recovery() {
    let folder = tempfile::tempdir().unwrap();
    let keep = Some(Duration(5_000));
    let store = Disk::open(folder.path(), Limits { keep, ..LIMITS }).unwrap();
    for sequence in 1..=20 {
        take(&store, "web:olga", sequence);
    }
    assert_eq!(store.history(1, 99).unwrap().len(), 20, "nothing is pruned before a checkpoint");
    store.checkpoint().unwrap();
    let history = store.history(1, 99).unwrap();
    assert_eq!(history.last().unwrap().head.sequence, 15);
    let before = picture(&store);
    assert_eq!(picture(&reopened(folder.path(), store)), before);
}

#[test]
fn a_group_larger_than_a_value_comes_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    let mut group = Vec::new();
    for number in 1..=300 {
        let id = format!("web:{number}");
        assert_eq!(store.reserve(&id).unwrap(), number);
        let mut one = transition(number, &id, 1, Time(1));
        one.body.state = vec![number as u8; 1_000];
        group.push(Change::Transition(Box::new(one)));
    }
    store.commit(group).unwrap();
    let mut huge = transition(1, "web:1", 2, Time(2));
    huge.body.state = vec![9; 300_000];
    store.commit(vec![Change::Transition(Box::new(huge))]).unwrap();
    store.checkpoint().unwrap();
    let before = picture(&store);
    assert_eq!(picture(&reopened(folder.path(), store)), before);
}

#[test]
fn a_torn_last_chunk_is_dropped_and_writing_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    take(&store, "web:olga", 1);
    take(&store, "web:olga", 2);
    drop(store);
    damage(folder.path(), 2);
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    assert_eq!(store.table().row(1).unwrap().sequence, 1);
    take(&store, "web:olga", 2);
    let store = reopened(folder.path(), store);
    assert_eq!(store.table().row(1).unwrap().sequence, 2);
}

#[test]
fn damage_elsewhere_is_an_error_that_deletes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    take(&store, "web:olga", 1);
    take(&store, "web:olga", 2);
    drop(store);
    damage(folder.path(), 1);
    for _ in 0..2 {
        let error = Disk::open(folder.path(), LIMITS).err().unwrap().to_string();
        assert!(error.contains("journal chunk 1: the checksum does not fit"), "{error}");
        assert!(error.contains("Nothing in it was deleted"), "{error}");
    }
}

/// sled itself under a folder that was closed just now.
fn raw(folder: &Path) -> sled::Db {
    recover::open_sled(&Folder::create(folder).unwrap()).unwrap()
}

/// Changes a byte in the middle of a journal chunk.
fn damage(folder: &Path, chunk: u64) {
    let db = raw(folder);
    let (key, value) = db.scan_prefix(shelf::numbered(shelf::JOURNAL, chunk)).next().unwrap().unwrap();
    let mut bytes = value.to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    db.insert(key, bytes).unwrap();
    db.flush().unwrap();
}

#[test]
fn a_missing_chunk_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    (1..=3).for_each(|sequence| {
        take(&store, "web:olga", sequence);
    });
    drop(store);
    let db = raw(folder.path());
    let (key, _) = db.scan_prefix(shelf::numbered(shelf::JOURNAL, 2)).next().unwrap().unwrap();
    db.remove(key).unwrap();
    db.flush().unwrap();
    drop(db);
    let error = Disk::open(folder.path(), LIMITS).err().unwrap().to_string();
    assert!(error.contains("journal chunk 2 is missing"), "{error}");
}

#[test]
fn two_opens_of_one_folder_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Disk::open(folder.path(), LIMITS).unwrap();
    let error = Disk::open(folder.path(), LIMITS).err().unwrap();
    assert!(matches!(error, StoreError::Locked(_)), "{error}");
    assert!(error.to_string().starts_with("another flowc runs on this folder"));
}

#[test]
fn another_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(Disk::open(folder.path(), LIMITS).unwrap());
    let db = raw(folder.path());
    let mut batch = sled::Batch::default();
    shelf::put(&mut batch, &shelf::meta("format"), sheet::encode(&7u32));
    db.apply_batch(batch).unwrap();
    db.flush().unwrap();
    drop(db);
    let error = Disk::open(folder.path(), LIMITS).err().unwrap();
    assert!(matches!(error, StoreError::Format { found: 7, .. }), "{error}");
}

#[test]
fn without_its_key_a_contact_is_damage_and_nothing_of_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    take(&store, "web:olga", 1);
    drop(store);
    std::fs::write(folder.path().join("keys"), [5; 64]).unwrap();
    let error = Disk::open(folder.path(), LIMITS).err().unwrap().to_string();
    assert!(error.contains("contact 1 does not open with its key"), "{error}");
}

#[test]
fn no_word_of_a_person_lies_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    let number = take(&store, "web:olga-secret", 1);
    store.put_media(number, b"a secret picture").unwrap();
    let wait = WaitKey::new("click_id", "secret");
    let kept = Kept { key: wait, event_id: SeenId(1), at: Time(1), event: b"secret postback".to_vec() };
    store.commit(vec![Change::Keep(kept)]).unwrap();
    store.checkpoint().unwrap();
    drop(store);
    let mut looked = 0;
    let mut folders = vec![folder.path().to_path_buf()];
    while let Some(path) = folders.pop() {
        for entry in std::fs::read_dir(path).unwrap().map(Result::unwrap) {
            if entry.metadata().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap();
            assert!(!bytes.windows(6).any(|window| window == b"secret"), "{}", entry.path().display());
            looked += 1;
        }
    }
    assert!(looked >= 4);
}

#[test]
fn a_forgotten_person_cannot_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    let olga = take(&store, "web:olga", 1);
    let ivan = take(&store, "web:ivan", 1);
    let name = store.put_media(olga, b"picture").unwrap();
    assert_eq!(store.media(olga, &name).unwrap(), b"picture");
    assert!(store.media(ivan, &name).is_err(), "a medium is its contact's alone");
    store.forget(olga).unwrap();
    for round in 0..3 {
        assert_eq!(store.table().number("web:olga"), None, "round {round}");
        assert!(store.table().row(olga).is_none());
        assert!(store.table().outbox_of(olga).next().is_none());
        assert!(store.history(olga, 9).unwrap().is_empty());
        assert!(store.media(olga, &name).is_err());
        assert_eq!(store.table().row(ivan).unwrap().sequence, 1);
        if round == 1 {
            store.checkpoint().unwrap();
        }
    }
    let store = reopened(folder.path(), store);
    assert_eq!(store.table().len(), 1);
    let again = store.reserve("web:olga").unwrap();
    assert!(again > ivan, "a forgotten number is not given out again");
    take(&store, "web:olga", 1);
}

#[test]
fn the_last_forgotten_number_is_not_given_out_again_after_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    let olga = take(&store, "web:olga", 1);
    store.forget(olga).unwrap();
    store.checkpoint().unwrap();
    let store = reopened(folder.path(), store);
    assert!(store.reserve("web:new").unwrap() > olga);
    take(&store, "web:new", 1);
}

#[test]
fn programs_come_back_by_their_hash_and_the_last_one_is_active() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    assert_eq!(store.deploy("aa", "{1}", Time(1)).unwrap(), 0);
    assert_eq!(store.deploy("bb", "{2}", Time(2)).unwrap(), 1);
    assert_eq!(store.deploy("aa", "{1}", Time(3)).unwrap(), 2);
    let store = reopened(folder.path(), store);
    let programs: Vec<String> = store.table().deployments().iter().map(|one| one.program.clone()).collect();
    assert_eq!(programs, ["aa", "bb", "aa"]);
    assert_eq!(store.program("bb").unwrap(), "{2}");
    assert!(matches!(store.program("cc"), Err(StoreError::Missing { .. })));
}

#[test]
fn a_name_from_outside_reaches_no_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    assert!(store.media(1, "../keys").is_err());
    assert!(store.media(1, "").is_err());
}

#[test]
fn after_a_failed_write_the_store_takes_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let store = Disk::open(folder.path(), LIMITS).unwrap();
    take(&store, "web:olga", 1);
    store.break_for_tests();
    assert!(matches!(store.commit(vec![event(1, "web:olga", 2)]), Err(StoreError::Poisoned(_))));
    assert!(store.health().failure.is_some());
    assert_eq!(store.table().row(1).unwrap().sequence, 1, "reading goes on");
    let store = reopened(folder.path(), store);
    take(&store, "web:olga", 2);
}
