//! The pages that a newcomer follows say nothing that `flowc check` would refuse.
#![allow(clippy::disallowed_methods)] // pages are read

use flowc::diagnostic::Severity;
use flowc::lower::build;
use flowc::project::Memory;

const SCRIPT: &str = r#"use std.kommo
use std.manychat
bot "Shop" { start hello guardrails "Never promise a price." }
tracker click_id, offer, deal_id, lead_id, subscriber
webhook paid(total: number)
webhook stage_changed(lead: text, stage: text)
on webhook paid { say "Thank you." }
on webhook stage_changed { say "A new stage." }
flow hello { step begin { say "Hello." -> end } }
"#;

/// Errors of a project, in words.
fn errors(script: &str, manifest: &str) -> Vec<String> {
    let manifest = format!("flow: 1\nproject: shop\n{manifest}");
    let files = Memory::new([("shop/bot.flow", script), ("shop/flow.yaml", manifest.as_str())]);
    let built = build(&files, "shop").unwrap();
    let errors = built.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| format!("{} {}", finding.code.id, finding.message)).collect()
}

/// The blocks of a language on a page.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

#[test]
fn the_pages_blocks_of_packs_are_right() {
    let page = std::fs::read_to_string("docs/packs.md").unwrap();
    let (scripts, manifests) = (blocks(&page, "flow"), blocks(&page, "yaml"));
    assert!(!scripts.is_empty() && manifests.len() >= 2);
    for script in scripts {
        assert!(errors(script, "").is_empty(), "{script}\n{:?}", errors(script, ""));
    }
    for manifest in manifests {
        assert!(errors(SCRIPT, manifest).is_empty(), "{manifest}\n{:?}", errors(SCRIPT, manifest));
    }
}

#[test]
fn what_connect_says_in_one_line_is_right() {
    const SECTIONS: [&str; 8] =
        ["channels", "operators", "links", "actions", "connections", "inbox", "webhooks", "allow_private"];
    let page = std::fs::read_to_string("docs/connect.md").unwrap();
    let mut read = 0;
    for chapter in page.split("\n## ").skip(1) {
        // What stands between single backticks, and begins as a section of the manifest does.
        let spans = chapter.split('`').skip(1).step_by(2);
        let written: Vec<&str> = spans
            .filter(|span| {
                SECTIONS.iter().any(|section| {
                    span.strip_prefix(section)
                        .is_some_and(|rest| rest.starts_with(": {") || rest.starts_with(": ["))
                })
            })
            .collect();
        read += written.len();
        let mut manifest = written.join("\n") + "\n";
        if !manifest.contains("channels:") {
            manifest += "channels: { telegram: { kind: telegram, token: \"${TELEGRAM_TOKEN}\" } }\n";
        }
        assert!(errors(SCRIPT, &manifest).is_empty(), "{chapter}\n{:?}", errors(SCRIPT, &manifest));
    }
    assert!(read >= 12, "{read}");
}
