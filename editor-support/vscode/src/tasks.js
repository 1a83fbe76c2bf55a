// Tasks that run `flowc` in the terminal: a test where the person sees it played, and the check of a project.
'use strict';

const path = require('node:path');
const vscode = require('vscode');
const { project } = require('./project');

// Without a problem matcher: the language server shows what is wrong already.
function task(name, command, words, definition = { type: 'flowc', command: words[0] }) {
  const execution = new vscode.ProcessExecution(command, words);
  return new vscode.Task(definition, vscode.TaskScope.Workspace, name, 'flowc', execution, []);
}

/** The lens above a test: plays it. */
async function runTest(command, uri, name) {
  await vscode.workspace.saveAll(false);
  const root = await project(vscode.Uri.parse(uri));
  const played = task(`test "${name}"`, command, ['test', root, '--show', '--filter', name]);
  played.presentationOptions = { clear: true, showReuseMessage: false };
  return vscode.tasks.executeTask(played);
}

/** `flowc check` and `flowc test` for each project of the window; `binary` tells what runs. */
function provider(binary) {
  return {
    async provideTasks() {
      const manifests = await vscode.workspace.findFiles('**/flow.yaml', '**/{node_modules,target}/**');
      return manifests.flatMap((manifest) => {
        const root = path.dirname(manifest.fsPath);
        return ['check', 'test'].map((word) => made(binary(), { type: 'flowc', command: word, project: root }));
      });
    },
    resolveTask: ({ definition }) => made(binary(), definition),
  };
}

function made(binary, definition) {
  const { command, project: root = '.' } = definition;
  const more = command === 'check' ? ['--format', 'short'] : [];
  const result = task(`${command} ${vscode.workspace.asRelativePath(root)}`, binary, [command, root, ...more], definition);
  result.group = command === 'check' ? vscode.TaskGroup.Build : vscode.TaskGroup.Test;
  return result;
}

module.exports = { provider, runTest };
