// What the panels beside the text have in common.
'use strict';

const crypto = require('node:crypto');
const vscode = require('vscode');

/** A panel for the project of the script that is looked at. */
class Panel {
  constructor(context, client, kind, title) {
    Object.assign(this, { context, client, kind, title, panel: undefined, uri: undefined });
    this.listeners = [
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (this.panel && ['flow', 'yaml'].includes(event.document.languageId)) this.later();
      }),
    ];
  }

  /** Opens the panel, or brings it to the front. */
  async show() {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId === 'flow') this.uri = editor.document.uri;
    if (!this.uri) return;
    if (this.panel) {
      this.panel.reveal(undefined, true);
    } else {
      const media = vscode.Uri.joinPath(this.context.extensionUri, 'media');
      const options = { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [media] };
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.panel = vscode.window.createWebviewPanel(`flowc.${this.kind}`, this.title, place, options);
      this.panel.onDidDispose(() => (this.panel = undefined));
      this.panel.webview.onDidReceiveMessage((message) => this.heard(message));
      this.panel.webview.html = this.page(media);
    }
    await this.update();
  }

  page(media) {
    const { webview } = this.panel;
    const nonce = crypto.randomBytes(16).toString('hex');
    const file = (name) => webview.asWebviewUri(vscode.Uri.joinPath(media, name));
    const policy = `default-src 'none'; style-src ${webview.cspSource} 'unsafe-inline'; script-src 'nonce-${nonce}'`;
    return `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${file('panel.css')}"></head>
<body class="${this.kind}"><main id="main"></main>
<script nonce="${nonce}" src="${file(`${this.kind}.js`)}"></script></body></html>`;
  }

  /** Updates once the typing rests for a moment. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), 200);
  }

  /** Asks the server about the project; nothing where the text has changed meanwhile: another update follows. */
  async ask(method, more) {
    try {
      return await this.client().sendRequest(method, { textDocument: { uri: this.uri.toString() }, ...more });
    } catch (error) {
      const modified = -32801;
      if (error.code === modified) this.later();
      else this.panel?.webview.postMessage({ error: error.message });
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
    const column_ = shown?.viewColumn ?? vscode.ViewColumn.One;
    await vscode.window.showTextDocument(uri, { viewColumn: column_, selection: new vscode.Range(at, at) });
  }

  dispose() {
    clearTimeout(this.timer);
    this.listeners.forEach((listener) => listener.dispose());
    this.panel?.dispose();
  }
}

module.exports = { Panel };
