//! Which layout of sled carries a contact's transitions? Journal chunks (one value per group of transitions) beside a
//! table in memory, against one record per contact; both with an own `fdatasync` of sled's file `db` per group.
//!
//! `cargo bench --bench store_layout -- 100000` (the number of contacts; as many events are written). Each layout runs
//! in a process of its own, so that resident memory and bytes written are its own. A plain file with append and
//! `fdatasync`, measured beside each layout in the same run, is the yardstick: trust the ratios, not the numbers.

#![allow(clippy::disallowed_methods)] // a bench measures time and files

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Size of one encoded transition in the journal.
const ENTRY_BYTES: usize = 120;
/// Size of one contact's state.
const STATE_BYTES: usize = 256;
/// Values stay below this: sled writes larger ones past its log.
const CHUNK_BYTES_MAX: usize = 48 * 1024;
/// Durable groups after which a run ends, so that slow disks give an answer too.
const GROUPS_MAX: usize = 20_000;

#[derive(Clone, Copy, PartialEq)]
enum Layout {
    Journal,
    Records,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match args.first().map(String::as_str) {
        Some("layout") => run_layout(&args[1], number(&args[2]), number(&args[3]), Path::new(&args[4])),
        Some("open") => run_open(&args[1], number(&args[2]), Path::new(&args[3])),
        first => compare(first.map_or(100_000, number)),
    }
}

fn number(text: &str) -> usize {
    text.replace('_', "").parse().expect("a number of contacts")
}

fn compare(contacts: usize) {
    println!("{contacts} contacts; an event is {ENTRY_BYTES} B in the journal, {STATE_BYTES} B as a record");
    println!(
        "layout   group   events/s  of the disk's rate  resident  written/event  folder   open  open+read"
    );
    let program = std::env::current_exe().expect("own path");
    for (layout, group) in [("journal", 64), ("journal", 256), ("records", 64), ("records", 256)] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let run = |args: &[String]| {
            let out = Command::new(&program).args(args).output().expect("the child runs");
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
            String::from_utf8_lossy(&out.stdout).trim_end().to_string()
        };
        let path = folder.path().display().to_string();
        let written =
            run(&["layout".into(), layout.into(), contacts.to_string(), group.to_string(), path.clone()]);
        let opened = run(&["open".into(), layout.into(), contacts.to_string(), path]);
        println!("{layout:8} {group:5}  {written}  {opened}");
    }
}

/// Runs one layout and prints its columns.
fn run_layout(layout: &str, contacts: usize, group: usize, folder: &Path) {
    let layout = if layout == "journal" { Layout::Journal } else { Layout::Records };
    let db = open(folder);
    let sync = File::open(folder.join("db")).expect("sled's file");
    let mut table = Vec::new();
    match layout {
        Layout::Journal => table = vec![[0u8; STATE_BYTES]; contacts],
        Layout::Records => preload(&db, contacts),
    }
    commit(&db, &sync);

    let groups = (contacts / group).clamp(1, GROUPS_MAX);
    let disk_before = disk_rate(folder, group);
    let io_before = bytes_written();
    let mut random = 1u64;
    let started = Instant::now();
    for sequence in 0..groups {
        match layout {
            Layout::Journal => {
                let mut chunk = Vec::with_capacity(group * ENTRY_BYTES);
                for _ in 0..group {
                    let contact = next(&mut random) as usize % contacts;
                    fill(&mut table[contact], &mut random);
                    chunk.extend_from_slice(&(contact as u32).to_be_bytes());
                    chunk.extend_from_slice(&table[contact][..ENTRY_BYTES - 4]);
                }
                assert!(chunk.len() < CHUNK_BYTES_MAX);
                db.insert(key(b'j', sequence as u64), chunk).expect("insert");
            }
            Layout::Records => {
                let mut batch = sled::Batch::default();
                for _ in 0..group {
                    let contact = next(&mut random) % contacts as u64;
                    let mut state = [0u8; STATE_BYTES];
                    fill(&mut state, &mut random);
                    batch.insert(&key(b'c', contact), &state[..]);
                }
                db.apply_batch(batch).expect("batch");
            }
        }
        commit(&db, &sync);
    }
    let seconds = started.elapsed().as_secs_f64();
    let events = groups * group;
    let written = bytes_written() - io_before;
    let disk = (disk_before + disk_rate(folder, group)) / 2.0;
    let rate = events as f64 / seconds;
    println!(
        "{rate:9.0}  {:17.0}%  {:5} MB  {:11} B  {:4} MB",
        100.0 * rate / (disk * group as f64),
        resident_mb(),
        written / events as u64,
        folder_mb(folder),
    );
    std::hint::black_box(&table);
    drop(db);
}

/// Opens a folder that `run_layout` left, alone and with reading everything that a start needs.
fn run_open(layout: &str, contacts: usize, folder: &Path) {
    let started = Instant::now();
    let db = open(folder);
    let open_ms = started.elapsed().as_millis();
    let mut table = vec![[0u8; STATE_BYTES]; if layout == "journal" { contacts } else { 0 }];
    let mut bytes = 0;
    for item in db.iter() {
        let (_, value) = item.expect("a readable value");
        bytes += value.len();
        if layout == "journal" {
            for entry in value.chunks_exact(ENTRY_BYTES) {
                let contact = u32::from_be_bytes([entry[0], entry[1], entry[2], entry[3]]) as usize;
                table[contact][..ENTRY_BYTES - 4].copy_from_slice(&entry[4..]);
            }
        }
    }
    std::hint::black_box((bytes, table));
    println!("{open_ms:4} ms  {:6} ms", started.elapsed().as_millis());
}

fn open(folder: &Path) -> sled::Db {
    let config = sled::Config::new().path(folder).cache_capacity(64 << 20).flush_every_ms(None);
    config.open().expect("an own folder opens")
}

fn preload(db: &sled::Db, contacts: usize) {
    let mut random = 7u64;
    for start in (0..contacts).step_by(1_000) {
        let mut batch = sled::Batch::default();
        for contact in start..(start + 1_000).min(contacts) {
            let mut state = [0u8; STATE_BYTES];
            fill(&mut state, &mut random);
            batch.insert(&key(b'c', contact as u64), &state[..]);
        }
        db.apply_batch(batch).expect("batch");
    }
}

/// Flush alone is `sync_file_range` on Linux: it survives a killed process, not lost power. Hence the second line.
fn commit(db: &sled::Db, sync: &File) {
    db.flush().expect("flush");
    sync.sync_data().expect("fdatasync");
}

/// Appends of a whole group with `fdatasync` per second, on a file beside the database.
fn disk_rate(folder: &Path, group: usize) -> f64 {
    let path = folder.join("reference");
    let mut file = OpenOptions::new().create(true).append(true).open(&path).expect("a file");
    let block = vec![0x5a; group * ENTRY_BYTES];
    let rounds = 500;
    let started = Instant::now();
    for _ in 0..rounds {
        file.write_all(&block).expect("append");
        file.sync_data().expect("fdatasync");
    }
    let rate = f64::from(rounds) / started.elapsed().as_secs_f64();
    std::fs::remove_file(path).expect("own file");
    rate
}

fn key(prefix: u8, number: u64) -> [u8; 9] {
    let mut key = [prefix; 9];
    key[1..].copy_from_slice(&number.to_be_bytes());
    key
}

/// splitmix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn fill(bytes: &mut [u8], random: &mut u64) {
    for part in bytes.chunks_mut(8) {
        let word = next(random).to_le_bytes();
        part.copy_from_slice(&word[..part.len()]);
    }
}

fn bytes_written() -> u64 {
    proc_value("/proc/self/io", "write_bytes:")
}

fn resident_mb() -> u64 {
    proc_value("/proc/self/status", "VmRSS:") / 1024
}

fn proc_value(file: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
    line.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0)
}

fn folder_mb(folder: &Path) -> u64 {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).expect("own folder").flatten() {
        let meta = entry.metadata().expect("own file");
        bytes += if meta.is_dir() { folder_mb(&entry.path()) << 20 } else { meta.len() };
    }
    bytes >> 20
}
