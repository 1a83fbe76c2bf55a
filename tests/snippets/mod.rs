//! The snippets of the extension for VS Code, as somebody leaves them who takes every proposal.

/// Each snippet's name with the texts that it can be part of: alone, in a flow, in a step.
pub fn snippets() -> Vec<(String, [String; 3])> {
    let snippets: serde_json::Value =
        serde_json::from_str(include_str!("../../editor-support/vscode/snippets/flow.json")).unwrap();
    let snippets = snippets.as_object().unwrap().iter().map(|(name, snippet)| {
        let lines: Vec<&str> =
            snippet["body"].as_array().unwrap().iter().filter_map(|line| line.as_str()).collect();
        let text = filled(&lines.join("\n"));
        let (flow, step) = (format!("flow f {{ {text} }}"), format!("flow f {{ step s {{ {text} }} }}"));
        (name.clone(), [text, flow, step])
    });
    snippets.collect()
}

fn filled(body: &str) -> String {
    let mut filled = String::new();
    let mut rest = body.replace("$0", "");
    while let Some((before, behind)) = rest.clone().split_once("${") {
        let (place, behind) = behind.split_once('}').expect("a place has an end");
        filled.push_str(before);
        filled.push_str(place.split_once(':').map_or("", |(_, proposal)| proposal));
        rest = behind.to_owned();
    }
    filled + &rest
}
