// The chat panel: a conversation with the project in virtual time, played anew whenever the script changes.
'use strict';

const vscode = require('vscode');
const { Panel } = require('./panel');

class Chat extends Panel {
  /** `stands` is told where the contact stands. */
  constructor(context, server, stands) {
    super(context, server, 'chat', 'Chat');
    Object.assign(this, { inputs: [], contact: {}, stands });
    this.mark = vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
      overviewRulerColor: new vscode.ThemeColor('charts.green'),
      after: { contentText: '  the contact is here', color: new vscode.ThemeColor('editorCodeLens.foreground') },
    });
    this.listeners.push(this.mark, vscode.window.onDidChangeVisibleTextEditors(() => this.highlight()));
  }

  async update() {
    this.at ??= new Date().toISOString();
    const played = await this.ask('flowc/chat', { inputs: this.inputs, at: this.at, ...this.contact });
    if (!played) return;
    this.post({ played });
    this.standing = played.stands ?? [];
    this.stands(this.standing);
    this.highlight();
  }

  /** Marks where the contact stands. */
  highlight() {
    const location = this.panel && this.standing?.at(-1)?.location;
    for (const editor of vscode.window.visibleTextEditors.filter((it) => it.document.languageId === 'flow')) {
      const here = location?.uri && vscode.Uri.parse(location.uri).toString() === editor.document.uri.toString();
      editor.setDecorations(this.mark, here ? [new vscode.Range(location.range.start.line, 0, location.range.start.line, 0)] : []);
    }
  }

  closed() {
    super.closed();
    this.standing = [];
    this.stands([]);
    this.highlight();
  }

  heard({ input, back, again, contact, place }) {
    if (place) {
      const { uri, range } = place;
      const path = uri.startsWith('flowc:') ? uri.split('/').at(-1) : vscode.Uri.parse(uri).fsPath;
      this.open(path, range.start.line + 1, range.start.character + 1);
      return;
    }
    if (input !== undefined) this.inputs.push(input);
    if (back) this.inputs.pop();
    if (again || contact) [this.inputs, this.at] = [[], undefined];
    if (contact) this.contact = contact;
    this.update();
  }
}

module.exports = { Chat };
