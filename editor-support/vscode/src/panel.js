// What the panels beside the text have in common.
'use strict';

const crypto = require('node:crypto');
const vscode = require('vscode');
const { script } = require('./project');

/** The text has changed while the server answered: another question follows. */
const MODIFIED = -32801;

/** A panel for the project of the script that is looked at. */
class Panel {
  constructor(context, server, kind, title) {
    Object.assign(this, { context, server, kind, title, panel: undefined, uri: undefined, asked: 0 });
    this.listeners = [
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (this.panel && ['flow', 'yaml'].includes(event.document.languageId)) this.later();
      }),
    ];
  }

  /** Opens the panel, or brings it to the front; `uri` is a script, or how the protocol writes one. */
  async show(uri) {
    const given = typeof uri === 'string' ? vscode.Uri.parse(uri) : uri;
    const found = given instanceof vscode.Uri ? given : await script();
    this.uri = found ?? this.uri;
    if (!this.uri) {
      vscode.window.showInformationMessage('There is no script here yet. `flowc new NAME` writes a first one.');
      return;
    }
    if (!this.panel) {
      this.make();
      return;
    }
    this.panel.reveal(undefined, true);
    await this.update();
  }

  /** Opens the panel; its page asks for what it shows once it is there. */
  make() {
    const media = vscode.Uri.joinPath(this.context.extensionUri, 'media');
    const options = { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [media] };
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.panel = vscode.window.createWebviewPanel(`flowc.${this.kind}`, this.title, place, options);
    this.panel.onDidDispose(() => this.closed());
    this.panel.webview.onDidReceiveMessage((message) => this.heard(message));
    this.panel.webview.html = this.page(media);
  }

  closed() {
    this.panel = undefined;
  }

  page(media) {
    const { webview } = this.panel;
    const nonce = crypto.randomBytes(16).toString('hex');
    const file = (name) => webview.asWebviewUri(vscode.Uri.joinPath(media, name));
    const policy = `default-src 'none'; style-src ${webview.cspSource} 'unsafe-inline'; script-src 'nonce-${nonce}'`;
    return `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${file('panel.css')}"><link rel="stylesheet" href="${file(`${this.kind}.css`)}"></head>
<body class="${this.kind}"><main id="main"></main>
<script nonce="${nonce}" src="${file('page.js')}"></script>
<script nonce="${nonce}" src="${file(`${this.kind}.js`)}"></script></body></html>`;
  }

  /** Updates once the typing rests for a moment. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), 200);
  }

  /** Asks the server about the project; nothing where the answer is of no use any more, or is words that are shown. */
  async ask(method, more) {
    this.asked += 1;
    const turn = this.asked;
    try {
      const answer = await this.server.request(method, { textDocument: { uri: this.uri.toString() }, ...more });
      return turn === this.asked ? answer : undefined;
    } catch (error) {
      if (error.code === MODIFIED) this.later();
      else if (turn === this.asked) this.post({ error: error.message });
      return undefined;
    }
  }

  post(message) {
    this.panel?.webview.postMessage(message);
  }

  /** Shows a place in the text. */
  async open(file, line, column) {
    const uri = file.startsWith('std.') ? vscode.Uri.parse(`flowc:/std/${file}`) : vscode.Uri.file(file);
    const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
    const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
    await vscode.window.showTextDocument(uri, { viewColumn, selection: new vscode.Range(at, at) });
  }

  dispose() {
    clearTimeout(this.timer);
    this.listeners.forEach((listener) => listener.dispose());
    this.panel?.dispose();
  }
}

module.exports = { Panel };
