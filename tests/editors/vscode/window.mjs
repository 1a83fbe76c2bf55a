// A window of VS Code in a browser, with the extension and a project of its own, and what a person does in it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const QUIET = {
  'security.workspace.trust.enabled': false, 'workbench.startupEditor': 'none', 'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off', 'update.mode': 'none', 'extensions.autoCheckUpdates': false,
  'chat.disableAIFeatures': true, 'editor.minimap.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden', 'terminal.integrated.gpuAcceleration': 'off',
};

/** Opens `files` (texts by path) as a project; `folder` has code-server and playwright-core, `shots` takes pictures, `keys` says
 * of the project's folder what keys do. */
export async function open({ folder, vsix, files, settings, keys, shots }) {
  const { chromium } = createRequire(resolve(folder, 'package.json'))('playwright-core');
  const entry = resolve(folder, 'node_modules/code-server/out/node/entry.js');
  const work = mkdtempSync(join(tmpdir(), 'flowc-vscode-'));
  const project = join(work, 'project');
  const write = (of, settings) => {
    mkdirSync(join(work, 'data', of), { recursive: true });
    writeFileSync(join(work, 'data', of, 'settings.json'), JSON.stringify(settings));
  };
  write('User', QUIET);
  writeFileSync(join(work, 'data/User/keybindings.json'), JSON.stringify(keys(project)));
  // Where programs lie is a setting of the machine, on which the server of a browser's window runs.
  const set = (settings) => write('Machine', settings);
  set(settings);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(project, name, '..'), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  const own = [
    '--config', join(work, 'config.yaml'), '--user-data-dir', join(work, 'data'), '--extensions-dir', join(work, 'extensions'),
    '--disable-telemetry', '--disable-update-check', '--auth', 'none',
  ];
  execFileSync(process.execPath, [entry, ...own, '--install-extension', resolve(vsix)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const port = 20000 + (process.pid % 20000);
  const server = spawn(process.execPath, [entry, ...own, '--bind-addr', `127.0.0.1:${port}`, project], { stdio: 'ignore' });
  let browser;
  const close = async () => {
    await browser?.close();
    server.kill();
    rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    });
    const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
    page.setDefaultTimeout(30_000);
    for (let tries = 0; ; tries += 1) {
      const refused = await page.goto(`http://127.0.0.1:${port}/?folder=${project}`).then(() => undefined, (error) => error);
      if (!refused) break;
      if (tries === 120) throw refused;
      await page.waitForTimeout(500);
    }
    await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
    return new Window({ page, project, set, shots, close });
  } catch (error) {
    await close();
    throw error;
  }
}

class Window {
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Until something holds; the error says what never did. */
  async until(what, holds) {
    for (let tries = 0; tries < 300; tries += 1) {
      if (await holds()) return;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`never: ${what}`);
  }

  /** A command by its name in the palette. */
  command(name) {
    return this.pick('F1', `>${name}`, name);
  }

  /** A file of the project, at the left. */
  async file(name) {
    await this.page.keyboard.press('Control+1');
    await this.pick('Control+P', name, name);
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor();
  }

  /** Takes what is called `name` from the list that `key` opens; a list that closes meanwhile is opened again. */
  async pick(key, words, name) {
    const quick = { timeout: 3000 };
    for (let tries = 0; ; tries += 1) {
      await this.page.keyboard.press(key);
      try {
        await this.page.locator('.quick-input-widget:visible input').first().fill(words, quick);
        await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click(quick);
        return;
      } catch (error) {
        if (tries === 5) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** A line of the text that has this. */
  line(text) {
    return this.page.locator('.view-line', { hasText: text }).first();
  }

  /** Words of a line, as they are coloured. */
  words(text) {
    return this.page.locator('.view-line span span', { hasText: text }).last();
  }

  /** Puts the mouse over words until what is said there has this; lenses that come late move the text. */
  async hover(words, told) {
    const hover = this.page.locator('.monaco-hover:visible', { hasText: told }).first();
    await this.until(`hovering over ${words} tells ${told}`, async () => {
      await this.page.mouse.move(5, 5);
      await this.words(words).hover();
      return hover.waitFor({ timeout: 3000 }).then(() => true, () => false);
    });
  }

  /** Saves, until the file on the disk is as it should be. */
  async saved(name, pattern) {
    await this.page.keyboard.press('Control+S');
    const text = () => readFileSync(join(this.project, name), 'utf8');
    await this.until(`${name} has ${pattern}, but\n${text()}`, () => pattern.test(text()));
  }

  /** The page of a panel: a frame in a frame. */
  panel(kind) {
    return this.frame(`body.${kind} #main > *`);
  }

  /** The frame that has this. */
  async frame(selector) {
    let found;
    await this.until(`a frame with ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        if (await frame.locator(selector).count().catch(() => 0)) found = frame;
      }
      return found;
    });
    return found;
  }

  async picture(name) {
    if (this.shots) await this.page.screenshot({ path: join(this.shots, `${name}.png`) });
  }
}
