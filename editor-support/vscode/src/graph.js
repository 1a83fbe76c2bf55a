// The graph panel: the picture of the project, which follows the cursor and leads to the text.
'use strict';

const vscode = require('vscode');
const { Panel } = require('./panel');
const { flowAt, spotAt, spotOf } = require('./spot');

/** Draws the flow in which the cursor is. */
const CURSOR = '@';

class Graph extends Panel {
  constructor(context, server) {
    super(context, server, 'graph', 'Graph');
    // Which flow is drawn: all, that of the cursor, or the one of this name.
    this.choice = '';
    this.listeners.push(
      vscode.window.onDidChangeTextEditorSelection((event) => this.follow(event.textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        const { languageId, uri } = editor?.document ?? {};
        if (!this.panel || languageId !== 'flow' || uri.scheme !== 'file' || uri.toString() === this.uri?.toString()) return;
        this.uri = uri;
        this.later();
      }),
      vscode.languages.onDidChangeDiagnostics(() => this.mark()),
    );
  }

  /** Opens the panel, at a flow or a step where one is named: by its name, or by its id in the picture. */
  async show(uri, flow, step) {
    this.wanted = typeof flow === 'string' ? { flow, step: typeof step === 'string' ? step : undefined } : undefined;
    if (this.wanted && this.choice) this.choice = '';
    await super.show(uri);
  }

  async update() {
    const flow = this.choice === CURSOR ? this.flow : this.choice;
    const drawn = await this.ask('flowc/graph', { link: '{file}:{line}:{column}', flow: flow || undefined });
    if (!drawn) return;
    this.graph = drawn.graph;
    const { project, flows } = this.graph;
    const view = [project, this.choice, flow].join();
    this.post({ svg: drawn.svg, view, flows: flows.map(({ name }) => name), choice: this.choice });
    this.mark();
    this.stand(this.standing);
    if (this.wanted) this.post({ spot: spotOf(this.graph, this.wanted.flow, this.wanted.step)?.id ?? null });
    else this.follow(this.editor());
    this.wanted = undefined;
  }

  /** The editor of the script whose project is drawn. */
  editor() {
    return vscode.window.visibleTextEditors.find((it) => it.document.uri.toString() === this.uri?.toString());
  }

  /** Shows where the cursor is. */
  follow(editor) {
    if (!this.panel || !this.graph || this.wanted || editor?.document.languageId !== 'flow') return;
    const place = [editor.document.uri.fsPath, editor.selection.active.line + 1];
    this.post({ spot: spotAt(this.graph, ...place)?.id ?? null });
    const flow = flowAt(this.graph, ...place);
    if (this.choice !== CURSOR || !flow || flow === this.flow) return;
    this.flow = flow;
    this.update();
  }

  /** Shows where the contact of the chat stands: flows and steps. */
  stand(standing = []) {
    this.standing = standing;
    this.post({ stands: standing.map(({ flow, step }) => `flow-${flow}-step-${step}`) });
  }

  /** Shows what is wrong where. */
  mark() {
    if (!this.panel || !this.graph) return;
    const marks = {};
    for (const [uri, found] of vscode.languages.getDiagnostics()) {
      for (const { severity, range } of uri.path.endsWith('.flow') ? found : []) {
        const id = severity <= vscode.DiagnosticSeverity.Warning && spotAt(this.graph, uri.fsPath, range.start.line + 1)?.id;
        if (id) marks[id] = Math.min(marks[id] ?? severity, severity);
      }
    }
    this.post({ marks: Object.entries(marks).map(([id, severity]) => [id, severity ? 'doubtful' : 'wrong']) });
  }

  heard({ open, choice, redraw }) {
    const place = open && /^(.*):(\d+):(\d+)$/.exec(open);
    if (place) this.open(place[1], Number(place[2]), Number(place[3]));
    if (choice !== undefined) {
      this.choice = choice;
      this.flow = undefined;
    }
    if (choice !== undefined || redraw) this.update();
  }
}

module.exports = { Graph };
