//! `flowc kb learn`: what customers ask in recorded calls, as a table for a person to edit.

use std::path::Path;

use clap::Args;

use super::super::{Exit, Screen};
use super::hear::Ears;
use super::question::{Asked, QUESTIONS_MAX, questions, recurring};
use super::transcript::{self, Turn};
use super::{read, write};
use crate::project::{Disk, Files, join};

/// Find the questions that recur in recorded calls, and write them with the replies as a table to edit
#[derive(Debug, Args)]
pub struct Learn {
    /// Recordings (mp3, wav, m4a, ogg, flac, webm), transcripts (txt, srt, vtt, json), or folders of them
    #[arg(required = true, value_name = "RECORDING")]
    recordings: Vec<String>,
    /// The table to write
    #[arg(short, long, value_name = "FILE", default_value = "learned.csv")]
    output: String,
    /// Write over a table that is there already
    #[arg(long)]
    force: bool,
    /// The project whose manifest names the model `transcribe`
    #[arg(long, value_name = "PATH", default_value = ".")]
    project: String,
    /// Leave out what was asked less often
    #[arg(long, value_name = "N", default_value_t = 2)]
    at_least: usize,
}

/// What a file is, by its ending.
enum Kind {
    Audio,
    Plain,
    Subtitles,
    Json,
}

impl Kind {
    fn of(path: &str) -> Option<Kind> {
        let ending = Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "mp3" | "wav" | "m4a" | "ogg" | "oga" | "opus" | "flac" | "webm" => Kind::Audio,
            "txt" => Kind::Plain,
            "srt" | "vtt" => Kind::Subtitles,
            "json" => Kind::Json,
            _ => return None,
        })
    }
}

impl Learn {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        if let Err((why, help)) = write::is_free(&self.output, self.force) {
            return screen.fail(why, help);
        }
        let mut recordings = Vec::new();
        for path in &self.recordings {
            match found(path) {
                Ok(paths) => recordings.extend(paths),
                Err(why) => return screen.fail(why, "nothing was written"),
            }
        }
        let mut ears = None;
        if recordings.iter().any(|(_, kind)| matches!(kind, Kind::Audio)) {
            match Ears::of(screen, &self.project) {
                Ok(found) => ears = Some(found),
                Err(exit) => return exit,
            }
        }
        let (mut asked, mut refused): (Vec<Asked>, usize) = (Vec::new(), 0);
        for (path, kind) in &recordings {
            match turns(path, kind, ears.as_ref()) {
                Ok(turns) => asked.extend(questions(&turns)),
                Err(why) => {
                    refused += 1;
                    screen.note(why);
                }
            }
        }
        if asked.len() > QUESTIONS_MAX {
            let all = asked.len();
            screen.note(format!("{all} questions were found, the first {QUESTIONS_MAX} are compared"));
        }
        let found = recurring(&asked, self.at_least);
        let rows: Vec<[String; 3]> = found
            .iter()
            .map(|found| [found.question.clone(), found.answer.clone(), found.asked.to_string()])
            .collect();
        if let Err(why) = write::table(&self.output, &["question", "answer", "asked"], &rows) {
            return screen.fail(why, "");
        }
        let empty = found.iter().filter(|found| found.answer.is_empty()).count();
        screen.say(format!(
            "{}: {} questions that were asked at least {} times, {empty} of them without an answer; {} asked in {} recordings",
            self.output,
            found.len(),
            self.at_least,
            asked.len(),
            recordings.len() - refused,
        ));
        screen.say("Read it before a bot does: an answer from a call is one person's words on one day.");
        if refused > 0 { Exit::Findings } else { Exit::Done }
    }
}

/// The recordings behind a path: itself, or what lies in the folder.
fn found(path: &str) -> Result<Vec<(String, Kind)>, String> {
    if let Ok(entries) = Disk.list(path) {
        let files = entries.into_iter().filter(|entry| !entry.folder).map(|entry| join(path, &entry.name));
        let files: Vec<(String, Kind)> =
            files.filter_map(|path| Kind::of(&path).map(|kind| (path, kind))).collect();
        return if files.is_empty() {
            Err(format!("{path}: there are no recordings and no transcripts in this folder"))
        } else {
            Ok(files)
        };
    }
    match Kind::of(path) {
        Some(kind) => Ok(vec![(path.to_owned(), kind)]),
        None => {
            Err(format!("{path}: this is no recording and no transcript (txt, srt, vtt, json) by its ending"))
        }
    }
}

fn turns(path: &str, kind: &Kind, ears: Option<&Ears>) -> Result<Vec<Turn>, String> {
    let bytes = read::bytes(path)?;
    match (kind, ears) {
        (Kind::Audio, Some(ears)) => {
            let words = ears.hear(path, bytes).map_err(|why| format!("{path}: {why}"))?;
            Ok(transcript::plain(&words))
        }
        (Kind::Audio, None) => Err(format!("{path}: nothing listens to recordings")),
        (Kind::Plain, _) => Ok(transcript::plain(&read::text(path, bytes)?)),
        (Kind::Subtitles, _) => Ok(transcript::subtitles(&read::text(path, bytes)?)),
        (Kind::Json, _) => {
            transcript::json(&read::text(path, bytes)?).map_err(|why| format!("{path}: {why}"))
        }
    }
}
