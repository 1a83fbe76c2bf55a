//! Semantic tokens as people read them.

use serde_json::{Value, json};

use crate::script::offset;

/// One line of the text in a line: its words, each with what it is.
pub fn shown(hello: &Value, text: &str, answer: &Value) -> String {
    let legend = &hello["capabilities"]["semanticTokensProvider"]["legend"];
    let numbers: Vec<u64> =
        answer["data"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    let mut out = String::new();
    let (mut line, mut column) = (0, 0);
    for token in numbers.chunks(5) {
        let &[lines, columns, length, role, modifiers] = token else { panic!("five numbers each") };
        if lines > 0 || out.is_empty() {
            out.push_str(if out.is_empty() { "" } else { "\n" });
            out.push_str(&format!("{}:", line + lines + 1));
        }
        (line, column) = (line + lines, if lines > 0 { columns } else { column + columns });
        let place = |column| offset(text, &json!({ "line": line, "character": column }));
        let word = &text[place(column)..place(column + length)];
        out.push_str(&format!(
            " {word}[{}",
            legend["tokenTypes"][role as usize].as_str().expect("a known type")
        ));
        for (bit, name) in legend["tokenModifiers"].as_array().into_iter().flatten().enumerate() {
            if modifiers & (1 << bit) != 0 {
                out.push_str(&format!(" {}", name.as_str().unwrap_or_default()));
            }
        }
        out.push(']');
    }
    out + "\n"
}
