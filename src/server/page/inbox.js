// The team's inbox. Every text is put in as text (text.js).
"use strict";

const at = (id) => document.getElementById(id);
const log = at("log");
const state = at("state");
let me = "";
let open = null;
// Counts up whenever another contact is opened or somebody logs out: what was asked for before is not shown.
let turn = 0;
let session = 0;
let contacts = [];

class LoggedOut extends Error {}

async function ask(path, options) {
  const answer = await fetch(`/inbox/api/${path}`, options);
  if (answer.status === 401 && !path.startsWith("login")) {
    enter();
    throw new LoggedOut();
  }
  return answer;
}

function enter(words = "") {
  turn += 1;
  open = null;
  at("office").hidden = true;
  at("entry").hidden = false;
  at("refusal").textContent = words;
  at("password").value = "";
}

at("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ name: at("who").value.trim(), password: at("password").value });
  try {
    const answer = await ask("login", { method: "POST", headers: { "content-type": "application/json" }, body });
    if (answer.ok) await begin();
    else enter((await answer.json()).message);
  } catch (error) {
    if (!(error instanceof LoggedOut)) enter("The server does not answer. Try again.");
  }
});

at("logout").addEventListener("click", async () => {
  await ask("logout", { method: "POST" });
  enter();
});

function ago(since) {
  const minutes = Math.max(0, Math.floor((Date.now() - since) / 60000));
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}

function held({ charge }) {
  if (!charge) return "with the bot";
  if (charge.by === me) return "yours";
  return charge.by ? `with ${charge.by}` : "waits for a person";
}

function list(contacts) {
  at("quiet").hidden = contacts.length > 0;
  at("list").replaceChildren(
    ...contacts.map((contact) => {
      const item = element("li");
      const button = element("button");
      button.type = "button";
      if (open === contact.id) button.setAttribute("aria-current", "true");
      const waits = contact.charge && !contact.charge.by;
      button.append(element("b", "", contact.name));
      if (contact.charge?.reason) button.append(element("span", "why", contact.charge.reason));
      const since = contact.charge ? ` · ${ago(contact.charge.since)}` : "";
      button.append(element("span", waits ? "who waits" : "who", held(contact) + since));
      button.addEventListener("click", () => show(contact.id));
      item.append(button);
      return item;
    }),
  );
}

// Asks again and again while there is somebody to show it to; failures are waited out.
async function keep(asking, wanted) {
  for (let failures = 0; wanted(); ) {
    try {
      await asking();
      failures = 0;
    } catch (error) {
      if (error instanceof LoggedOut) return;
      failures += 1;
      state.textContent = "Connecting…";
      await pause(Math.min(500 * 2 ** failures, 15000));
    }
  }
}

function watchContacts() {
  const mine = (session += 1);
  let seen = "";
  const look = async () => {
    const answer = await ask(`contacts?seen=${seen}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    if (session !== mine) return;
    seen = found.mark;
    contacts = found.contacts;
    list(contacts);
  };
  keep(look, () => session === mine && !at("office").hidden);
}

function act(name, over = false) {
  return `${name}?id=${encodeURIComponent(open)}&act=${fresh()}&over=${over}`;
}

// The act's id is made once: a repeated attempt after a lost answer is the same act.
async function post(path, body) {
  const json = body !== undefined && !(body instanceof Blob);
  const options = { method: "POST", body: json ? JSON.stringify(body) : body };
  if (json) options.headers = { "content-type": "application/json" };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      const answer = await ask(path, options);
      if (answer.ok) {
        state.textContent = "";
        return true;
      }
      if (answer.status < 500 && answer.status !== 429) {
        state.textContent = (await answer.json()).message;
        return false;
      }
    } catch (error) {
      if (error instanceof LoggedOut) return false;
    }
    state.textContent = "Connecting…";
    await pause(500 * 2 ** attempt);
  }
  state.textContent = "Not sent. Please try again.";
  return false;
}

function button(words, path, body, className = "") {
  const made = element("button", className, words);
  made.type = "button";
  made.addEventListener("click", () => post(path(), body));
  return made;
}

function head(contact) {
  const { charge } = contact;
  at("name").textContent = contact.name;
  at("facts").textContent = contact.name === contact.id ? held(contact) : `${contact.id} · ${held(contact)}`;
  at("reason").textContent = charge?.reason ?? "";
  const acts = [];
  const others = charge?.by && charge.by !== me;
  if (!charge) {
    acts.push(button("Take", () => act("take"), undefined, "main"), button("Pause the bot", () => act("pause")));
  } else if (others) {
    acts.push(button(`Take over from ${charge.by}`, () => act("take", true)));
  } else {
    if (!charge.by) acts.push(button("Take", () => act("take"), undefined, "main"));
    for (const text of charge.buttons) acts.push(button(text, () => act("press"), { text }));
    if (charge.by || charge.reason) acts.push(button("Hand back", () => act("leave")));
    else acts.push(button("Resume the bot", () => act("resume")));
  }
  at("acts").replaceChildren(...acts);
}

function say(line) {
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 160;
  const down = () => (log.scrollTop = log.scrollHeight);
  const made = element("div", `turn ${line.role}`);
  for (const media of line.media) made.append(medium(media, line.text, () => near && down()));
  if (line.text) made.append(words(line.text));
  if (line.buttons.length) {
    const row = element("div", "shown");
    for (const shown of line.buttons) row.append(element("span", "", shown.text));
    made.append(row);
  }
  made.append(clock(line.at));
  log.append(made);
  if (near || line.role === "person") down();
}

function show(id) {
  turn += 1;
  const mine = turn;
  open = id;
  history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  log.replaceChildren();
  at("acts").replaceChildren();
  for (const part of ["name", "facts", "reason"]) at(part).textContent = "";
  state.textContent = "";
  at("talk").hidden = false;
  at("office").classList.add("talking");
  list(contacts);
  let after = 0;
  let seen = "";
  const look = async () => {
    const answer = await ask(`talk?id=${encodeURIComponent(id)}&after=${after}&seen=${seen}`);
    if (turn !== mine) return;
    if (answer.status === 404) {
      state.textContent = "There is no such contact.";
      await pause(5000);
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const talk = await answer.json();
    if (turn !== mine) return;
    if (talk.mark !== seen) head(talk.contact);
    seen = talk.mark;
    for (const line of talk.lines) {
      if (line.seq > after) {
        after = line.seq;
        say(line);
      }
    }
    if (state.textContent === "Connecting…") state.textContent = "";
  };
  keep(look, () => turn === mine);
}

at("back").addEventListener("click", () => {
  turn += 1;
  open = null;
  history.replaceState(null, "", location.pathname);
  at("talk").hidden = true;
  at("office").classList.remove("talking");
  list(contacts);
});

at("open").addEventListener("submit", (event) => {
  event.preventDefault();
  const id = at("wanted").value.trim();
  if (id) show(id);
});

at("reply").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = at("text");
  const reply = text.value.trim();
  if (!reply) return;
  text.value = "";
  text.style.height = "";
  if (!(await post(act("say"), { text: reply })) && !text.value) text.value = reply;
});

at("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    at("reply").requestSubmit();
  }
});

at("text").addEventListener("input", ({ target }) => {
  target.style.height = "";
  target.style.height = `${target.scrollHeight}px`;
});

at("picture").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (file) await post(act("image"), file);
});

async function begin() {
  const answer = await ask("me");
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  me = found.name;
  at("me").textContent = me;
  at("bot").textContent = found.bot;
  at("entry").hidden = true;
  at("office").hidden = false;
  at("talk").hidden = true;
  at("office").classList.remove("talking");
  watchContacts();
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (wanted) show(wanted);
}

begin().catch((error) => {
  if (!(error instanceof LoggedOut)) enter("The server does not answer. Try again.");
});
