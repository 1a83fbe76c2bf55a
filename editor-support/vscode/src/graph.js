// The graph panel: the picture of the project, which follows the cursor and leads to the text.
'use strict';

const vscode = require('vscode');
const { Panel } = require('./panel');
const { spotAt } = require('./spot');

class Graph extends Panel {
  constructor(context, client) {
    super(context, client, 'graph', 'Graph');
    this.listeners.push(
      vscode.window.onDidChangeTextEditorSelection((event) => this.follow(event.textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (!this.panel || editor?.document.languageId !== 'flow') return;
        this.uri = editor.document.uri;
        this.later();
      }),
    );
  }

  async update() {
    const drawn = await this.ask('flowc/graph', { link: '{file}:{line}:{column}' });
    if (!drawn) return;
    this.graph = drawn.graph;
    this.post({ svg: drawn.svg });
    this.follow(vscode.window.visibleTextEditors.find((it) => it.document.uri.toString() === this.uri.toString()));
  }

  follow(editor) {
    if (!this.panel || !this.graph || editor?.document.languageId !== 'flow') return;
    this.post({ spot: spotAt(this.graph, editor.document.uri.fsPath, editor.selection.active.line + 1) });
  }

  heard({ open }) {
    const place = open && /^(.*):(\d+):(\d+)$/.exec(open);
    if (place) this.open(place[1], Number(place[2]), Number(place[3]));
  }
}

module.exports = { Graph };
