// The team's inbox in headless Chromium, at a desk's and at a phone's size: two colleagues, markup from the contact and from
// the team, take, reply, a picture, hand back, a button of the handoff, the conversation by its link, erasure. Usage: node inbox.mjs FLOWC_BINARY [SCREENSHOT_FOLDER]
import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [binary, pictures] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "flowc-inbox-"));
// 40 by 30 red pixels.
const RED = "iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAIAAADRv8uKAAAAKElEQVR42u3NsQ0AAAjAoP7/tJ6hAwk7TZ1ILBaLxWKxWCwWi8V/4wU+nauNixxYhAAAAABJRU5ErkJggg==";
const EVIL = `<img src=x onerror="document.title='owned'"><b>bold</b>`;

writeFileSync(join(folder, "desk.flow"), `bot "Desk <i>bot</i>" { start hello }
flow hello {
  step call {
    ask "What is it about?" save topic within 1d else -> end
    handoff "about: {topic}" { "Solved <b>it</b>" -> solved } within 2h else { say "We write tomorrow." }
    say "The bot is back. {contact.link}"
    ask "Anything else?" save topic within 1d else -> end
    handoff "again: {topic}" { "Solved <b>it</b>" -> solved } within 2h else { say "We write tomorrow." }
    -> solved
  }
  step solved {
    say "Solved it is."
    ask "Anything else?" within 1d else -> end
    -> end
  }
}
`);
writeFileSync(join(folder, "flow.yaml"), `flow: 1
project: desk
channels: { web: { kind: web } }
operators: { managers: { default: true } }
inbox:
  people: { olga: "\${INBOX_OLGA}", ivan: "\${INBOX_IVAN}" }
`);
writeFileSync(join(folder, "red.png"), Buffer.from(RED, "base64"));

const env = { ...process.env, INBOX_OLGA: "correct horse", INBOX_IVAN: "battery staple" };
const child = spawn(binary, ["run", folder, "--bind", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"], env });
const address = await new Promise((resolve, reject) => {
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
    const found = said.match(/chat\s+(http:\/\/[^/\s]+)/);
    if (found) resolve(found[1]);
  });
  child.on("exit", (code) => reject(new Error(`flowc ended with ${code}: ${said}`)));
});

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const complaints = [];
const DESK = { viewport: { width: 1200, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function enter(size, path = "") {
  const page = await (await browser.newContext(size)).newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address + path);
  return page;
}

async function logIn(page, name, password) {
  await page.fill("#who", name);
  await page.fill("#password", password);
  await page.click("#login button");
}

const bubble = (page, text) => page.locator(".bubble", { hasText: text }).last();
const listed = (page, text) => page.locator("#list button", { hasText: text });

try {
  const contact = await enter(PHONE);
  await bubble(contact, "What is it about?").waitFor();
  await contact.fill("#text", EVIL);
  await contact.press("#text", "Enter");

  const olga = await enter(DESK, "/inbox");
  await logIn(olga, "olga", "battery staple");
  await olga.locator("#refusal", { hasText: "do not fit" }).waitFor();
  await logIn(olga, "olga", "correct horse");
  await listed(olga, `about: ${EVIL}`).click();
  await bubble(olga, EVIL).waitFor();
  assert.equal(await olga.locator("#bot").textContent(), "Desk <i>bot</i>");
  assert.equal(await olga.locator("#office b:not(#list b), #office i, #office img").count(), 0, "no markup became elements");
  assert.notEqual(await olga.title(), "owned");

  const ivan = await enter(PHONE, "/inbox");
  await logIn(ivan, "ivan", "battery staple");
  await listed(ivan, "waits for a person").click();
  await ivan.getByRole("button", { name: "Take", exact: true }).waitFor();

  await olga.getByRole("button", { name: "Take", exact: true }).click();
  await olga.locator("#facts", { hasText: "yours" }).waitFor();
  await ivan.getByRole("button", { name: "Take over from olga" }).waitFor();
  await ivan.fill("#text", "I try, too");
  await ivan.press("#text", "Enter");
  await ivan.locator("#state", { hasText: "olga has this contact" }).waitFor();
  assert.equal(await ivan.inputValue("#text"), "I try, too", "what was not sent is not lost");

  await olga.fill("#text", `Hello from <u>olga</u> ${EVIL}`);
  await olga.press("#text", "Enter");
  await bubble(contact, "Hello from <u>olga</u>").waitFor();
  await bubble(olga, "Hello from <u>olga</u>").waitFor();
  assert.equal(await contact.locator("#log u, #log b, #log img").count(), 0, "no markup became elements");
  await olga.setInputFiles("#picture", join(folder, "red.png"));
  const red = () => [...document.querySelectorAll(".turn img")].some((image) => image.naturalWidth === 40);
  for (const page of [contact, olga, ivan]) await page.waitForFunction(red);
  await contact.fill("#text", "thank you");
  await contact.press("#text", "Enter");
  await bubble(olga, "thank you").waitFor();
  await bubble(ivan, "thank you").waitFor();
  for (const page of [olga, ivan]) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, "nothing is wider than the screen");
  }
  if (pictures) {
    await olga.screenshot({ path: join(pictures, "inbox-desk.png") });
    await ivan.screenshot({ path: join(pictures, "inbox-phone.png") });
  }

  await ivan.getByRole("button", { name: "Take over from olga" }).click();
  await ivan.locator("#facts", { hasText: "yours" }).waitFor();
  await olga.locator("#facts", { hasText: "with ivan" }).waitFor();
  await ivan.getByRole("button", { name: "Hand back" }).click();
  await bubble(contact, "The bot is back.").waitFor();
  await ivan.locator("#facts", { hasText: "with the bot" }).waitFor();
  await olga.locator("#quiet").waitFor();

  await contact.fill("#text", "one more");
  await contact.press("#text", "Enter");
  await listed(olga, "again: one more").waitFor();
  await ivan.getByRole("button", { name: "Solved <b>it</b>" }).click();
  await bubble(contact, "Solved it is.").waitFor();
  await ivan.locator("#facts", { hasText: "with the bot" }).waitFor();
  await ivan.click("#back");
  await ivan.locator("#contacts").waitFor();
  if (pictures) await ivan.screenshot({ path: join(pictures, "inbox-list.png") });

  const link = await bubble(contact, "The bot is back.").locator("a").getAttribute("href");
  assert.match(link, /\/t\/[\w-]{91}$/);
  const stranger = await enter(PHONE, new URL(link).pathname);
  await stranger.getByText("thank you").waitFor();
  assert.equal(await stranger.locator("article b, article u, script").count(), 0, "no markup became elements");
  assert.equal(await stranger.locator("article img").count(), 1);
  if (pictures) await stranger.screenshot({ path: join(pictures, "transcript.png") });
  const id = decodeURIComponent(new URL(olga.url()).hash.slice(1));
  execFileSync(binary, ["erase", id, "--data", join(folder, ".flowc")]);
  await stranger.reload();
  await stranger.getByText("This link opens nothing").waitFor();

  await olga.getByRole("button", { name: "Log out" }).click();
  await olga.locator("#login").waitFor();
  await olga.reload();
  await olga.locator("#login").waitFor();
  assert.deepEqual(complaints, []);
  console.log("1 passed, 0 failed");
} finally {
  await browser.close();
  child.removeAllListeners("exit");
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
}
