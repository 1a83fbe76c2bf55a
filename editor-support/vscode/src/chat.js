// The chat panel: a conversation with the project in virtual time, played anew whenever the script changes.
'use strict';

const vscode = require('vscode');
const { Panel } = require('./panel');

class Chat extends Panel {
  constructor(context, client) {
    super(context, client, 'chat', 'Chat');
    this.inputs = [];
    this.mark = vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    });
    this.listeners.push(this.mark);
  }

  async update() {
    this.at ??= new Date().toISOString();
    const played = await this.ask('flowc/chat', { inputs: this.inputs, at: this.at });
    if (!played) return;
    this.post({ played });
    this.stand(played.stands?.at(-1)?.location);
  }

  /** Marks where the contact stands. */
  stand(location) {
    for (const editor of vscode.window.visibleTextEditors.filter((it) => it.document.languageId === 'flow')) {
      const here = location?.uri && vscode.Uri.parse(location.uri).toString() === editor.document.uri.toString();
      editor.setDecorations(this.mark, here ? [this.client().protocol2CodeConverter.asRange(location.range)] : []);
    }
  }

  heard(message) {
    if (message.input !== undefined) this.inputs.push(message.input);
    if (message.back) this.inputs.pop();
    if (message.again) [this.inputs, this.at] = [[], undefined];
    if (message.place) {
      const { uri, range } = message.place;
      const path = uri.startsWith('flowc:') ? uri.split('/').at(-1) : vscode.Uri.parse(uri).fsPath;
      this.open(path, range.start.line + 1, range.start.character + 1);
    } else {
      this.update();
    }
  }
}

module.exports = { Chat };
