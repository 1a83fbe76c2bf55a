//! Telegram asks to wait, does not answer, does not take what it is given.

use serde_json::json;

use super::shop::Shop;
use crate::bot_api::Fault;

#[test]
fn a_storm_of_429_is_waited_out_and_nobody_else_waits() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    let wait = |seconds| Fault::Error(429, "Too Many Requests: retry after 1".into(), Some(seconds));
    // More than a delivery has attempts.
    fake.fault("sendMessage", (0..20).map(|_| wait(0)));
    fake.say(7, "storm");
    fake.told(7, "You said: storm.");
    fake.told_nth(7, "Say something.", 1);

    fake.fault("sendMessage", [wait(30)]);
    fake.say(7, "me too");
    shop.contact_when("telegram:7", "waits", |shown| shown["undelivered"] != json!([]));
    fake.say(8, "/start vip");
    fake.told(8, "Say something.");
    running.end();
}

#[test]
fn a_message_whose_outcome_nobody_knows_is_sent_again_and_the_contact_goes_on() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.fault("sendMessage", [Fault::DoneUnanswered]);
    fake.say(7, "once");
    fake.told_nth(7, "You said: once.", 1);
    fake.told_nth(7, "Say something.", 1);
    fake.say(7, "next");
    fake.told(7, "You said: next.");
    running.end();
}

#[test]
fn a_part_that_was_sent_is_not_sent_again_with_the_others() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.say(7, "long");
    fake.told(7, "😀399");
    let parts = |word: &str| fake.calls().iter().filter(|call| call.text().contains(word)).count();
    assert_eq!((parts("😀0 "), parts("😀399")), (1, 1));
    running.end();
}

#[test]
fn an_address_that_telegram_does_not_take_is_said_in_words() {
    let shop = Shop::new("");
    let running = shop.run();
    let fake = &shop.fake;
    fake.say(7, "/start vip");
    fake.told(7, "Say something.");
    fake.fault("sendMessage", [Fault::Error(400, "Bad Request: BUTTON_URL_INVALID".into(), None)]);
    fake.say(7, "link");
    assert_eq!(fake.told(7, "Here.").buttons(), Vec::<String>::new());
    fake.told(7, "Open: https://shop.example/a");
    fake.fault("sendMessage", [Fault::Error(400, "Bad Request: chat not found".into(), None)]);
    fake.say(7, "nobody hears this");
    // What is refused is given up; the conversation goes on behind it.
    fake.told_nth(7, "Say something.", 1);
    running.end();
}
