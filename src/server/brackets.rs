//! Forms whose keys nest with brackets, as PHP writes them: `leads[status][0][id]=101`.
//!
//! Some systems send both `[note][type]=5` and `[note][type][id]=x`: the value then stands under the empty name of the
//! object.

use serde_json::{Map, Value as Json};

/// The deepest nesting of a key; what is deeper stays text of the last name.
const DEPTH_MAX: usize = 16;
/// The most pairs of a form.
const PAIRS_MAX: usize = 5_000;

/// The document that a form's pairs are; `None` where there are too many.
pub(super) fn document(pairs: Vec<(String, String)>) -> Option<Json> {
    if pairs.len() > PAIRS_MAX {
        return None;
    }
    let mut root = Map::new();
    for (key, value) in pairs.into_iter().filter(|(key, _)| !key.is_empty()) {
        put(&mut root, &names(&key), value);
    }
    Some(with_lists(Json::Object(root)))
}

/// `a[b][]` as `a`, `b` and the empty name. Brackets that do not pair are part of a name.
fn names(key: &str) -> Vec<&str> {
    let Some(open) = key.find('[').filter(|open| *open > 0 && key.ends_with(']')) else { return vec![key] };
    let inside = &key[open + 1..key.len() - 1];
    let mut names = vec![&key[..open]];
    names.extend(inside.splitn(DEPTH_MAX, "]["));
    names
}

fn put(into: &mut Map<String, Json>, names: &[&str], value: String) {
    let [name, rest @ ..] = names else { return };
    // `[]` is the next number.
    let name = if name.is_empty() { into.len().to_string() } else { (*name).to_owned() };
    if rest.is_empty() {
        match into.get_mut(&name) {
            Some(Json::Object(below)) => below.insert(String::new(), Json::String(value)),
            _ => into.insert(name, Json::String(value)),
        };
        return;
    }
    let below = into.entry(name).or_insert_with(|| Json::Object(Map::new()));
    if let Json::String(own) = below {
        let own = std::mem::take(own);
        *below = Json::Object(Map::from_iter([(String::new(), Json::String(own))]));
    }
    if let Json::Object(below) = below {
        put(below, rest, value);
    }
}

/// Objects whose names are 0, 1, 2, … are lists.
fn with_lists(value: Json) -> Json {
    let Json::Object(fields) = value else { return value };
    let mut fields: Vec<(String, Json)> =
        fields.into_iter().map(|(name, value)| (name, with_lists(value))).collect();
    let place = |name: &str| name.parse::<usize>().ok().filter(|place| place.to_string() == name);
    if !fields.is_empty()
        && fields.iter().all(|(name, _)| place(name).is_some_and(|place| place < fields.len()))
    {
        fields.sort_by_key(|(name, _)| place(name));
        return fields.into_iter().map(|(_, value)| value).collect();
    }
    Json::Object(fields.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(pairs: &[(&str, &str)]) -> Json {
        document(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()).unwrap()
    }

    #[test]
    fn brackets_nest_and_numbers_are_lists() {
        let form = read(&[
            ("leads[status][0][id]", "101"),
            ("leads[status][0][custom_fields][0][values][0][value]", "x"),
            ("leads[status][1][id]", "102"),
            ("account[subdomain]", "demo"),
            ("tags[]", "a"),
            ("tags[]", "b"),
            ("plain", "1"),
        ]);
        assert_eq!(
            form,
            json!({
                "leads": { "status": [{ "id": "101", "custom_fields": [{ "values": [{ "value": "x" }] }] }, { "id": "102" }] },
                "account": { "subdomain": "demo" }, "tags": ["a", "b"], "plain": "1",
            })
        );
    }

    #[test]
    fn a_key_with_a_value_and_keys_below_it_keeps_both_in_either_order() {
        let both = json!({ "note": { "type": { "": "5", "message_uuid": "x" } } });
        assert_eq!(read(&[("note[type]", "5"), ("note[type][message_uuid]", "x")]), both);
        assert_eq!(read(&[("note[type][message_uuid]", "x"), ("note[type]", "5")]), both);
    }

    #[test]
    fn odd_keys_stay_text_and_depth_is_bounded() {
        assert_eq!(read(&[("a[b", "1"), ("[c]", "2"), ("", "3")]), json!({ "a[b": "1", "[c]": "2" }));
        assert_eq!(read(&[("items[7]", "x")]), json!({ "items": { "7": "x" } }), "no list with holes");
        let deep = format!("a{}", "[b]".repeat(10_000));
        let mut value = &read(&[(&deep, "1")]);
        let mut depth = 0;
        while let Json::Object(fields) = value {
            value = fields.values().next().unwrap();
            depth += 1;
        }
        assert_eq!(depth, DEPTH_MAX + 1);
    }
}
