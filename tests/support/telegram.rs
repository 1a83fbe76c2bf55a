//! A Bot API of our own on loopback, with the wire format of the real one: long polls that are held, 409 for the second of
//! two, errors on demand, files, forms with files, webhooks that are tried until they are taken.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde_json::{Map, Value, json};
use tokio::sync::Notify;

/// The longest that a test waits for something that must happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// The bot's number, and its name.
pub const BOT: i64 = 1000;
pub const USERNAME: &str = "shop_bot";

/// A running Bot API of one bot.
pub struct Fake {
    shared: Arc<Shared>,
    address: SocketAddr,
    runtime: tokio::runtime::Runtime,
}

/// A call that was made, in the order of their arrival.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: String,
    pub params: Value,
    pub files: Vec<Upload>,
    /// The number of the message that it made.
    pub message: i64,
}

/// A file of a form.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub mime: String,
    pub bytes: Vec<u8>,
}

/// What a method answers instead of doing its work.
#[derive(Debug, Clone)]
pub enum Fault {
    /// An error; the call is not done.
    Error(u16, String, Option<u64>),
    /// The call is done, and nobody learns of it.
    DoneUnanswered,
}

#[derive(Default)]
struct World {
    calls: Vec<Call>,
    updates: VecDeque<Value>,
    next_update: i64,
    next_message: i64,
    messages: BTreeMap<(i64, i64), Value>,
    files: BTreeMap<String, Vec<u8>>,
    faults: BTreeMap<String, VecDeque<Fault>>,
    webhook: Option<(String, String)>,
    poll: u64,
}

struct Shared {
    token: String,
    world: Mutex<World>,
    changed: Condvar,
    grown: Notify,
}

impl Shared {
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    fn tell(&self) {
        self.changed.notify_all();
        self.grown.notify_waiters();
    }
}

impl Fake {
    /// An API for the bot of a token.
    pub fn new(token: &str) -> Self {
        let world = World { next_update: 900, next_message: 1, ..World::default() };
        let shared = Arc::new(Shared {
            token: token.to_owned(),
            world: Mutex::new(world),
            changed: Condvar::new(),
            grown: Notify::new(),
        });
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let router = Router::new()
            .route("/{bot}/{method}", any(method))
            .route("/file/{bot}/{*path}", get(file))
            .layer(axum::extract::DefaultBodyLimit::max(64 << 20))
            .with_state(shared.clone());
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        runtime.spawn(push(shared.clone()));
        Fake { shared, address, runtime }
    }

    /// The base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Something happens to the bot; returns the update's number.
    pub fn update(&self, update: Value) -> i64 {
        let number = {
            let mut world = self.shared.world();
            let number = world.next_update;
            world.next_update += 1;
            world.updates.push_back(with(update, json!({ "update_id": number })));
            number
        };
        self.shared.tell();
        number
    }

    /// A person writes in a private chat; `content` is what the message holds.
    pub fn write(&self, person: i64, content: Value) -> i64 {
        self.update(json!({ "message": self.message(person, person, "private", content) }))
    }

    /// A person writes words in a private chat.
    pub fn say(&self, person: i64, text: &str) -> i64 {
        self.write(person, json!({ "text": text }))
    }

    /// A person answers a message in a group.
    pub fn answer(&self, group: i64, person: i64, message: i64, content: Value) -> i64 {
        let mut answered = self.shared.world().messages[&(group, message)].clone();
        answered.as_object_mut().unwrap().remove("reply_markup");
        let content = with(content, json!({ "reply_to_message": answered }));
        self.update(json!({ "message": self.message(group, person, "supergroup", content) }))
    }

    /// A person presses the button with this text under a message.
    pub fn press(&self, chat: i64, person: i64, message: i64, text: &str) -> i64 {
        let shown = self.shared.world().messages[&(chat, message)].clone();
        let rows = shown["reply_markup"]["inline_keyboard"].as_array().expect("a keyboard").clone();
        let mut keys = rows.iter().flat_map(|row| row.as_array().unwrap());
        let key = keys.find(|key| key["text"] == text).unwrap_or_else(|| panic!("no `{text}` on {rows:?}"));
        self.press_data(person, shown.clone(), key["callback_data"].as_str().unwrap())
    }

    /// A person presses a button that sends this back.
    pub fn press_data(&self, person: i64, message: Value, data: &str) -> i64 {
        let id = format!("q{}", self.shared.world().next_update);
        self.update(json!({ "callback_query": {
            "id": id, "from": user(person), "message": message, "chat_instance": "-55", "data": data,
        } }))
    }

    /// A person blocks the bot, or lets it in again.
    pub fn member(&self, person: i64, status: &str) -> i64 {
        self.update(json!({ "my_chat_member": {
            "chat": chat(person), "from": user(person), "date": 1767225600,
            "old_chat_member": { "status": "member", "user": user(BOT) },
            "new_chat_member": { "status": status, "user": user(BOT) },
        } }))
    }

    /// A message as it stands in an update.
    pub fn message(&self, place: i64, person: i64, kind: &str, content: Value) -> Value {
        let number = {
            let mut world = self.shared.world();
            world.next_message += 1;
            world.next_message
        };
        let place = with(chat(place), json!({ "type": kind }));
        with(
            content,
            json!({ "message_id": number, "date": 1767225600, "from": user(person), "chat": place }),
        )
    }

    /// Puts a file there.
    pub fn put_file(&self, id: &str, bytes: &[u8]) {
        self.shared.world().files.insert(id.to_owned(), bytes.to_vec());
    }

    /// The next calls of a method meet these faults.
    pub fn fault(&self, method: &str, faults: impl IntoIterator<Item = Fault>) {
        self.shared.world().faults.entry(method.to_owned()).or_default().extend(faults);
    }

    /// Waits until the calls show something; what they were is told where they never do.
    pub fn wait<T>(&self, what: &str, look: impl Fn(&[Call]) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut world = self.shared.world();
        loop {
            if let Some(found) = look(&world.calls) {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{what} never came: {:#?}", said(&world.calls));
            world = self.shared.changed.wait_timeout(world, left).unwrap().0;
        }
    }

    /// Waits for the `nth` message (from 0) to a chat that holds these words.
    pub fn told_nth(&self, chat: i64, words: &str, nth: usize) -> Call {
        self.wait(&format!("`{words}` to {chat}"), |calls| {
            calls.iter().filter(|call| call.chat() == chat && call.text().contains(words)).nth(nth).cloned()
        })
    }

    /// Waits for a message to a chat that holds these words.
    pub fn told(&self, chat: i64, words: &str) -> Call {
        self.told_nth(chat, words, 0)
    }

    /// Waits until every update that there is was confirmed.
    pub fn taken(&self) {
        let end = Instant::now() + PATIENCE;
        let mut world = self.shared.world();
        while !world.updates.is_empty() {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never taken: {:?}", world.updates);
            world = self.shared.changed.wait_timeout(world, left).unwrap().0;
        }
    }

    /// All calls until now.
    pub fn calls(&self) -> Vec<Call> {
        self.shared.world().calls.clone()
    }

    /// The address and the secret that the bot has set as its webhook.
    pub fn webhook(&self) -> Option<(String, String)> {
        self.shared.world().webhook.clone()
    }

    /// Posts an update to a webhook as anybody could; returns the status.
    pub fn post(&self, url: &str, secret: Option<&str>, update: &Value) -> u16 {
        let request = reqwest::Client::new().post(url).body(update.to_string());
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let request = match secret {
            Some(secret) => request.header("x-telegram-bot-api-secret-token", secret),
            None => request,
        };
        self.runtime.block_on(async { request.send().await.unwrap().status().as_u16() })
    }

    /// Calls a method as another program with the same token would.
    pub fn call(&self, method: &str, params: &Value) -> Value {
        let url = format!("{}/bot{}/{method}", self.url(), self.shared.token);
        self.runtime.block_on(async {
            let answer = reqwest::Client::new().post(url).body(params.to_string()).send().await.unwrap();
            serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
        })
    }
}

impl Call {
    /// The chat that it is for; 0 for none.
    pub fn chat(&self) -> i64 {
        let chat = &self.params["chat_id"];
        chat.as_i64().or_else(|| chat.as_str()?.parse().ok()).unwrap_or(0)
    }

    /// Its text or caption.
    pub fn text(&self) -> &str {
        self.params["text"].as_str().or(self.params["caption"].as_str()).unwrap_or_default()
    }

    /// The texts of its buttons.
    pub fn buttons(&self) -> Vec<String> {
        let rows = self.params["reply_markup"]["inline_keyboard"].as_array().cloned().unwrap_or_default();
        let keys = rows.iter().flat_map(|row| row.as_array().unwrap());
        keys.map(|key| key["text"].as_str().unwrap().to_owned()).collect()
    }
}

/// Calls in short.
fn said(calls: &[Call]) -> Vec<String> {
    let shown = calls.iter().filter(|call| call.method != "getUpdates");
    shown.map(|call| format!("{} {} {}", call.method, call.chat(), call.text())).collect()
}

fn user(id: i64) -> Value {
    if id == BOT {
        return json!({ "id": BOT, "is_bot": true, "first_name": "Shop", "username": USERNAME });
    }
    let name = format!("Ann{id}");
    json!({ "id": id, "is_bot": false, "first_name": name, "last_name": "Lee", "username": format!("ann{id}"), "language_code": "en" })
}

fn chat(id: i64) -> Value {
    json!({ "id": id, "type": if id < 0 { "supergroup" } else { "private" } })
}

fn with(mut value: Value, more: Value) -> Value {
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

fn error(code: u16, description: &str, retry_after: Option<u64>) -> Response {
    let mut body = json!({ "ok": false, "error_code": code, "description": description });
    if let Some(seconds) = retry_after {
        body["parameters"] = json!({ "retry_after": seconds });
    }
    (StatusCode::from_u16(code).unwrap(), body.to_string()).into_response()
}

fn ok(result: Value) -> Response {
    json!({ "ok": true, "result": result }).to_string().into_response()
}

async fn method(
    State(shared): State<Arc<Shared>>,
    Path((bot, method)): Path<(String, String)>,
    request: Request,
) -> Response {
    if bot != format!("bot{}", shared.token) {
        return error(401, "Unauthorized", None);
    }
    let (params, files) = parameters(request).await;
    let fault = {
        let mut world = shared.world();
        world.faults.get_mut(&method).and_then(VecDeque::pop_front)
    };
    if let Some(Fault::Error(code, description, retry_after)) = &fault {
        shared.tell();
        return error(*code, description, *retry_after);
    }
    let mut message = 0;
    let done = match method.as_str() {
        "getUpdates" => return poll(&shared, &params).await,
        "getMe" => ok(user(BOT)),
        "deleteWebhook" => {
            shared.world().webhook = None;
            ok(true.into())
        }
        "setWebhook" => {
            let text = |key: &str| params[key].as_str().unwrap_or_default().to_owned();
            shared.world().webhook = Some((text("url"), text("secret_token")));
            ok(true.into())
        }
        "getFile" => {
            let id = params["file_id"].as_str().unwrap_or_default();
            ok(json!({ "file_id": id, "file_unique_id": id, "file_path": format!("files/{id}") }))
        }
        _ => {
            let made = act(&shared, &method, &params, &files);
            let first = if made.is_array() { &made[0] } else { &made };
            message = first["message_id"].as_i64().unwrap_or(0);
            ok(made)
        }
    };
    let mut world = shared.world();
    world.calls.push(Call { method, params, files, message });
    drop(world);
    shared.tell();
    match fault {
        Some(_) => (StatusCode::BAD_GATEWAY, "<html>").into_response(),
        None => done,
    }
}

/// JSON, or a form with files.
async fn parameters(request: Request) -> (Value, Vec<Upload>) {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let body = Bytes::from_request(request, &()).await.unwrap();
        return (serde_json::from_slice(&body).unwrap_or_else(|_| json!({})), Vec::new());
    }
    let mut form = Multipart::from_request(request, &()).await.unwrap();
    let (mut params, mut files) = (Map::new(), Vec::new());
    while let Some(part) = form.next_field().await.unwrap() {
        let field = part.name().unwrap().to_owned();
        match part.file_name().map(str::to_owned) {
            Some(name) => {
                let mime = part.content_type().unwrap_or_default().to_owned();
                files.push(Upload { field, name, mime, bytes: part.bytes().await.unwrap().to_vec() });
            }
            None => {
                let text = part.text().await.unwrap();
                let value = serde_json::from_str(&text).ok().filter(|value: &Value| !value.is_string());
                params.insert(field, value.unwrap_or(Value::String(text)));
            }
        }
    }
    (Value::Object(params), files)
}

/// A message appears, or is changed.
fn act(shared: &Shared, method: &str, params: &Value, files: &[Upload]) -> Value {
    let place = params["chat_id"].as_i64().unwrap_or(0);
    let mut world = shared.world();
    if method == "editMessageText" {
        let number = params["message_id"].as_i64().unwrap();
        let shown = world.messages.get_mut(&(place, number)).expect("a message to edit");
        shown["text"] = params["text"].clone();
        shown["reply_markup"] = params["reply_markup"].clone();
        return shown.clone();
    }
    if method == "answerCallbackQuery" {
        return true.into();
    }
    world.next_message += 1;
    let number = world.next_message;
    let mut message =
        json!({ "message_id": number, "date": 1767225610, "from": user(BOT), "chat": chat(place) });
    for key in ["text", "caption", "reply_markup"] {
        if let Some(value) = params.get(key) {
            message[key] = value.clone();
        }
    }
    if !files.is_empty() || method == "sendMediaGroup" {
        // The first of an album stands for it.
        if let Some(caption) = params["media"][0].get("caption") {
            message["caption"] = caption.clone();
        }
    }
    world.messages.insert((place, number), message.clone());
    if method == "sendMediaGroup" { json!([message]) } else { message }
}

/// `getUpdates`: held until there is something; the older of two is ended.
async fn poll(shared: &Shared, params: &Value) -> Response {
    let offset = params["offset"].as_i64().unwrap_or(0);
    let hold = Duration::from_secs(params["timeout"].as_u64().unwrap_or(0).min(50));
    let own = {
        let mut world = shared.world();
        if world.webhook.is_some() {
            let words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
            return error(409, words, None);
        }
        world.updates.retain(|update| update["update_id"].as_i64().unwrap() >= offset);
        world.poll += 1;
        world.poll
    };
    shared.tell();
    let end = tokio::time::Instant::now() + hold;
    loop {
        let grown = shared.grown.notified();
        tokio::pin!(grown);
        grown.as_mut().enable();
        {
            let world = shared.world();
            if world.poll != own {
                let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
                return error(409, words, None);
            }
            if !world.updates.is_empty() {
                return ok(world.updates.iter().take(100).cloned().collect());
            }
        }
        if tokio::time::timeout_at(end, grown).await.is_err() {
            return ok(json!([]));
        }
    }
}

async fn file(State(shared): State<Arc<Shared>>, Path((bot, path)): Path<(String, String)>) -> Response {
    let known = bot == format!("bot{}", shared.token);
    let bytes = path.strip_prefix("files/").and_then(|id| shared.world().files.get(id).cloned());
    match bytes.filter(|_| known) {
        Some(bytes) => bytes.into_response(),
        None => error(404, "Not Found", None),
    }
}

/// Sends updates to the webhook in order, each until it is taken.
async fn push(shared: Arc<Shared>) {
    let client = reqwest::Client::new();
    loop {
        let grown = shared.grown.notified();
        tokio::pin!(grown);
        grown.as_mut().enable();
        let next = {
            let world = shared.world();
            world.webhook.clone().zip(world.updates.front().cloned())
        };
        let Some(((url, secret), update)) = next else {
            grown.await;
            continue;
        };
        let sent = client.post(url).header("x-telegram-bot-api-secret-token", secret);
        let sent =
            sent.header(header::CONTENT_TYPE, "application/json").body(update.to_string()).send().await;
        if sent.is_ok_and(|answer| answer.status().is_success()) {
            shared.world().updates.retain(|other| other["update_id"] != update["update_id"]);
            shared.tell();
        } else {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
