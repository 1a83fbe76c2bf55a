// The language server: which binary it is, and how it is started.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

/** The `flowc` to run: the one that is set, else the one that came along, else the one on the PATH. */
function binary(context) {
  const set = vscode.workspace.getConfiguration('flowc').get('path');
  if (set) return set;
  const own = path.join(context.extensionPath, 'bin', 'flowc');
  return fs.existsSync(own) ? own : 'flowc';
}

/** A client of `flowc lsp`, not started yet. */
function client(context) {
  const run = { command: binary(context), args: ['lsp'], transport: TransportKind.stdio };
  return new LanguageClient('flowc', 'flowc', { run, debug: run }, {
    documentSelector: [
      { language: 'flow' },
      { scheme: 'file', language: 'yaml', pattern: '**/flow.yaml' },
      { scheme: 'flowc' },
    ],
  });
}

module.exports = { binary, client };
