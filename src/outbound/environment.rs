//! Values of the environment: looked up once, by whoever runs a project, and never shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Binding, Channel, Outside, variables};

/// Values shorter than this are no secrets: `1`, `on`.
const SHOWN_MAX: usize = 4;

/// A text that may hold secrets. `Debug` does not show it, and it has no `Display`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Filled(String);

impl Filled {
    /// A text that holds secrets.
    pub fn new(text: impl Into<String>) -> Self {
        Filled(text.into())
    }

    /// The text itself, for the wire alone: never for a log, a message or a file.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Filled(…)")
    }
}

/// The variables that a project asks for, with their values.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    values: BTreeMap<String, Filled>,
}

impl Environment {
    /// The values of the variables that `outside` asks for, as `look_up` gives them.
    ///
    /// # Errors
    /// Every variable that is not set, with where the manifest asks for it.
    pub fn of(
        outside: &Outside,
        look_up: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, BTreeMap<String, BTreeSet<String>>> {
        let mut values = BTreeMap::new();
        let mut missing: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (place, text) in places(outside) {
            for (name, _) in variables(text).into_iter().flatten() {
                match look_up(name) {
                    Some(value) => {
                        values.insert(name.to_owned(), Filled(value));
                    }
                    None => {
                        missing.entry(name.to_owned()).or_default().insert(place.clone());
                    }
                }
            }
        }
        if missing.is_empty() { Ok(Environment { values }) } else { Err(missing) }
    }

    /// What a dry run shows: every variable of `outside` stands for itself, and no value is looked up.
    pub fn masked(outside: &Outside) -> Self {
        Environment::of(outside, |name| Some(format!("${{{name}}}"))).unwrap_or_default()
    }

    /// Words of somebody else without the values that stand in them.
    pub fn hide(&self, words: &str) -> String {
        let mut values: Vec<(&String, &Filled)> =
            self.values.iter().filter(|(_, value)| value.expose().len() >= SHOWN_MAX).collect();
        values.sort_by_key(|(_, value)| std::cmp::Reverse(value.expose().len()));
        let hide = |words: String, (name, value): (&String, &Filled)| {
            words.replace(value.expose(), &format!("${{{name}}}"))
        };
        values.into_iter().fold(words.to_owned(), hide)
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&Filled> {
        self.values.get(name)
    }

    /// A text with every `${NAME}` filled.
    ///
    /// # Errors
    /// The name of a variable that was not looked up.
    pub fn fill(&self, text: &str) -> Result<Filled, String> {
        let mut filled = String::new();
        let mut from = 0;
        for (name, part) in variables(text).into_iter().flatten() {
            filled.push_str(&text[from..part.start]);
            filled.push_str(self.get(name).ok_or(name)?.expose());
            from = part.end;
        }
        filled.push_str(&text[from..]);
        Ok(Filled(filled))
    }
}

/// Every text of the manifest that the environment may fill, with its place in the manifest's words. Texts of channels
/// that nothing connects are not asked for, nor the chats of operators there.
fn places(outside: &Outside) -> Vec<(String, &str)> {
    let mut places: Vec<(String, &str)> = Vec::new();
    for (name, channel) in &outside.channels {
        let mut place = |key: &str, text| places.push((format!("channels.{name}.{key}"), text));
        match channel {
            Channel::Web(web) => web.origins.iter().for_each(|origin| place("origins", origin)),
            Channel::Telegram(telegram) => {
                place("token", &telegram.token);
                telegram.url.iter().for_each(|url| place("url", url));
                telegram.secret.iter().for_each(|secret| place("secret", secret));
            }
            Channel::Http(http) => {
                http.secret.iter().for_each(|secret| place("secret", secret));
                if let Some(deliver) = &http.deliver {
                    place("deliver", &deliver.url);
                    let headers = deliver.headers.iter();
                    headers.for_each(|(header, value)| place(&format!("deliver.headers.{header}"), value));
                }
            }
            Channel::Whatsapp => {}
        }
    }
    for (name, operator) in &outside.operators {
        let channel = operator.channel.as_ref().and_then(|channel| outside.channels.get(channel));
        if let (Some(Channel::Telegram(_) | Channel::Http(_)), Some(chat)) = (channel, &operator.chat) {
            places.push((format!("operators.{name}.chat"), chat));
        }
    }
    let people = outside.inbox.people.iter();
    places.extend(people.map(|(name, password)| (format!("inbox.people.{name}"), password.as_str())));
    for (role, model) in &outside.models {
        let texts = [("url", &model.url), ("key", &model.key), ("model", &model.model)];
        let texts = texts.into_iter().filter_map(|(key, text)| Some((key, text.as_deref()?)));
        places.extend(texts.map(|(key, text)| (format!("models.{role}.{key}"), text)));
    }
    if let Some(secret) = &outside.postbacks.secret {
        places.push(("postbacks.secret".to_owned(), secret));
    }
    if let Some(secret) = &outside.webhooks.secret {
        places.push(("webhooks.secret".to_owned(), secret));
    }
    for (name, webhook) in &outside.webhooks.by_name {
        let key = webhook.signature.as_ref().map(|signature| signature.key.as_str());
        places.extend(key.map(|key| (format!("webhooks.{name}.signature.key"), key)));
    }
    for (name, action) in &outside.actions {
        let at = |key: &str| format!("actions.{name}.{key}");
        match &action.binding {
            Binding::Http(call) => {
                places.extend(call.texts().into_iter().map(|(key, text)| match key.as_str() {
                    "url" => (format!("actions.{name}"), text),
                    key => (at(key), text),
                }));
            }
            Binding::Mail(call) => {
                places.push((at("smtp"), &call.server));
                for (key, text) in call.texts() {
                    places.extend(text.texts().map(|text| (at(key), text)));
                }
            }
            Binding::Sql(call) => places.push((at("sql"), &call.database)),
            Binding::Csv(_) => {}
            Binding::Command(call) => {
                let texts = call.arguments.iter().flat_map(|argument| argument.texts());
                places.extend(texts.map(|text| (at("command"), text)));
                let variables = call.environment.iter();
                places.extend(
                    variables.map(|(name, value)| (at(&format!("environment.{name}")), value.as_str())),
                );
            }
        }
    }
    for (name, connection) in &outside.connections {
        let texts = connection.texts().into_iter();
        places.extend(texts.map(|(key, text)| (format!("connections.{name}.{key}"), text)));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside() -> Outside {
        Outside {
            postbacks: crate::ir::Postbacks { secret: Some("${POSTBACKS}".into()), ..Default::default() },
            models: [(
                "talk".to_owned(),
                crate::ir::Model {
                    provider: "openai_compatible".into(),
                    url: Some("${URL}/v1".into()),
                    key: Some("${KEY}".into()),
                    model: Some("small-${KEY}".into()),
                    timeout: crate::ir::Duration(1_000),
                    context: 1,
                },
            )]
            .into(),
            ..Default::default()
        }
    }

    #[test]
    fn every_missing_variable_is_named_with_its_places() {
        let missing =
            Environment::of(&outside(), |name| (name == "URL").then(|| "x".to_owned())).unwrap_err();
        let missing: Vec<_> = missing
            .iter()
            .map(|(name, places)| (name.as_str(), places.iter().cloned().collect::<Vec<_>>()))
            .collect();
        assert_eq!(
            missing,
            [
                ("KEY", vec!["models.talk.key".to_owned(), "models.talk.model".to_owned()]),
                ("POSTBACKS", vec!["postbacks.secret".to_owned()]),
            ]
        );
    }

    #[test]
    fn texts_are_filled_once_and_never_shown() {
        let environment = Environment::of(&outside(), |name| Some(format!("<{name}${{KEY}}>"))).unwrap();
        let filled = environment.fill("a ${URL} b ${KEY} {c}").unwrap();
        assert_eq!(filled.expose(), "a <URL${KEY}> b <KEY${KEY}> {c}", "a value is never filled again");
        assert_eq!(environment.fill("${OTHER}"), Err("OTHER".to_owned()));
        let shown = format!("{filled:?} {environment:?}");
        assert!(!shown.contains('<'), "{shown}");
    }
}
