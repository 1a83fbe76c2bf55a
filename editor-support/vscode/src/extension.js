// The extension: the language server, what it cannot do by itself, and the panels beside the text.
'use strict';

const vscode = require('vscode');
const { Chat } = require('./chat');
const { Graph } = require('./graph');
const { Server, binary } = require('./server');
const tasks = require('./tasks');
const testing = require('./testing');

let server;

async function activate(context) {
  server = new Server(context);
  const graph = new Graph(context, server);
  const chat = new Chat(context, server, (standing) => graph.stand(standing));
  const texts = {
    // What lies in the binary: the sources of libraries, the pages of findings.
    provideTextDocumentContent: (uri) => server.request('flowc/text', { uri: decodeURI(uri.toString()) }),
  };
  context.subscriptions.push(
    server, graph, chat,
    vscode.workspace.registerTextDocumentContentProvider('flowc', texts),
    vscode.commands.registerCommand('flowc.graph', (uri, flow, step) => graph.show(uri, flow, step)),
    vscode.commands.registerCommand('flowc.chat', (uri) => chat.show(uri)),
    vscode.commands.registerCommand('flowc.restart', () => server.start()),
    vscode.commands.registerCommand('flowc.output', () => server.output.show()),
    vscode.commands.registerCommand('flowc.references', references),
    vscode.commands.registerCommand('flowc.runTest', (uri, name) => tasks.runTest(binary(context), uri, name)),
    vscode.tasks.registerTaskProvider('flowc', tasks.provider(() => binary(context))),
    testing.explorer(() => binary(context)),
  );
  await server.start();
}

/** The lens of references, in the words of the protocol, shown as the editor shows references. */
function references(uri, position, locations) {
  const { converter } = server;
  return vscode.commands.executeCommand(
    'editor.action.showReferences',
    converter.asUri(uri), converter.asPosition(position), locations.map((it) => converter.asLocation(it)),
  );
}

function deactivate() {
  return server?.stop();
}

module.exports = { activate, deactivate };
