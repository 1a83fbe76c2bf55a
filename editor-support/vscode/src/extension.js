// The extension: the language server, what it cannot do by itself, and the panels beside the text.
'use strict';

const vscode = require('vscode');
const server = require('./server');
const { Graph } = require('./graph');
const { Chat } = require('./chat');
const testing = require('./testing');

let client;

async function activate(context) {
  client = server.client(context);
  const texts = {
    // What lies in the binary: the sources of libraries, the pages of findings.
    provideTextDocumentContent: (uri) => client.sendRequest('flowc/text', { uri: decodeURI(uri.toString()) }),
  };
  const graph = new Graph(context, () => client);
  const chat = new Chat(context, () => client);
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider('flowc', texts),
    vscode.commands.registerCommand('flowc.graph', () => graph.show()),
    vscode.commands.registerCommand('flowc.chat', () => chat.show()),
    vscode.commands.registerCommand('flowc.restart', () => client.restart()),
    vscode.commands.registerCommand('flowc.references', references),
    vscode.commands.registerCommand('flowc.runTest', (uri, name) => runTest(context, uri, name)),
    graph, chat, testing.explorer(context),
  );
  try {
    await client.start();
  } catch (error) {
    const words = `flowc does not start: ${error.message}. Set "flowc.path", or put flowc on the PATH.`;
    vscode.window.showErrorMessage(words);
  }
}

/** The lens of references, in the words of the protocol, shown as the editor shows references. */
function references(uri, position, locations) {
  const converter = client.protocol2CodeConverter;
  return vscode.commands.executeCommand(
    'editor.action.showReferences',
    converter.asUri(uri), converter.asPosition(position), locations.map((it) => converter.asLocation(it)),
  );
}

/** The lens above a test: plays it where the person sees it. */
async function runTest(context, uri, name) {
  const project = await testing.project(vscode.Uri.parse(uri));
  const task = new vscode.Task(
    { type: 'process' }, vscode.TaskScope.Workspace, name, 'flowc',
    new vscode.ProcessExecution(server.binary(context), ['test', project, '--show', '--filter', name]),
  );
  return vscode.tasks.executeTask(task);
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
