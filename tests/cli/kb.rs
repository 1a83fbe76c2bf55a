//! `flowc kb`: tables of lists of answers, and of calls.

use std::io::{BufRead, BufReader, Cursor, Read, Write};

use super::flowc::Folder;

/// A workbook of sheets, each with its cells by row as a spreadsheet writes them; the second one leaves the first row out.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, xml: &str| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(format!("<?xml version=\"1.0\"?>{xml}").as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006";
    let (mut names, mut relations) = (String::new(), String::new());
    for (at, (name, rows)) in sheets.iter().enumerate() {
        let at = at + 1;
        names.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"r{at}\"/>"));
        relations.push_str(&format!(
            "<Relationship Id=\"r{at}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
        ));
        let rows: String = rows
            .iter()
            .zip(1..)
            .map(|(cells, row)| {
                let cells = cells.iter().zip('A'..).map(|(text, column)| {
                    format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
                });
                format!("<row r=\"{row}\">{}</row>", cells.collect::<String>())
            })
            .collect();
        part(
            &format!("xl/worksheets/sheet{at}.xml"),
            &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    part(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{names}</sheets></workbook>"),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!("<Relationships xmlns=\"{packages}/relationships\">{relations}</Relationships>"),
    );
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{packages}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    part(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{packages}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
        ),
    );
    archive.finish().unwrap().into_inner()
}

fn folder() -> Folder {
    let folder = Folder::with(&[
        ("a.csv", "вопрос;ответ\nЕсть ли комиссия?;Нет.\nКто вы?;Копилка.\n"),
        (
            "b.md",
            "# Help\n\n## Is there a fee for paying in?\n\nNo.\n\n**How do I close my pot?** Press Close.\n",
        ),
    ]);
    let sheets: [(&str, &[&[&str]]); 2] = [
        ("Notes", &[&["nothing of this"]]),
        (
            "FAQ",
            &[
                &["asked", "question", "answer"],
                &["3", "is there a fee for paying in", "no"],
                &["2", "How do I close the pot?", "You cannot."],
                &["1", "", "an answer to nothing"],
            ],
        ),
    ];
    std::fs::write(folder.path().join("c.xlsx"), workbook(&sheets)).unwrap();
    folder
}

#[test]
fn one_table_is_made_of_several_files_with_a_report_of_what_does_not_fit() {
    let folder = folder();
    let said = folder.flowc(&["kb", "import", "a.csv", "b.md", "c.xlsx"]);
    assert_eq!(said.code, 1, "a contradiction is a finding: {said:?}");
    insta::assert_snapshot!(said.all());
    let table = std::fs::read_to_string(folder.path().join("faq.csv")).unwrap();
    assert_eq!(
        table,
        "question,answer\nЕсть ли комиссия?,Нет.\nКто вы?,Копилка.\nIs there a fee for paying in?,No.\n\
         How do I close my pot?,Press Close.\nHow do I close the pot?,You cannot.\n"
    );
}

#[test]
fn nothing_is_written_over_unless_that_is_wanted() {
    let folder = folder();
    folder.write("faq.csv", "precious");
    let said = folder.flowc(&["kb", "import", "a.csv"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("`faq.csv` is there already") && said.err.contains("--force"), "{}", said.err);
    assert_eq!(std::fs::read_to_string(folder.path().join("faq.csv")).unwrap(), "precious");
    assert_eq!(folder.flowc(&["kb", "import", "a.csv", "--force"]).code, 0);
    assert_eq!(folder.flowc(&["kb", "import", "a.csv", "-o", "other.csv"]).code, 0);
}

#[test]
fn files_that_cannot_be_read_are_told_with_their_reason() {
    let folder = folder();
    std::fs::write(folder.path().join("latin.csv"), b"question,answer\nna\xefve?,yes\n").unwrap();
    std::fs::write(folder.path().join("cut.xlsx"), &workbook(&[("A", &[&["a", "b"]])])[..300]).unwrap();
    for (file, why) in [
        ("latin.csv", "latin.csv, line 2: this is not UTF-8"),
        ("cut.xlsx", "cut.xlsx: this is no spreadsheet"),
        ("none.csv", "none.csv: there is no such file or folder"),
        ("faq.pdf", "faq.pdf: this is no CSV, XLSX or Markdown file by its ending"),
    ] {
        folder.write("faq.pdf", "");
        let said = folder.flowc(&["kb", "import", file]);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(why), "{}", said.err);
        assert!(!folder.path().join("faq.csv").exists());
    }
}

/// A far cell makes a sheet wide and long for a reader that fills what lies between.
#[test]
fn a_sheet_with_a_cell_at_its_far_end_is_read_at_once() {
    let folder = folder();
    let bytes = workbook(&[("A", &[&["question", "answer"], &["Free?", "Yes."]])]);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut far = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut xml = std::io::read_to_string(&mut part).unwrap();
        xml = xml
            .replace("</sheetData>", "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>");
        far.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        far.write_all(xml.as_bytes()).unwrap();
    }
    std::fs::write(folder.path().join("far.xlsx"), far.finish().unwrap().into_inner()).unwrap();
    let said = folder.flowc(&["kb", "import", "far.xlsx"]);
    assert_eq!((said.code, said.out.as_str()), (0, "faq.csv: 1 rows\n"), "{said:?}");
}

const CALL: &str = "[00:01] Operator: Good day, how can I help you?\n[00:04] Client: Hello. Is there a fee for withdrawing?\n\
    [00:08] Operator: No, there is none.\n[00:12] Client: Thank you.\n";

#[test]
fn questions_that_recur_in_transcripts_become_a_table_that_can_be_used() {
    let folder = Folder::with(&[
        ("calls/1.txt", CALL),
        ("calls/2.srt", "1\n00:00:01,000 --> 00:00:03,000\nClient: is there any fee for withdrawing?\n"),
        (
            "calls/3.json",
            r#"{"segments":[{"speaker":"client","text":"А как закрыть копилку?"},{"speaker":"operator","text":"Нажмите «Закрыть»."}]}"#,
        ),
        (
            "calls/4.vtt",
            "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Client>Как закрыть копилку? И как удалить номер +380671234567?\n",
        ),
        ("calls/5.json", "{}"),
    ]);
    let said = folder.flowc(&["kb", "learn", "calls"]);
    assert_eq!(said.code, 1, "one transcript is none: {said:?}");
    assert!(said.err.contains("calls/5.json: there is no list of turns"), "{}", said.err);
    let learned = std::fs::read_to_string(folder.path().join("learned.csv")).unwrap();
    assert_eq!(
        learned,
        "question,answer,asked\nIs there a fee for withdrawing?,\"No, there is none.\",2\nА как закрыть копилку?,Нажмите «Закрыть».,2\n"
    );
    let script = "bot \"Help\" { start hello }\nknowledge faq from \"learned.csv\"\n\
        flow hello { step talk { ai reply help { waits knowledge faq unanswered { say \"?\" } on ai down -> end } } }\n";
    folder.write("help.flow", script);
    let said = folder.flowc_with(&["chat", "help.flow"], "do you take a fee for withdrawing?\n");
    assert!(said.out.contains("No, there is none."), "{said:?}");
}

#[test]
fn a_recording_needs_somebody_who_listens() {
    let folder =
        Folder::with(&[("help.flow", "flow a { step one { say \"Hi.\" -> end } }"), ("call.mp3", "…")]);
    let said = folder.flowc(&["kb", "learn", "call.mp3"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("names no model `transcribe`"), "{}", said.err);
    assert!(said.err.contains("txt, srt, vtt, json"), "{}", said.err);
    assert!(!folder.path().join("learned.csv").exists());
}

/// A server that hears the same words in each recording, and what it was sent.
fn ears(words: &'static str) -> (u16, std::sync::mpsc::Receiver<String>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for (at, stream) in listener.incoming().enumerate() {
            let mut stream = BufReader::new(stream.unwrap());
            let (mut request, mut length) = (String::new(), 0);
            while !request.ends_with("\r\n\r\n") && stream.read_line(&mut request).unwrap() > 0 {
                let line = request.trim_end().rsplit('\n').next().unwrap().to_lowercase();
                if let Some(value) = line.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            let _ = tell.send(request + &String::from_utf8_lossy(&body));
            // Busy at first: it is asked again.
            let (status, body) = match at {
                0 => ("429 Busy\r\nretry-after: 0", "{}".to_owned()),
                _ => ("200 OK", serde_json::json!({ "text": words }).to_string()),
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
        }
    });
    (port, told)
}

#[test]
fn recordings_are_heard_by_the_projects_model() {
    let (port, told) = ears("Good day. Is there a fee for withdrawing? No, there is none.");
    let manifest = format!(
        "flow: 1\nproject: help\nallow_private: [127.0.0.1]\nmodels:\n  transcribe: {{ provider: openai_compatible, \
         url: \"http://127.0.0.1:{port}/v1\", key: \"${{HELP_KEY}}\", model: whisper-1 }}\n  \
         talk: {{ provider: openai_compatible, url: \"${{HELP_OTHER}}\", model: m }}\n"
    );
    let folder = Folder::with(&[
        ("help.flow", "flow a { step one { say \"Hi.\" -> end } }"),
        ("flow.yaml", &manifest),
        ("calls/1.mp3", "first sound"),
        ("calls/2.wav", "second sound"),
    ]);
    let mut command = folder.command(&["kb", "learn", "calls"]);
    let said = Folder::said(command.env("HELP_KEY", "sk-secret").env_remove("HELP_OTHER"), "");
    assert_eq!(said.code, 0, "{said:?}");
    let learned = std::fs::read_to_string(folder.path().join("learned.csv")).unwrap();
    assert_eq!(learned, "question,answer,asked\nIs there a fee for withdrawing?,\"No, there is none.\",2\n");
    let sent: Vec<String> = told.try_iter().collect();
    assert_eq!(sent.len(), 3, "the first one was busy");
    assert!(sent[1].starts_with("POST /v1/audio/transcriptions HTTP/1.1"), "{}", sent[1]);
    let lower = sent[1].to_lowercase();
    assert!(lower.contains("authorization: bearer sk-secret"), "{}", sent[1]);
    assert!(sent[1].contains("name=\"model\"") && sent[1].contains("whisper-1"), "{}", sent[1]);
    assert!(sent[1].contains("filename=\"voice.mp3\"") && sent[1].contains("first sound"), "{}", sent[1]);

    let unset = folder.flowc(&["kb", "learn", "calls", "--force"]);
    assert_eq!(unset.code, 2);
    assert!(unset.err.contains("HELP_KEY") && !unset.err.contains("HELP_OTHER"), "{}", unset.err);
}
