// Which project a script belongs to.
'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');
const vscode = require('vscode');

/** Scripts of the window that are written by people. */
const SCRIPTS = ['**/*.flow', '**/{node_modules,target}/**'];

/** The project of a script: its folder where that has a manifest, else the script itself where it has a bot. */
async function project(uri) {
  const folder = path.dirname(uri.fsPath);
  const there = (file) => fs.access(file).then(() => true, () => false);
  if (await there(path.join(folder, 'flow.yaml'))) return folder;
  const text = await fs.readFile(uri.fsPath, 'utf8').catch(() => '');
  return /^bot /m.test(text) ? uri.fsPath : folder;
}

/** The script that is looked at, else any of the window. */
async function script() {
  const looked = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  const editor = looked.find((it) => it?.document.languageId === 'flow' && it.document.uri.scheme === 'file');
  if (editor) return editor.document.uri;
  const found = await vscode.workspace.findFiles(...SCRIPTS);
  return found.sort((one, other) => one.path.length - other.path.length)[0];
}

module.exports = { SCRIPTS, project, script };
