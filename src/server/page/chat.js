// The web chat. Every text is put in as text: nothing that a contact or a bot wrote is ever parsed as markup.
"use strict";

const log = document.getElementById("log");
const state = document.getElementById("state");
const form = document.getElementById("form");
const text = document.getElementById("text");
const picture = document.getElementById("picture");
let seen = 0;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const fresh = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

function element(tag, className, words) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (words !== undefined) made.textContent = words;
  return made;
}

function web(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

function link(address, words) {
  const made = element("a", "", words);
  made.href = address;
  made.rel = "noopener noreferrer nofollow";
  made.target = "_blank";
  return made;
}

// A text with its addresses as links; everything else stays a text node.
function words(message) {
  const bubble = element("div", "bubble");
  for (const part of message.split(/(https?:\/\/[^\s<>"]+)/)) {
    const address = /^https?:\/\//.test(part) ? web(part) : null;
    bubble.append(address ? link(address, part) : part);
  }
  return bubble;
}

function show(line) {
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const turn = element("div", `turn ${line.role}`);
  for (const media of line.media) {
    if (media.kind === "image") {
      const image = element("img");
      image.alt = line.text || "picture";
      image.src = media.url;
      image.addEventListener("load", () => near && (log.scrollTop = log.scrollHeight));
      turn.append(image);
    } else {
      turn.append(link(media.url, media.kind));
    }
  }
  if (line.text) turn.append(words(line.text));
  if (line.buttons.length) {
    const row = element("div", "buttons");
    for (const button of line.buttons) {
      const address = button.link && web(button.link);
      if (button.link && !address) continue;
      const made = address ? link(address, button.text) : element("button", "", button.text);
      if (!address) {
        made.type = "button";
        made.addEventListener("click", () => post("button", { text: button.text, button: button.id }));
      }
      row.append(made);
    }
    turn.append(row);
  }
  const at = new Date(line.at);
  const time = element("time", "", at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = line.at;
  turn.append(time);
  log.append(turn);
  if (near || line.role === "contact") log.scrollTop = log.scrollHeight;
}

// The id is made once: a repeated attempt after a lost answer is the same message.
async function post(what, body, type = "application/json") {
  const id = fresh();
  for (let attempt = 0; attempt < 6; attempt += 1) {
    try {
      const answer = await fetch(`/chat/${what}?id=${id}`, {
        method: "POST",
        headers: { "content-type": type },
        body: type === "application/json" ? JSON.stringify(body) : body,
      });
      if (answer.ok) {
        state.textContent = "";
        return true;
      }
      if (answer.status < 500 && answer.status !== 429) {
        state.textContent = (await answer.json()).message;
        return false;
      }
    } catch {
      // The server is away: tried again below.
    }
    state.textContent = "Connecting…";
    await pause(500 * 2 ** attempt);
  }
  state.textContent = "Not sent. Please try again.";
  return false;
}

async function listen() {
  for (let failures = 0; ; ) {
    try {
      const answer = await fetch(`/chat/messages?after=${seen}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const { lines } = await answer.json();
      for (const line of lines) {
        if (line.seq > seen) {
          seen = line.seq;
          show(line);
        }
      }
      if (failures) state.textContent = "";
      failures = 0;
    } catch {
      failures += 1;
      state.textContent = "Connecting…";
      await pause(Math.min(500 * 2 ** failures, 15000));
    }
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const message = text.value.trim();
  if (!message) return;
  text.value = "";
  text.style.height = "";
  if (!(await post("message", { text: message })) && !text.value) text.value = message;
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

text.addEventListener("input", () => {
  text.style.height = "";
  text.style.height = `${text.scrollHeight}px`;
});

picture.addEventListener("change", async () => {
  const [file] = picture.files;
  picture.value = "";
  if (file) await post("image", file, file.type || "application/octet-stream");
});

async function begin() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  const begun = await fetch("/chat/start", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: location.search.slice(1), timezone: zone, language: navigator.language }),
  });
  const { name } = await begun.json();
  document.getElementById("name").textContent = name;
  document.title = name;
}

(async () => {
  for (;;) {
    try {
      await begin();
      break;
    } catch {
      state.textContent = "Connecting…";
      await pause(2000);
    }
  }
  listen();
})();
