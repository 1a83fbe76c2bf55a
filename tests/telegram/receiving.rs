//! Updates come twice, in another order, from strangers, to two at once, and to one that is killed.

use serde_json::{Value, json};

use super::shop::{Running, Shop, TOKEN};
use crate::bot_api::Fault;

fn says(person: i64, number: i64, text: &str) -> Value {
    json!({ "update_id": number, "message": {
        "message_id": number, "date": 1767225600, "text": text,
        "from": { "id": person, "is_bot": false, "first_name": "Ann" }, "chat": { "id": person, "type": "private" },
    } })
}

#[test]
fn a_webhook_without_the_secret_is_nothing_and_a_repeated_update_changes_nothing() {
    let shop = Shop::new(", receive: webhook, secret: \"${HOOK}\"");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (bind, url) = (free.to_string(), format!("http://{free}"));
    let mut command = shop.command(&["run", "--bind", &bind, "--public-url", &url]);
    let running = Running::of(command.env("HOOK", "open-sesame"));
    let hook = format!("{url}/v1/telegram/telegram");
    let fake = &shop.fake;
    let post = |secret, update: &Value| fake.post(&hook, secret, update);

    for forged in [None, Some(""), Some("open-sesam"), Some("open-sesame-"), Some("OPEN-SESAME")] {
        assert_eq!(post(forged, &says(7, 1, "/start")), 404, "{forged:?}");
    }
    assert_eq!(fake.post(&format!("{url}/v1/telegram/other"), Some("open-sesame"), &json!({})), 404);
    let secret = Some("open-sesame");
    for strange in [
        json!([]),
        json!({ "update_id": "x" }),
        json!({ "update_id": 2, "message": 7 }),
        json!({ "update_id": 3, "poll": {} }),
    ] {
        assert_eq!(post(secret, &strange), 200, "what is not understood does not come again: {strange}");
    }

    assert_eq!(post(secret, &says(7, 10, "/start vip")), 200);
    fake.told(7, "Say something.");
    // The later one comes first; both are taken, each once.
    for number in [12, 11, 12, 11, 10] {
        assert_eq!(post(secret, &says(7, number, &format!("no {number}"))), 200);
    }
    fake.told(7, "You said: no 12.");
    fake.told(7, "You said: no 11.");
    let shown = shop.contact_when("telegram:7", "is quiet", |shown| shown["undelivered"] == json!([]));
    let said = shown["transcript"].as_array().unwrap().iter().filter(|line| line["role"] == "contact");
    let said: Vec<&str> = said.map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(said, ["no 12", "no 11"]);
    assert!(!running.err().contains("sesame"));
    running.end();
}

#[test]
fn groups_and_bots_are_passed_over() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.update(json!({ "message": fake.message(-900, 7, "group", json!({ "text": "/start" })) }));
    fake.update(json!({ "edited_message": fake.message(8, 8, "private", json!({ "text": "hi" })) }));
    fake.say(7, "/start");
    fake.told(7, "What is your name?");
    fake.taken();
    assert!(fake.calls().iter().all(|call| call.chat() != -900 && call.chat() != 8));
    running.end();
}

#[test]
fn a_second_receiver_is_explained_once_and_nothing_is_lost() {
    let shop = Shop::new("");
    let mut running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.taken();
    for _ in 0..3 {
        assert_eq!(fake.call("getUpdates", &json!({ "timeout": 0 }))["ok"], true);
    }
    running.says("another program asks for this bot's updates at the same time");
    fake.say(7, "still here?");
    fake.told(7, "You said: still here?.");
    running.says("Telegram answers again");
    assert_eq!(running.err().matches("another program asks").count(), 1, "{}", running.err());
    running.end();
}

#[test]
fn a_token_that_telegram_does_not_know_ends_the_start_and_is_not_shown() {
    let shop = Shop::new("");
    for token in ["1000:canary-another", "canary", ""] {
        let said =
            shop.command(&["run", "--bind", "127.0.0.1:0"]).env("TELEGRAM_TOKEN", token).output().unwrap();
        let words = String::from_utf8(said.stderr).unwrap() + &String::from_utf8(said.stdout).unwrap();
        assert_eq!(said.status.code(), Some(2), "{words}");
        assert!(words.contains("channels.telegram") && words.contains("@BotFather"), "{words}");
        assert!(!words.contains("canary"), "{words}");
    }
    let chat = shop.command(&["run", "--bind", "127.0.0.1:0"]).env("TEAM", "@managers").output().unwrap();
    assert!(String::from_utf8_lossy(&chat.stderr).contains("operators.managers.chat is the chat's number"));
}

#[test]
fn a_bot_api_that_is_away_is_waited_for() {
    let shop = Shop::new("");
    let away = || Fault::Error(502, "Bad Gateway".into(), None);
    shop.fake.fault("getMe", [away()]);
    shop.fake.fault("deleteWebhook", [away()]);
    shop.fake.fault("getUpdates", [away()]);
    let mut running = shop.run();
    assert!(running.out().contains("not reached yet"), "{}", running.out());
    running.says("Telegram cannot be reached now");
    shop.fake.say(7, "/start vip");
    shop.fake.told(7, "Say something.");
    running.end();
}

#[test]
fn killed_in_the_middle_every_update_is_taken_once_and_answered() {
    const PEOPLE: i64 = 8;
    const ROUNDS: i64 = 6;
    let shop = Shop::new("");
    let fake = &shop.fake;
    let mut running = shop.run();
    for person in 1..=PEOPLE {
        fake.say(person, "/start vip");
    }
    for round in 0..ROUNDS {
        for person in 1..=PEOPLE {
            fake.say(person, &format!("word{round}"));
        }
        // Somewhere in the work on this round: after its first answer.
        fake.wait("an answer", |calls| {
            calls.iter().find(|call| call.text() == format!("You said: word{round}.")).map(drop)
        });
        running.kill();
        running = shop.run();
    }
    for person in 1..=PEOPLE {
        for round in 0..ROUNDS {
            fake.told(person, &format!("You said: word{round}."));
        }
        let contact = format!("telegram:{person}");
        let shown = shop.contact_when(&contact, "is quiet", |shown| shown["undelivered"] == json!([]));
        let lines = shown["transcript"].as_array().unwrap();
        for round in 0..ROUNDS {
            let word = format!("word{round}");
            let said = lines.iter().filter(|line| line["role"] == "contact" && line["text"] == word.as_str());
            assert_eq!(said.count(), 1, "{contact} {word}: {lines:#?}");
        }
    }
    assert!(!running.err().contains(TOKEN));
    running.end();
}
