//! Killed with -9 at random moments, twenty times, under fifty contacts: nothing acknowledged is lost, nothing is decided
//! twice, every contact goes on.
//!
//! The real binary is driven over `run --stdio --clock virtual`. A client sends each event until it is acknowledged, as
//! webhooks do; lines are written ahead, so the process is at work when the kill comes. Which line is read before a
//! kill comes from a seed; where in its work the process is at that moment is chance.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use flowc::store::{Disk, Limits, Store};
use serde_json::{Value, json};

const CONTACTS: usize = 50;
const KILLS: usize = 20;
/// Lines that are written before the first of them is acknowledged.
const AHEAD: usize = 12;
/// A Monday noon in Kyiv, in milliseconds.
const BEGIN: i64 = 1_795_428_000_000;
const MINUTE: i64 = 60_000;

/// What happened in one run.
#[derive(Debug, Default)]
struct Run {
    /// Effects that left, by key: what was said, and how often.
    effects: BTreeMap<String, (String, usize)>,
    /// Events that were acknowledged.
    acknowledged: BTreeSet<String>,
    kills: usize,
}

/// The states of all contacts, from the folder itself.
fn states(data: &Path) -> BTreeMap<String, Vec<u8>> {
    let store = Disk::open(data, Limits::default()).unwrap();
    let table = store.table();
    table.rows().map(|(_, row)| (row.id.to_string(), row.state.to_vec())).collect()
}

struct Flowc {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Flowc {
    fn start(project: &Path, data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_flowc"))
            .arg("run")
            .arg(project)
            .args(["--stdio", "--clock", "virtual", "--data"])
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdin, stdout }
    }

    /// The next whole line; none at the end.
    fn line(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line.ends_with('\n').then(|| serde_json::from_str(&line).unwrap())
    }
}

/// Sends all events; kills before each of these numbers of lines read.
fn drive(project: &Path, data: &Path, events: &[Value], mut kills: VecDeque<usize>) -> Run {
    let mut run = Run::default();
    let mut flowc = Flowc::start(project, data);
    let mut waiting: VecDeque<&Value> = events.iter().collect();
    let mut written = 0;
    let mut read = 0;
    while !waiting.is_empty() {
        // A killed process takes no lines; its end is seen when reading.
        while written < waiting.len().min(AHEAD) && writeln!(flowc.stdin, "{}", waiting[written]).is_ok() {
            written += 1;
        }
        if kills.front().is_some_and(|kill| *kill == read) {
            kills.pop_front();
            run.kills += 1;
            flowc.child.kill().unwrap();
        }
        match flowc.line() {
            Some(line) => {
                read += 1;
                note(&mut run, &line);
                if line.get("done").is_some() {
                    assert_eq!(line["done"], waiting.front().unwrap()["id"]);
                    waiting.pop_front();
                    written -= 1;
                }
            }
            None => {
                flowc.child.wait().unwrap();
                assert!(run.kills > 0, "it ended by itself at {}", waiting[0]);
                flowc = Flowc::start(project, data);
                written = 0;
            }
        }
    }
    drop(flowc.stdin);
    let mut rest = flowc.stdout.lines();
    while let Some(Ok(line)) = rest.next() {
        note(&mut run, &serde_json::from_str(&line).unwrap());
    }
    assert!(flowc.child.wait().unwrap().success());
    run
}

fn note(run: &mut Run, line: &Value) {
    assert!(line.get("error").is_none(), "{line}");
    if let Some(id) = line["done"].as_str() {
        run.acknowledged.insert(id.to_string());
    } else {
        let said = format!("{} {}", line["effect"], line["text"]);
        let effect =
            run.effects.entry(line["key"].as_str().unwrap().to_string()).or_insert((said.clone(), 0));
        assert_eq!(effect.0, said, "one key, one effect");
        effect.1 += 1;
    }
}

/// Rounds of a conversation: minutes since the beginning, and what each contact does then.
type Rounds = Vec<(i64, Box<dyn Fn(usize) -> Option<Value>>)>;

fn events(rounds: &Rounds) -> Vec<Value> {
    let mut events = Vec::new();
    for (round, (minutes, act)) in rounds.iter().enumerate() {
        for contact in 0..CONTACTS {
            let Some(mut event) = act(contact) else { continue };
            let at = BEGIN + minutes * MINUTE + contact as i64 * 400;
            let at = jiff::Timestamp::from_millisecond(at).unwrap().to_string();
            let more = event.as_object_mut().unwrap();
            more.insert("id".into(), format!("e{round}-{contact}").into());
            more.insert("at".into(), at.into());
            // A postback is found by its parameters alone.
            if more["type"] != "postback" {
                more.insert("contact".into(), format!("web:{contact}").into());
            }
            events.push(event);
        }
    }
    events
}

fn check(project: &str, rounds: &Rounds) {
    let project = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples").join(project);
    let events = events(rounds);
    let calm = tempfile::tempdir().unwrap();
    let expected = drive(&project, calm.path(), &events, VecDeque::new());
    assert_eq!(expected.acknowledged.len(), events.len());
    assert!(expected.effects.values().all(|(_, times)| *times == 1));
    let lines = expected.effects.len() + events.len();

    let mut seed = 20_261_121u64;
    let moments: BTreeSet<usize> = std::iter::from_fn(|| Some(random(&mut seed) % lines)).take(200).collect();
    let moments: Vec<usize> = moments.into_iter().collect();
    let kills = (0..KILLS).map(|kill| moments[kill * moments.len() / KILLS]).collect();
    let killed = tempfile::tempdir().unwrap();
    let run = drive(&project, killed.path(), &events, kills);

    assert_eq!(run.kills, KILLS);
    assert_eq!(run.acknowledged, expected.acknowledged);
    let said = |run: &Run| -> BTreeMap<String, String> {
        run.effects.iter().map(|(key, (said, _))| (key.clone(), said.clone())).collect()
    };
    assert_eq!(said(&run), said(&expected), "the same effects under the same keys");
    let twice: usize = run.effects.values().map(|(_, times)| times - 1).sum();
    assert!(twice <= KILLS, "one effect at most is under way at a kill: {twice}");
    let (calm, killed) = (states(calm.path()), states(killed.path()));
    assert_eq!(calm.len(), CONTACTS);
    assert_eq!(calm, killed, "the same states, to the byte");
}

/// splitmix64.
fn random(seed: &mut u64) -> usize {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as usize
}

fn start(contact: usize) -> Option<Value> {
    let trackers = json!({ "click_id": format!("demo-{contact}") });
    Some(json!({ "type": "start", "trackers": trackers, "known": { "channel": "web" } }))
}

fn say(text: &str) -> Option<Value> {
    Some(json!({ "type": "message", "text": text }))
}

fn postback(name: &str, contact: usize, mut params: Value) -> Option<Value> {
    params.as_object_mut().unwrap().insert("click_id".into(), format!("demo-{contact}").into());
    Some(json!({ "type": "postback", "name": name, "params": params }))
}

#[test]
fn the_postback_funnel_survives_twenty_kills_under_fifty_contacts() {
    let deposit = |contact: usize, amount: i64, tid: &str| {
        postback("deposit", contact, json!({ "amount": amount, "currency": "EUR", "tid": tid }))
    };
    let rounds: Rounds = vec![
        // Every third is known to the tracker before they write.
        (
            0,
            Box::new(
                |contact| if contact % 3 == 0 { postback("registration", contact, json!({})) } else { None },
            ),
        ),
        (1, Box::new(start)),
        (3, Box::new(|contact| say(["how does it work?", "I do not trust apps", "in an hour"][contact % 3]))),
        (5, Box::new(|contact| if contact % 2 == 0 { say("is it free?") } else { None })),
        (2_000, Box::new(|contact| say(["hello", "tomorrow morning", "in two hours"][contact % 3]))),
        (2_010, Box::new(|contact| postback("registration", contact, json!({})))),
        (2_020, Box::new(move |contact| deposit(contact, 20 + contact as i64, "a"))),
        (2_030, Box::new(move |contact| if contact % 2 == 0 { deposit(contact, 150, "b") } else { None })),
        (
            2_040,
            Box::new(
                move |contact| if contact % 5 == 0 { deposit(contact, 150, "b") } else { say("thanks") },
            ),
        ),
    ];
    check("postback-funnel", &rounds);
}

#[test]
fn the_screenshot_funnel_survives_twenty_kills_under_fifty_contacts() {
    let proof = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/screenshot-funnel/proof.png");
    let picture = move |contact: usize| {
        let media = json!([{ "kind": "image", "file": proof }]);
        if contact.is_multiple_of(10) {
            Some(json!({ "type": "message", "media": media }))
        } else {
            say("готово")
        }
    };
    let rounds: Rounds = vec![
        (0, Box::new(start)),
        (2, Box::new(|contact| say(["я у вас с весны", "нет", "не доверяю приложениям"][contact % 3]))),
        (4, Box::new(picture)),
        (
            30,
            Box::new(|contact| {
                if contact % 4 == 0 {
                    say("стоп")
                } else {
                    say("расскажите подробнее")
                }
            }),
        ),
        (3_000, Box::new(|contact| say(["привет", "готово", "/start"][contact % 3]))),
    ];
    check("screenshot-funnel", &rounds);
}
