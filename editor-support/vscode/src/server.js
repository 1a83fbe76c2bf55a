// The language server: which binary it is, how it is started, and what is said where it cannot be.
'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const vscode = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

const CHOOSE = 'Choose flowc…';
const HELP = 'How to Get It';

/** The `flowc` to run: the one that is set, else the one that came along, else the one on the PATH. */
function binary(context) {
  const set = vscode.workspace.getConfiguration('flowc').get('path');
  if (set) {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    return set.replace(/^~(?=[\\/])/, os.homedir()).replaceAll('${workspaceFolder}', folder);
  }
  const own = path.join(context.extensionPath, 'bin', 'flowc');
  return fs.existsSync(own) ? own : 'flowc';
}

/** Why a binary cannot be used, in words; nothing where it can be. */
function fault(command) {
  return new Promise((done) => {
    execFile(command, ['lsp', '--help'], { timeout: 10_000 }, (error) => {
      if (!error) done(undefined);
      else if (error.code === 'ENOENT' && command === 'flowc') done('There is no flowc on the PATH.');
      else if (error.code === 'ENOENT') done(`There is no ${command}, which the setting "flowc.path" names.`);
      else if (typeof error.code === 'number') done(`${command} is too old, or not flowc: it has no language server.`);
      else done(`${command} cannot be run: ${error.message}.`);
    });
  });
}

/** The server of this window. */
class Server {
  constructor(context) {
    this.context = context;
    this.output = vscode.window.createOutputChannel('flowc');
    this.status = vscode.languages.createLanguageStatusItem('flowc', [{ language: 'flow' }]);
    this.status.name = 'flowc';
    this.status.command = { command: 'flowc.restart', title: 'Restart' };
    this.settings = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('flowc.path')) this.start();
    });
    this.started = Promise.resolve();
  }

  /** Starts it, anew where it runs. */
  start() {
    this.started = this.started.then(() => this.begin());
    return this.started;
  }

  async begin() {
    await this.stop();
    this.status.busy = true;
    const command = binary(this.context);
    const words = (await fault(command)) ?? (await this.run(command));
    this.status.busy = false;
    this.status.severity = words ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    this.status.text = words ? 'flowc does not run' : `flowc ${this.client.initializeResult?.serverInfo?.version ?? ''}`;
    this.status.detail = words ?? command;
    this.problem = words;
    if (words) this.tell(words);
  }

  /** Starts a binary; why it failed, in words. */
  async run(command) {
    const run = { command, args: ['lsp'], transport: TransportKind.stdio };
    const client = new LanguageClient('flowc', 'flowc', { run, debug: run }, {
      documentSelector: [
        { language: 'flow' },
        { scheme: 'file', language: 'yaml', pattern: '**/flow.yaml' },
        { scheme: 'flowc' },
      ],
      outputChannel: this.output,
    });
    try {
      await client.start();
      this.client = client;
      return undefined;
    } catch (error) {
      return `${command} does not start: ${error.message}.`;
    }
  }

  /** Says what is wrong, with what the person can do about it. */
  async tell(words) {
    const next = await vscode.window.showErrorMessage(`${words} Without it scripts have colours and nothing else.`, CHOOSE, HELP);
    if (next === HELP) await vscode.commands.executeCommand('extension.open', this.context.extension.id);
    if (next !== CHOOSE) return;
    const [chosen] = (await vscode.window.showOpenDialog({ title: 'The flowc to run' })) ?? [];
    const settings = vscode.workspace.getConfiguration('flowc');
    if (chosen) await settings.update('path', chosen.fsPath, vscode.ConfigurationTarget.Global);
  }

  /** Asks the server; fails with words where it does not run. */
  async request(method, params) {
    await this.started;
    if (!this.client) throw new Error(this.problem ?? 'flowc does not run.');
    return this.client.sendRequest(method, params);
  }

  /** How places of the protocol become those of the editor. */
  get converter() {
    return this.client.protocol2CodeConverter;
  }

  async stop() {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch(() => undefined);
  }

  dispose() {
    this.settings.dispose();
    this.status.dispose();
    this.output.dispose();
  }
}

module.exports = { Server, binary };
