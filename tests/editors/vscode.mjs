// VS Code in a browser opens a project, sees the finding, hovers, looks at the graph and talks to the project:
//   node vscode.mjs CODE_SERVER FLOWC VSIX
// CODE_SERVER is a folder with code-server and playwright-core in its node_modules; Chromium is the system's.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [, , folder, flowc, vsix] = process.argv;
const { chromium } = createRequire(resolve(folder, 'package.json'))('playwright-core');
const entry = resolve(folder, 'node_modules/code-server/out/node/entry.js');
const here = import.meta.dirname;
const work = mkdtempSync(join(tmpdir(), 'flowc-vscode-'));
const project = join(work, 'project');
mkdirSync(join(work, 'data/User'), { recursive: true });
mkdirSync(project);
cpSync(join(here, 'bot.flow'), join(project, 'bot.flow'));
writeFileSync(join(project, 'flow.yaml'), 'flow: 1\n');
const settings = {
  'flowc.path': resolve(flowc), 'security.workspace.trust.enabled': false, 'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off', 'update.mode': 'none', 'extensions.autoCheckUpdates': false, 'editor.minimap.enabled': false,
};
writeFileSync(join(work, 'data/User/settings.json'), JSON.stringify(settings));
const own = [
  '--user-data-dir', join(work, 'data'), '--extensions-dir', join(work, 'extensions'),
  '--disable-telemetry', '--disable-update-check', '--auth', 'none',
];
execFileSync(process.execPath, [entry, ...own, '--install-extension', resolve(vsix)], { stdio: 'inherit' });
const port = 20000 + (process.pid % 20000);
const server = spawn(process.execPath, [entry, ...own, '--bind-addr', `127.0.0.1:${port}`, project], { stdio: 'ignore' });
let browser;
try {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(60000);
  for (let tries = 0; ; tries += 1) {
    try {
      await page.goto(`http://127.0.0.1:${port}/?folder=${project}`);
      break;
    } catch (error) {
      if (tries === 60) throw error;
      await page.waitForTimeout(500);
    }
  }
  const ok = (what) => console.log(`ok ${what}`);
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.explorer-folders-view [aria-label="bot.flow"]').first().dblclick();
  await page.locator('.view-line', { hasText: 'Savings' }).first().waitFor();
  ok('the file opens');
  await page.locator('.squiggly-error').first().waitFor();
  ok('the mistake is underlined');

  // By the keyboard: the next problem, which shows the finding in its own words.
  const command = async (name) => {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').first().fill(`>${name}`);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await page.keyboard.press('Enter');
  };
  await page.locator('.view-line', { hasText: 'thnks' }).first().click();
  await command('Go to Next Problem (Error, Warning, Info)');
  await page.getByText('has no step `thnks`').first().waitFor();
  ok('the finding is told');
  await page.keyboard.press('Escape');
  const coloured = await page.locator('.view-line', { hasText: 'ask_city' }).locator('span span').count();
  assert.ok(coloured > 2, 'words have colours');

  /** The page of a panel: a frame in a frame. */
  const panel = async (kind) => {
    for (let tries = 0; tries < 200; tries += 1) {
      for (const frame of page.frames()) {
        if (await frame.locator(`body.${kind}`).count().catch(() => 0)) return frame;
      }
      await page.waitForTimeout(100);
    }
    throw new Error(`no panel ${kind}`);
  };
  await command('flowc: Show the Graph');
  const graph = await panel('graph');
  await graph.locator('#flow-hello-step-ask_city.here').waitFor();
  ok('the graph is drawn, and follows the cursor');
  await graph.locator('#flow-hello-step-thanks .name').click();
  await graph.locator('#flow-hello-step-thanks.here').waitFor();
  ok('a click on the graph leads to the text');

  await page.locator('.view-line', { hasText: 'thnks' }).first().click();
  await command('flowc: Talk to the Project');
  const chat = await panel('chat');
  await chat.locator('.problem', { hasText: 'thnks' }).waitFor();
  ok('the chat says why the project does not run');
  await page.locator('.view-line', { hasText: 'thnks' }).locator('span', { hasText: 'thnks' }).last().dblclick();
  await page.keyboard.type('thanks');
  await chat.locator('.line.bot', { hasText: 'Где вы живёте?' }).waitFor();
  ok('mended, it asks at once');
  await chat.locator('#say').fill('Київ');
  await chat.locator('#say').press('Enter');
  await chat.locator('.line.bot', { hasText: 'Ah, Київ!' }).waitFor();
  ok('it answers');
} catch (error) {
  await browser?.contexts()[0]?.pages()[0]?.screenshot({ path: join(tmpdir(), 'flowc-vscode.png') });
  throw error;
} finally {
  await browser?.close();
  server.kill();
  rmSync(work, { recursive: true, force: true });
}
