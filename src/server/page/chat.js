// The web chat. Every text is put in as text (text.js).
"use strict";

const log = document.getElementById("log");
const state = document.getElementById("state");
const form = document.getElementById("form");
const text = document.getElementById("text");
const picture = document.getElementById("picture");
let seen = 0;

function show(line) {
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const turn = element("div", `turn ${line.role}`);
  for (const media of line.media) turn.append(medium(media, line.text, () => near && (log.scrollTop = log.scrollHeight)));
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
  turn.append(clock(line.at));
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
