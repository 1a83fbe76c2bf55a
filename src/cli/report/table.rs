//! Columns of text.

/// The most letters of a cell.
const CELL_CHARS_MAX: usize = 48;

/// Rows of cells below a head. The first column stands left, the others right.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with this head.
    pub fn new<const N: usize>(head: [&str; N]) -> Self {
        Table { rows: vec![head.map(str::to_owned).to_vec()] }
    }

    /// A row; cells that are missing at its end are empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| cut(&cell)).collect());
    }

    /// The text, each row on a line; nothing where there is only the head.
    pub fn text(&self) -> String {
        if self.rows.len() == 1 {
            return String::new();
        }
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.rows[0].len()).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("  {cell:>width$}"),
            });
            text.push_str(cells.collect::<String>().trim_end());
            text.push('\n');
        }
        text
    }
}

fn cut(cell: &str) -> String {
    let cell = cell.replace(char::is_control, " ");
    match cell.char_indices().nth(CELL_CHARS_MAX) {
        None => cell,
        Some(_) => cell.chars().take(CELL_CHARS_MAX - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_letters() {
        let mut table = Table::new(["шаг", "вошли"]);
        assert_eq!(table.text(), "");
        table.row(["знакомство".to_owned(), "7".to_owned()]);
        table.row(["a\nb".to_owned()]);
        table.row(["x".repeat(60), "12".to_owned()]);
        let text = table.text();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() <= 48 + 2 + 5));
        assert_eq!(lines[1].trim_start_matches("знакомство").trim(), "7");
        assert_eq!(lines[2], "a b");
        assert!(lines[3].starts_with("xxx") && lines[3].contains('…'));
    }
}
