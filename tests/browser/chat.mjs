// The web chat in headless Chromium, at a phone's size: a stranger's first conversation, markup from both sides, a picture,
// a restart of the server in the middle. Usage: node chat.mjs FLOWC_BINARY [SCREENSHOT_FOLDER]
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [binary, pictures] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "flowc-browser-"));
const EVIL = `<img src=x onerror="document.title='owned'"><b>bold</b>`;

writeFileSync(join(folder, "evil.flow"), `bot "Markup <i>bot</i>" { start talk }
flow talk {
  step ask {
    ask "Say <b>anything</b> <script>document.title='owned'</script>" buttons "<u>Button</u>", "Again" save said within 1d else -> end
    say "You said: {said} https://kopilka.example/?a=1&b=<x>" buttons { "Open" link "https://kopilka.example/?q=1" }
    -> ask
  }
}
`);
// 40 by 30 red pixels.
const RED = "iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAIAAADRv8uKAAAAKElEQVR42u3NsQ0AAAjAoP7/tJ6hAwk7TZ1ILBaLxWKxWCwWi8V/4wU+nauNixxYhAAAAABJRU5ErkJggg==";
writeFileSync(join(folder, "evil.png"), Buffer.from(RED, "base64"));

function serve(port = 0) {
  const child = spawn(binary, ["run", join(folder, "evil.flow"), "--bind", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const found = said.match(/chat\s+(http:\/\/\S+)/);
      if (found) resolve({ child, address: found[1] });
    });
    child.on("exit", (code) => reject(new Error(`flowc ended with ${code}: ${said}`)));
  });
}

const ended = (child) => new Promise((resolve) => (child.removeAllListeners("exit"), child.on("exit", resolve), child.kill("SIGKILL")));

let { child, address } = await serve();
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  const bubble = (text) => page.locator(".bubble", { hasText: text }).last();

  await bubble("Say <b>anything</b>").waitFor();
  assert.equal(await page.locator("#name").textContent(), "Markup <i>bot</i>");
  await page.getByRole("button", { name: "<u>Button</u>" }).click();
  await bubble("You said: <u>Button</u>").waitFor();

  await page.fill("#text", EVIL);
  await page.press("#text", "Enter");
  await bubble(`You said: ${EVIL}`).waitFor();
  assert.equal(await page.locator("#log b, #log script, #log u, #log img[src=x]").count(), 0, "no markup became elements");
  assert.notEqual(await page.title(), "owned");
  const links = await page.locator("#log a").evaluateAll((found) => found.map((link) => link.href));
  assert.ok(links.includes("https://kopilka.example/?q=1"));
  assert.ok(links.every((link) => link.startsWith("https://kopilka.example/")), links.join(" "));

  await page.setInputFiles("#picture", join(folder, "evil.png"));
  await page.waitForFunction(() => [...document.querySelectorAll(".turn.contact img")].some((image) => image.naturalWidth === 40));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, "nothing is wider than the phone");

  const before = await page.locator(".bubble").count();
  const port = new URL(address).port;
  await ended(child);
  await page.fill("#text", "while you were away");
  await page.press("#text", "Enter");
  ({ child } = await serve(port));
  await bubble("You said: while you were away").waitFor({ timeout: 30_000 });
  await page.reload();
  await bubble("You said: while you were away").waitFor();
  assert.ok((await page.locator(".bubble").count()) > before, "the conversation is still there");
  assert.equal(await page.locator(".turn.contact .bubble", { hasText: "while you were away" }).count(), 1, "sent once");

  const other = await (await browser.newContext()).newPage();
  await other.goto(address);
  await other.locator(".bubble").first().waitFor();
  assert.equal(await other.locator(".bubble").count(), 1, "another visitor has a conversation of its own");
  assert.deepEqual(complaints, []);
  if (pictures) {
    await page.screenshot({ path: join(pictures, "chat.png") });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.screenshot({ path: join(pictures, "chat-dark.png") });
  }
  console.log("1 passed, 0 failed");
} finally {
  await browser.close();
  await ended(child);
  rmSync(folder, { recursive: true });
}
