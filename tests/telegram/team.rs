//! The managers' chat: cards, Take, answers, Hand back, orders.

use serde_json::{Value, json};

use super::shop::{PNG, Shop, TEAM};
use crate::bot_api::Call;

const OLGA: i64 = 41;
const IVAN: i64 = 42;

/// The latest text and keyboard of a message that was changed.
fn changed(shop: &Shop, message: i64, words: &str) -> Call {
    shop.fake.wait(&format!("`{words}` on the card"), |calls| {
        let edits = calls.iter().rev().filter(|call| call.method == "editMessageText");
        edits
            .into_iter()
            .find(|call| call.params["message_id"] == message && call.text().contains(words))
            .cloned()
    })
}

/// What was answered to a press.
fn answered(shop: &Shop, words: &str) {
    shop.fake.wait(&format!("the answer `{words}`"), |calls| {
        let mut answers = calls.iter().filter(|call| call.method == "answerCallbackQuery");
        answers.find(|call| call.text().contains(words)).map(drop)
    });
}

fn text(words: &str) -> Value {
    json!({ "text": words })
}

#[test]
fn a_person_takes_a_contact_talks_and_hands_it_back() {
    let shop = Shop::new("");
    let mut running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.say(7, "help");
    let card = fake.told(TEAM, "needs a person: wants help");
    assert!(card.text().starts_with("Ann7 Lee needs a person: wants help\n"), "{}", card.text());
    assert!(
        card.text().contains("Ann7 Lee: help") && card.text().ends_with("\n\nid telegram:7"),
        "{}",
        card.text()
    );
    assert_eq!(card.buttons(), ["Take"]);

    fake.press(TEAM, OLGA, card.message, "Take");
    let taken = changed(&shop, card.message, "Taken by Ann41 Lee");
    assert_eq!(taken.buttons(), ["Hand back"]);
    answered(&shop, "It is yours");
    shop.contact_when("telegram:7", "is led", |shown| shown["status"] == "manual");

    // Two people were as quick: the second saw the card as it was.
    let old = json!({
        "message_id": card.message, "chat": { "id": TEAM, "type": "supergroup" }, "date": 1767225600,
        "text": card.text(), "reply_markup": card.params["reply_markup"],
    });
    fake.press_data(IVAN, old, "take:telegram:7");
    answered(&shop, "Ann41 Lee has taken this one already.");

    fake.say(7, "are you there?");
    let relayed = fake.told(TEAM, "Ann7 Lee: are you there?");
    assert_eq!(relayed.params["reply_parameters"]["message_id"], card.message);
    assert!(relayed.text().ends_with("\n\nid telegram:7"));
    fake.answer(TEAM, OLGA, relayed.message, text("I am, dear."));
    assert_eq!(fake.told(7, "I am, dear.").text(), "I am, dear.");

    // Media, both ways.
    fake.put_file("pic", PNG);
    let photo = json!({ "photo": [{ "file_id": "pic", "file_unique_id": "u", "width": 9, "height": 9 }], "caption": "see" });
    fake.write(7, photo.clone());
    let passed = fake.told(TEAM, "Ann7 Lee: see");
    assert_eq!((passed.method.as_str(), passed.files[0].bytes.as_slice()), ("sendPhoto", PNG));
    fake.answer(TEAM, OLGA, passed.message, photo);
    assert_eq!(fake.told(7, "see").files[0].bytes, PNG);

    // No table says whose a card is: it is known after a restart.
    fake.taken();
    running.kill();
    running = shop.run();
    fake.answer(TEAM, IVAN, card.message, text("Here again."));
    fake.told(7, "Here again.");
    fake.press(TEAM, OLGA, card.message, "Hand back");
    let back = changed(&shop, card.message, "Handed back by Ann41 Lee");
    assert_eq!(back.buttons(), ["Take"]);
    shop.contact_when("telegram:7", "is the bot's again", |shown| shown["status"] == "waiting");
    fake.say(7, "go on");
    fake.told(7, "You said: go on.");
    running.end();
}

#[test]
fn orders_are_answers_to_a_card_and_other_words_are_the_teams_own() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.say(7, "help");
    let card = fake.told(TEAM, "wants help");
    fake.answer(TEAM, OLGA, card.message, text("/resume@shop_bot"));
    fake.told(TEAM, "The bot leads this contact again.");
    shop.contact_when("telegram:7", "goes on", |shown| shown["status"] == "waiting");
    fake.answer(TEAM, OLGA, card.message, text("/pause"));
    fake.told(TEAM, "The bot is silent for this contact");
    shop.contact_when("telegram:7", "is silent", |shown| shown["status"] == "manual");
    fake.answer(TEAM, OLGA, card.message, text("/dance"));
    let help = fake.told(TEAM, "I know /pause and /resume");
    fake.answer(TEAM, OLGA, help.message, text("whom do I answer?"));
    fake.told(TEAM, "Answer a message that ends with a line");
    fake.update(json!({ "message": fake.message(TEAM, OLGA, "supergroup", text("between us")) }));
    fake.taken();
    let shown = shop.contact_when("telegram:7", "is shown", |_| true);
    let lines = shown["transcript"].to_string();
    for own in ["dance", "between us", "whom do I answer"] {
        assert!(!lines.contains(own), "{lines}");
    }
    running.end();
}

#[test]
fn a_button_of_the_handoff_ends_it() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.say(7, "refund");
    let card = fake.told(TEAM, "wants money");
    assert_eq!(card.buttons(), ["Take", "Paid"]);
    fake.press(TEAM, OLGA, card.message, "Take");
    assert_eq!(changed(&shop, card.message, "Taken by").buttons(), ["Hand back", "Paid"]);
    fake.press(TEAM, OLGA, card.message, "Paid");
    fake.told(7, "It is paid.");
    assert_eq!(changed(&shop, card.message, "Paid: Ann41 Lee").buttons(), ["Take"]);
    shop.contact_when("telegram:7", "is the bot's again", |shown| shown["status"] == "waiting");
    running.end();
}

#[test]
fn only_the_teams_own_chat_leads_contacts() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.say(7, "help");
    let card = fake.told(TEAM, "wants help");
    // The same card and the same button, in another group and in a stranger's own chat.
    for (chat, kind) in [(-900, "supergroup"), (666, "private")] {
        let copy = json!({
            "message_id": card.message, "chat": { "id": chat, "type": kind }, "date": 1767225600,
            "from": { "id": 1000, "is_bot": true, "first_name": "Shop" }, "text": card.text(),
            "reply_markup": card.params["reply_markup"],
        });
        fake.press_data(666, copy.clone(), "take:telegram:7");
        let content = json!({ "text": "I am the boss", "reply_to_message": copy });
        fake.update(json!({ "message": fake.message(chat, 666, kind, content) }));
    }
    // A card that a person of the team has typed is none.
    let typed = fake.message(TEAM, IVAN, "supergroup", text("x\n\nid telegram:7"));
    let content = json!({ "text": "I am the boss", "reply_to_message": typed });
    fake.update(json!({ "message": fake.message(TEAM, IVAN, "supergroup", content) }));
    fake.taken();
    fake.answer(TEAM, OLGA, card.message, text("the end"));
    fake.told(7, "the end");
    assert!(fake.calls().iter().all(|call| call.chat() != 7 || !call.text().contains("boss")));
    running.end();
}
