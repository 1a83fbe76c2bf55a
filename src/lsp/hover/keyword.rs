//! One line for each word that begins a statement, a declaration, or a line of one.

/// What a word of the language does; `next` is the word behind it. `None` for words in the middle of something.
pub fn meaning(word: &str, next: &str) -> Option<&'static str> {
    let pair = MEANINGS.iter().find(|(words, _)| words.split_once(' ') == Some((word, next)));
    pair.or_else(|| MEANINGS.iter().find(|(words, _)| *words == word)).map(|(_, meaning)| *meaning)
}

const MEANINGS: [(&str, &str); 84] = [
    ("ab", "Splits contacts by chance: each keeps the arm that was drawn for it."),
    ("action failed", "When an action has failed and nothing behind its `do` took that."),
    ("add", "Adds a tag to the contact, or an item to a list."),
    ("after", "Lets so much time pass in the test."),
    ("ai", "What a model says, asks or leads."),
    ("ai ask", "Asks what the model words, and reads the answer."),
    ("ai down", "When no model can be reached."),
    ("ai reply", "A talk that the model leads, within goals, knowledge and routes."),
    ("ai say", "Says what the model words."),
    ("arm", "Draws this arm for the test's contact."),
    ("ask", "Asks a question and waits for an answer that fits."),
    ("ask again", "Repeats the question that this handler has interrupted."),
    ("at", "A time: in a test the clock goes there; in a broadcast it is sent then."),
    ("at any", "`at any hour`: also in the quiet hours."),
    ("at most", "How often, or how many, at most."),
    ("blocked", "When the contact has blocked the bot."),
    ("bot", "What holds for the whole bot: where it starts, how it speaks, when it is quiet."),
    ("broadcast", "What is sent to many contacts at once."),
    ("buttons", "Buttons below a message."),
    ("channel", "The test's contact comes over this channel."),
    ("channels", "The channels over which the bot talks."),
    ("contact", "What the test's contact has before it begins; in a value, what is known of the person."),
    ("delay", "Waits so long, or until then; handlers in its block hold meanwhile."),
    ("do", "Calls an action of flow.yaml, and waits for its answer."),
    ("drop", "Contacts who stood there are finished: the place is gone."),
    ("each", "Goes through the items of a list."),
    ("else", "What happens where nothing before it fits."),
    ("end", "Ends the flow; a visit goes on where it came from."),
    ("every", "The broadcast is sent again and again."),
    ("expect", "What must have happened in the test."),
    ("field", "A value that is kept of every contact."),
    ("flow", "A part of the funnel: steps between which arrows lead."),
    ("for", "Goes through the items of a list."),
    ("gather", "How long messages of one burst are waited for and read as one."),
    ("goal", "Something to be reached, which reports count; in a talk, what the model is to achieve."),
    ("guardrails", "What the model may never do."),
    ("handoff", "Gives the chat to a person, and waits until they hand it back."),
    ("hours", "When somebody is there: days and times of the week."),
    ("if", "Goes one way or the other, by what is known of the contact."),
    ("include", "Takes the routes of a set, or of a library, in here."),
    ("keep", "How long conversations are kept."),
    ("knowledge", "Questions with their answers, from a table, for the model."),
    ("languages", "The languages of the bot."),
    ("like", "Examples of what a contact might write."),
    ("moved", "Contacts who stood there go on here: the place has another name now."),
    ("notify", "Tells an operator of flow.yaml; the flow goes on at once."),
    ("on", "What happens when this event comes while the contact is here."),
    ("opening", "The first words of the talk, sent as they are written."),
    ("operator", "What a person of the team does."),
    ("opt", "`opt out`: when the contact wants no more messages."),
    ("over", "The broadcast is spread over so much time."),
    ("persona", "Who the bot is, for the model."),
    ("postback", "An event that a tracker reports, with what it brings."),
    ("press", "The test's contact presses this button."),
    ("quiet", "`quiet hours`: no message of the bot's own begins in them."),
    ("reach", "Counts a goal, once for each contact."),
    ("read", "Lets a model find values in a picture, a message or a file."),
    ("remove", "Takes a tag from the contact, or an item from a list."),
    ("route", "Leads on by what the contact's message means."),
    ("routes", "Routes that several routers and talks share: `include NAME`."),
    ("say", "Sends a message. With several wordings a contact gets one after the other."),
    ("send", "Sends media, a location, or an approved template."),
    ("set", "Gives a field, a local or a value of the contact a new value."),
    ("silence", "When nothing was heard of the contact for so long."),
    (
        "start",
        "In the bot: where contacts begin. As an event: when one comes through a link. In a test: it begins.",
    ),
    ("step", "A named place of a flow: arrows lead to it, and contacts stand in it."),
    ("stop", "`stop words`: whoever writes one gets no more messages."),
    ("tag", "A mark that contacts have or have not."),
    ("test", "A conversation that is played, and what must happen in it."),
    ("text", "A text that is written once and used in many places."),
    ("timezone", "The time zone of contacts whose own is unknown."),
    ("to", "Whom the broadcast reaches."),
    ("tone", "How the model speaks."),
    ("tracker", "A value of the link through which the contact came."),
    ("unanswered", "What happens where the model has no answer."),
    ("until", "Ends the talk when this is true."),
    ("use", "Brings in a folder of scripts, or a library: its names stand behind its word."),
    ("user", "What the test's contact writes or sends."),
    ("visit", "Runs another flow and comes back behind this line."),
    ("wait", "Waits for an event."),
    ("waits", "The model does not open the talk: the contact does."),
    ("webhook", "An event that another system reports, with what it brings."),
    ("when", "Where this fits, that happens: a meaning in words, a button, a pattern."),
    ("within", "How long it is waited, and what happens then."),
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// The bodies of the grammar's rules.
    fn rules() -> BTreeMap<String, String> {
        let grammar = include_str!("../../../grammar/flow.pest");
        let mut rules: BTreeMap<String, String> = BTreeMap::new();
        let mut name = String::new();
        for line in grammar.lines() {
            let line = if line.starts_with("//") { "" } else { line };
            if let Some((head, body)) =
                line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                name = head.trim().to_owned();
                let open = body.find('{').map_or(body, |open| &body[open + 1..]);
                rules.insert(name.clone(), open.to_owned());
            } else if let Some(rule) = rules.get_mut(&name) {
                rule.push_str(line);
            }
        }
        rules
    }

    /// The words with which a rule can begin.
    fn begins(rules: &BTreeMap<String, String>, body: &str, words: &mut BTreeSet<String>) {
        for alternative in split(body, '|') {
            let mut parts = split(alternative, '~').into_iter().map(str::trim);
            let Some(first) = parts.find(|part| !part.starts_with(['&', '!'])) else { continue };
            if let Some(group) = first.strip_prefix('(') {
                begins(rules, group.rsplit_once(')').map_or(group, |(inner, _)| inner), words);
                continue;
            }
            let name = first.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
            match name.strip_prefix("kw_") {
                Some(word) => _ = words.insert(word.to_owned()),
                None if ["wrong_", "stray", "missing_", "mistyped_"]
                    .iter()
                    .any(|it| name.starts_with(it)) => {}
                None => rules.get(name).into_iter().for_each(|body| begins(rules, body, words)),
            }
        }
    }

    /// The parts of a body between a sign that stands in no brackets and quotes.
    fn split(body: &str, sign: char) -> Vec<&str> {
        let (mut depth, mut quoted, mut from, mut parts) = (0, false, 0, Vec::new());
        for (at, c) in body.char_indices() {
            match c {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                c if c == sign && depth == 0 && !quoted => {
                    parts.push(&body[from..at]);
                    from = at + 1;
                }
                _ => {}
            }
        }
        parts.push(&body[from..]);
        parts
    }

    #[test]
    fn each_word_that_begins_something_has_its_line() {
        let rules = rules();
        let mut words = BTreeSet::new();
        for rule in [
            "declaration",
            "worded",
            "handler",
            "step",
            "setting",
            "plan",
            "ai_item",
            "when",
            "test_item",
            "route_else",
        ] {
            begins(&rules, &rules[rule], &mut words);
        }
        assert!(
            ["say", "ai", "flow", "expect", "quiet", "waits"].iter().all(|word| words.contains(*word)),
            "{words:?}"
        );
        let without: Vec<_> = words.iter().filter(|word| meaning(word, "").is_none()).collect();
        assert_eq!(without, Vec::<&String>::new());
    }

    #[test]
    fn two_words_mean_more_than_one() {
        assert_ne!(meaning("ai", "say"), meaning("ai", "reply"));
        assert_eq!(meaning("say", "again"), meaning("say", ""));
        assert_eq!(meaning("nothing", ""), None);
        assert!(MEANINGS.is_sorted_by_key(|(words, _)| *words));
    }
}
