//! `flowc kb`: tables of lists of answers, and of calls.

use std::io::{Cursor, Write};

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
