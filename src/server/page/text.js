// What the pages share. Every text is put in as text: nothing that a contact, a bot or a person wrote is ever parsed as
// markup.
"use strict";

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

// A picture, or the way to other media.
function medium(media, words, loaded) {
  if (media.kind !== "image") return link(media.url, media.kind);
  const image = element("img");
  image.alt = words || "picture";
  image.src = media.url;
  image.addEventListener("load", loaded);
  return image;
}

// The time of day at which something was said.
function clock(at) {
  const time = element("time", "", new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = at;
  return time;
}
