//! Text out of a picture, by a command: no shell, a picture on its standard input, bounded time and output.

use std::time::Duration;

use super::image::{ImageError, sniff};
use super::process::{Process, Trouble};
use crate::ir::{self, Ocr};
use crate::outbound::Filled;

/// The most text that is read from the command.
const OUTPUT_BYTES_MAX: usize = 64 * 1024;
/// Variables that the command gets; the rest of the environment may hold secrets.
const VARIABLES: [&str; 6] = ["PATH", "HOME", "LANG", "LC_ALL", "TESSDATA_PREFIX", "OMP_THREAD_LIMIT"];

/// Why no text was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OcrError {
    /// The bytes are no picture that is read.
    #[error("{0}")]
    Image(#[from] ImageError),
    /// The command does not start.
    #[error("`{program}` does not start: {reason}")]
    Start {
        /// The program.
        program: String,
        /// The system's words.
        reason: String,
    },
    /// It took longer than it may, and was stopped.
    #[error("no text within {0:?}")]
    Slow(Duration),
    /// It ended with a failure.
    #[error("`{program}` failed{words}")]
    Failed {
        /// The program.
        program: String,
        /// Its status and its last words.
        words: String,
    },
    /// It says more than a picture can hold.
    #[error("the text is larger than {OUTPUT_BYTES_MAX} bytes")]
    TooLarge,
}

/// The text that the command reads in a picture.
///
/// # Errors
/// [`OcrError`].
pub async fn read_image(ocr: &Ocr, picture: &[u8]) -> Result<String, OcrError> {
    sniff(picture)?;
    let timeout = Duration::from_millis(ocr.timeout.0.max(1) as u64);
    let output = run(&ocr.command, picture, timeout).await?;
    Ok(String::from_utf8_lossy(&output).into_owned())
}

/// The command that reads with tesseract, where it is installed with English or Russian.
pub async fn tesseract() -> Option<Ocr> {
    let command = ["tesseract", "--list-langs"].map(str::to_owned);
    let output = run(&command, b"", Duration::from_secs(5)).await.ok()?;
    let listed = String::from_utf8_lossy(&output).into_owned();
    let languages: Vec<&str> = ["eng", "rus"]
        .into_iter()
        .filter(|language| listed.lines().any(|line| line.trim() == *language))
        .collect();
    if languages.is_empty() {
        return None;
    }
    let languages = languages.join("+");
    let command = ["tesseract", "-", "-", "--psm", "6", "-l", &languages].map(str::to_owned).to_vec();
    Some(Ocr { command, timeout: ir::Duration(10_000) })
}

async fn run(command: &[String], input: &[u8], timeout: Duration) -> Result<Vec<u8>, OcrError> {
    let (program, arguments) = match command {
        [program, arguments @ ..] => (program.clone(), arguments),
        [] => (String::new(), command),
    };
    #[allow(clippy::disallowed_methods)] // the command needs its paths and its language
    let variables = VARIABLES.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
    let process = Process {
        program: &program,
        arguments,
        variables: variables.map(|(name, value)| (name, Filled::new(value))).collect(),
        folder: None,
        input,
        timeout,
        bytes_max: OUTPUT_BYTES_MAX,
    };
    let ended = process.run().await.map_err(|trouble| match trouble {
        Trouble::Start(reason) => OcrError::Start { program: program.clone(), reason },
        Trouble::Slow => OcrError::Slow(timeout),
        Trouble::TooLarge => OcrError::TooLarge,
    })?;
    if ended.status.success() {
        return Ok(ended.output);
    }
    let complaints = String::from_utf8_lossy(&ended.complaints);
    let last = complaints.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("");
    let last: String = last.chars().take(200).collect();
    Err(OcrError::Failed { program, words: format!(" with {}: {last}", ended.status) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ocr(command: &[&str], timeout: i64) -> Ocr {
        Ocr {
            command: command.iter().map(|word| (*word).to_owned()).collect(),
            timeout: ir::Duration(timeout),
        }
    }

    fn png() -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(8u32.to_be_bytes());
        bytes.extend(8u32.to_be_bytes());
        bytes
    }

    #[tokio::test]
    async fn the_command_gets_the_picture_and_no_shell() {
        let words = "ID 1234567; $(touch /tmp/x) `id`";
        assert_eq!(read_image(&ocr(&["echo", words], 5_000), &png()).await.unwrap().trim(), words);
        assert_eq!(
            read_image(&ocr(&["wc", "-c"], 5_000), &png()).await.unwrap().trim(),
            png().len().to_string()
        );
    }

    #[tokio::test]
    async fn a_command_that_hangs_floods_fails_or_is_missing_is_told() {
        let hangs = read_image(&ocr(&["sleep", "60"], 50), &png()).await;
        assert_eq!(hangs, Err(OcrError::Slow(Duration::from_millis(50))));
        assert_eq!(read_image(&ocr(&["yes"], 5_000), &png()).await, Err(OcrError::TooLarge));
        let fails =
            read_image(&ocr(&["ls", "/no/such/folder"], 5_000), &png()).await.unwrap_err().to_string();
        assert!(fails.starts_with("`ls` failed with exit status"), "{fails}");
        let missing = read_image(&ocr(&["no-such-program"], 5_000), &png()).await.unwrap_err().to_string();
        assert!(missing.starts_with("`no-such-program` does not start"), "{missing}");
        assert_eq!(
            read_image(&ocr(&["cat"], 5_000), b"<svg>").await,
            Err(OcrError::Image(ImageError::Format))
        );
    }

    #[tokio::test]
    async fn the_command_sees_no_secrets_of_the_environment() {
        let seen = read_image(&ocr(&["env"], 5_000), &png()).await.unwrap();
        assert!(
            seen.lines().all(|line| VARIABLES.iter().any(|name| line.starts_with(&format!("{name}=")))),
            "{seen}"
        );
    }
}
