//! Questions and answers of a spreadsheet. Such a file is an archive that says little about its true size, so it is measured
//! before it is read, and cells are taken one by one.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use super::read::{Content, ROWS_MAX, Rows};

/// The most bytes of a file once it is unpacked.
const UNPACKED_MAX: u64 = 64 << 20;
/// The most parts of its archive.
const PARTS_MAX: usize = 2_000;
/// Columns behind this one hold neither question nor answer.
const COLUMNS_MAX: u32 = 64;
/// The most characters of all cells together.
const CHARS_MAX: usize = 16 << 20;

/// The entries of every sheet that has a heading; where none has, those of the first sheet with words.
///
/// # Errors
/// Why the file cannot be read, with its name.
pub fn read(path: &str, bytes: Vec<u8>) -> Result<Content, String> {
    measure(&bytes).map_err(|why| format!("{path}: {why}"))?;
    let unreadable = |error: calamine::XlsxError| format!("{path}: this is no spreadsheet: {error}");
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let (mut headed, mut first) = (Content::default(), None);
    let mut any_headed = false;
    for name in book.sheet_names() {
        let place = format!("{path}, sheet `{name}`");
        let rows = sheet(&mut book, &name, place)?;
        if rows.headed {
            any_headed = true;
            headed.entries.extend(rows.content.entries);
            headed.refused.extend(rows.content.refused);
        } else if first.is_none() && rows.content != Content::default() {
            first = Some(rows.content);
        }
    }
    Ok(if any_headed { headed } else { first.unwrap_or_default() })
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str, place: String) -> Result<Rows, String> {
    let unreadable = |error: calamine::XlsxError| format!("{place}: it cannot be read: {error}");
    let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
    // Sparse: a sheet with one cell at its far end is not a million rows.
    let mut by_row: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    let mut chars = 0;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let text = match Data::from(cell.get_value().clone()) {
            Data::Empty => continue,
            value => value.to_string(),
        };
        if column >= COLUMNS_MAX {
            continue;
        }
        chars += text.len();
        by_row.entry(row).or_default().insert(column, text);
        if chars > CHARS_MAX || by_row.len() > 2 * ROWS_MAX {
            return Err(format!("{place}: it holds more than a knowledge table can"));
        }
    }
    let mut rows = Rows::new(place);
    for (row, cells) in by_row {
        let width = cells.keys().next_back().map_or(0, |last| last + 1);
        let cells: Vec<String> = (0..width).map(|at| cells.get(&at).cloned().unwrap_or_default()).collect();
        if !rows.take(row as usize + 1, &cells) {
            break;
        }
    }
    Ok(rows)
}

/// Unpacks every part of the archive without keeping it: what it says of its sizes is not believed.
fn measure(bytes: &[u8]) -> Result<(), String> {
    let unreadable = |error: zip::result::ZipError| format!("this is no spreadsheet: {error}");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > PARTS_MAX {
        return Err(format!("its archive has more than {PARTS_MAX} parts"));
    }
    let mut left = UNPACKED_MAX;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(unreadable)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|error| format!("its archive is damaged: {error}"))?;
        left = left.checked_sub(read).ok_or_else(|| {
            format!("unpacked it is larger than {} MB, which no table of answers is", UNPACKED_MAX >> 20)
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_archive_is_told() {
        let told = read("a.xlsx", b"question,answer\n".to_vec()).unwrap_err();
        assert!(told.starts_with("a.xlsx: this is no spreadsheet: "), "{told}");
    }

    #[test]
    fn an_archive_that_unpacks_without_end_is_refused_before_it_is_read() {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let packed = zip::write::SimpleFileOptions::default();
        archive.start_file("xl/sharedStrings.xml", packed).unwrap();
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..65 {
            archive.write_all(&zeros).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 1 << 20, "it is small");
        assert!(read("bomb.xlsx", bytes).unwrap_err().contains("unpacked it is larger than 64 MB"));
    }
}
