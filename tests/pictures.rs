//! A picture is drawn, sent to the real binary, and read by the real tesseract.
#![allow(clippy::disallowed_methods)] // tests look at files

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const FUNNEL: &str = r#"bot "Pictures" { start proof }

## The number under the avatar, digits only.
field player_id: text matches /[0-9]{6,12}/

flow proof {
  step ask {
    ask image "Send the screenshot." at most 2 times within 1d else -> end
    read player_id from image "the number under the avatar" else -> unreadable
    say "Your ID is {player_id}."
    -> ask
  }
  step unreadable {
    say "I cannot read it."
    -> ask
  }
}
"#;

/// Draws lines of text, dark on light, as a phone's screenshot would show them.
fn draw(path: &Path, lines: &[&str]) {
    let drawn = Command::new("convert")
        .args(["-size", "640x360", "xc:white", "-fill", "black", "-font", "DejaVu-Sans", "-pointsize", "32"])
        .args(lines.iter().enumerate().flat_map(|(at, line)| {
            ["-annotate".to_owned(), format!("+40+{}", 80 + 60 * at), (*line).to_owned()]
        }))
        .arg(path)
        .status()
        .expect("ImageMagick's `convert` draws the test's pictures: install imagemagick");
    assert!(drawn.success());
}

/// What the bot says to each of the pictures.
fn answers(folder: &Path, pictures: &[&str]) -> Vec<Vec<String>> {
    let script = folder.join("proof.flow");
    std::fs::write(&script, FUNNEL).unwrap();
    let mut flowc = Command::new(env!("CARGO_BIN_EXE_flowc"))
        .arg("run")
        .arg(&script)
        .args(["--stdio", "--clock", "virtual", "--data"])
        .arg(folder.join("data"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = flowc.stdin.take().unwrap();
    let mut output = BufReader::new(flowc.stdout.take().unwrap());
    let mut send = |event: Value| {
        writeln!(input, "{event}").unwrap();
        input.flush().unwrap();
        let mut said = Vec::new();
        loop {
            let mut line = String::new();
            assert!(output.read_line(&mut line).unwrap() > 0, "flowc ended at {event}");
            let answer: Value = serde_json::from_str(&line).unwrap();
            assert!(answer.get("error").is_none(), "{line}");
            if answer.get("done").is_some() {
                return said;
            }
            said.push(answer["text"].as_str().unwrap_or_default().to_owned());
        }
    };
    send(json!({ "contact": "c1", "id": "e0", "at": "2026-11-23T10:00:00Z", "type": "start" }));
    let events = pictures.iter().enumerate().map(|(at, picture)| {
        json!({
            "contact": "c1", "id": format!("p{at}"), "at": format!("2026-11-23T10:0{}:00Z", at + 1),
            "type": "message", "media": [{ "kind": "image", "file": folder.join(picture) }],
        })
    });
    let said = events.map(&mut send).collect();
    drop(input);
    assert!(flowc.wait().unwrap().success());
    said
}

/// Whether the machine has what the test needs. Where CI runs it must; elsewhere the test says that it did nothing.
fn equipped() -> bool {
    let missing = ["tesseract", "convert"].into_iter().find(|program| {
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err()
    });
    if let Some(program) = missing {
        assert!(std::env::var_os("CI").is_none(), "{program} is missing: .ci/run installs it");
        eprintln!("no `{program}` here: pictures were not read");
    }
    missing.is_none()
}

#[test]
fn tesseract_reads_the_id_of_a_drawn_screenshot_and_refuses_two_different_ones() {
    if !equipped() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    draw(&folder.path().join("one.png"), &["Anna Petrova", "ID 48213907", "Pot: 3 coins"]);
    draw(&folder.path().join("two.png"), &["Anna 48213907", "Ivan 55512345"]);
    draw(&folder.path().join("none.png"), &["Nothing to see"]);
    let said = answers(folder.path(), &["one.png", "two.png", "none.png"]);
    assert_eq!(said[0], ["Your ID is 48213907.", "Send the screenshot."]);
    assert_eq!(said[1], ["I cannot read it.", "Send the screenshot."], "two IDs: none fits");
    assert_eq!(said[2], ["I cannot read it.", "Send the screenshot."]);
}
