//! A contact goes through the funnel.

use serde_json::json;

use super::shop::{PNG, Shop, long};
use crate::bot_api::Fault;

/// The whole way: link, answer, press, picture, postback, talk.
fn through(shop: &Shop, base: &str, secret: &str) {
    let fake = &shop.fake;
    fake.say(7, "/start c77-k2");
    fake.told(7, "What is your name?");
    fake.say(7, "Ann");
    let greeting = fake.told(7, "Nice to meet you");
    assert_eq!(greeting.text(), "Nice to meet you, Ann, by c77 and k2!");
    assert_eq!((greeting.method.as_str(), greeting.files[0].field.as_str()), ("sendPhoto", "photo"));
    assert_eq!((greeting.files[0].name.as_str(), greeting.files[0].bytes.as_slice()), ("map.png", PNG));

    let question = fake.told(7, "Shall we go on?");
    assert_eq!(question.buttons(), ["Yes", "No"]);
    let rows = question.params["reply_markup"]["inline_keyboard"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "short buttons share a row");
    fake.press(7, 7, question.message, "Yes");
    fake.told(7, "Send a picture.");
    fake.wait("an answer to the press", |calls| {
        calls.iter().find(|call| call.method == "answerCallbackQuery").map(drop)
    });

    fake.put_file("large", PNG);
    fake.write(
        7,
        json!({ "photo": [
        { "file_id": "large", "file_unique_id": "u2", "width": 1280, "height": 960, "file_size": PNG.len() },
        { "file_id": "small", "file_unique_id": "u1", "width": 90, "height": 67 },
    ] }),
    );
    let again = fake.told(7, "Here it is again.");
    assert_eq!(again.files[0].bytes, PNG, "the picture went through the store and back");
    assert_eq!(again.files[0].mime, "image/png", "known by its bytes");

    let postback = format!("{base}/v1/postbacks/{secret}/deposit?click_id=c77&amount=50&tid=t1");
    assert_eq!(fake.post(&postback, None, &json!({})), 200);
    fake.told(7, "Thank you for 50!");
    fake.say(7, "fine");
    fake.told(7, "You said: fine.");

    let shown = shop.contact_when("telegram:7", "is known", |shown| !shown["person"].is_null());
    let person = &shown["person"];
    assert_eq!(
        (person["first_name"].as_str(), person["last_name"].as_str(), person["username"].as_str()),
        (Some("Ann7"), Some("Lee"), Some("ann7"))
    );
    assert_eq!((person["language"].as_str(), person["channel"].as_str()), (Some("en"), Some("telegram")));
    fake.taken();
}

#[test]
fn the_whole_funnel_over_polling() {
    let shop = Shop::new("");
    let running = shop.run();
    assert!(running.out().contains("telegram  @shop_bot is up (polling)"), "{}", running.out());
    assert!(shop.fake.webhook().is_none());
    through(&shop, &running.base, &running.secret);
    running.end();
}

#[test]
fn the_whole_funnel_over_a_webhook() {
    let shop = Shop::new(", receive: webhook");
    let running = shop.run_public();
    assert!(running.out().contains("telegram  @shop_bot is up (webhook)"), "{}", running.out());
    through(&shop, &running.base, &running.secret);
    let (url, secret) = shop.fake.webhook().unwrap();
    assert_eq!(url, format!("{}/v1/telegram/telegram", running.base));
    assert_eq!(secret.len(), 64);
    assert!(!(running.out() + &running.err()).contains(&secret));
    running.end();
}

#[test]
fn a_start_link_of_the_script_is_tried_first() {
    let shop = Shop::new("");
    let running = shop.run();
    shop.fake.say(7, "hello");
    shop.fake.told(7, "What is your name?");
    shop.fake.say(7, "/start vip");
    shop.fake.told(7, "Welcome, dear guest!");
    shop.fake.told(7, "Say something.");
    running.end();
}

#[test]
fn long_texts_links_and_voices() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.say(7, "long");
    let (first, last) = (fake.told(7, "😀0 "), fake.told(7, "😀399"));
    assert_eq!(format!("{} {}", first.text(), last.text()), long());
    assert!(first.text().encode_utf16().count() <= 4_096);
    fake.say(7, "link");
    let open = fake.told(7, "Here.");
    assert_eq!(open.params["reply_markup"]["inline_keyboard"][0][0]["url"], "https://shop.example/a");
    fake.put_file("voice", b"OggS-some-opus");
    fake.write(7, json!({ "voice": { "file_id": "voice", "file_unique_id": "v", "duration": 2, "mime_type": "audio/ogg" } }));
    fake.told(7, "I hear you.");
    let shown = shop.contact_when("telegram:7", "was heard", |_| true);
    let lines = shown["transcript"].as_array().unwrap();
    let media = lines.iter().find_map(|line| line["media"].as_array().unwrap().first());
    assert_eq!((&media.unwrap()["kind"], &media.unwrap()["mime"]), (&json!("voice"), &json!("audio/ogg")));
    running.end();
}

#[test]
fn a_file_that_cannot_be_fetched_is_a_note_and_no_lost_message() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    let document = |id: &str, size: u64| json!({ "file_id": id, "file_unique_id": id, "file_size": size, "file_name": "a.pdf" });
    fake.write(7, json!({ "document": document("gone", 10), "caption": "my contract" }));
    fake.told(7, "You said: my contract\n(a file that could not be fetched).");
    fake.write(7, json!({ "video": document("huge", 30_000_000) }));
    fake.told(7, "You said: (a video that is larger than the 20 MB that a bot may fetch).");
    fake.write(7, json!({ "poll": { "question": "?" } }));
    fake.told(7, "You said: (a poll that is not read).");
    running.end();
}

#[test]
fn one_who_blocks_the_bot_is_left_alone_and_goes_on_where_he_was() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.member(7, "kicked");
    shop.contact_when("telegram:7", "blocked", |shown| shown["status"] == "blocked");
    fake.member(7, "member");
    fake.say(7, "I am back");
    fake.told(7, "You said: I am back.");

    fake.told_nth(7, "Say something.", 1);
    fake.fault("sendMessage", [Fault::Error(403, "Forbidden: bot was blocked by the user".into(), None)]);
    fake.say(7, "and now");
    shop.contact_when("telegram:7", "blocked again", |shown| shown["status"] == "blocked");
    running.end();
}
