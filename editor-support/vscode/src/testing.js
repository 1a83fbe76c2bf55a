// The test explorer: `test` blocks, run by `flowc test`.
'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const vscode = require('vscode');
const { tests, results } = require('./junit');
const { SCRIPTS, project } = require('./project');

/** The explorer with the tests of every script that is there; `binary` tells what runs them. */
function explorer(binary) {
  const controller = vscode.tests.createTestController('flowc', 'flowc');
  const look = async (uri) => {
    const text = await vscode.workspace.fs.readFile(uri).then((bytes) => Buffer.from(bytes).toString('utf8'), () => '');
    show(controller, uri, text);
  };
  const all = async () => {
    for (const uri of await vscode.workspace.findFiles(...SCRIPTS)) await look(uri);
  };
  controller.resolveHandler = (item) => (item ? look(item.uri) : all());
  controller.refreshHandler = all;
  controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, (request) => run(binary(), controller, request), true);
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.flow');
  watcher.onDidChange(look);
  watcher.onDidCreate(look);
  watcher.onDidDelete((uri) => controller.items.delete(uri.toString()));
  return vscode.Disposable.from(controller, watcher, vscode.workspace.onDidChangeTextDocument((event) => {
    const { languageId, uri } = event.document;
    if (languageId === 'flow' && uri.scheme === 'file') show(controller, uri, event.document.getText());
  }));
}

function show(controller, uri, text) {
  const found = tests(text);
  if (!found.length) return controller.items.delete(uri.toString());
  const file = controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
  file.children.replace(found.map(({ name, line }) => {
    const item = controller.createTestItem(`${uri}#${name}`, name, uri);
    item.range = new vscode.Range(line, 0, line, 0);
    return item;
  }));
  controller.items.add(file);
}

async function run(binary, controller, request) {
  const run = controller.createTestRun(request);
  const wanted = [];
  const gather = (item) => {
    if (request.exclude?.includes(item)) return;
    if (item.children.size) item.children.forEach((child) => gather(child));
    else wanted.push(item);
  };
  (request.include ?? controller.items).forEach((item) => gather(item));
  await vscode.workspace.saveAll(false);
  const projects = new Map();
  for (const item of wanted) {
    run.started(item);
    const root = await project(item.uri);
    projects.set(root, [...(projects.get(root) ?? []), item]);
  }
  for (const [root, items] of projects) {
    if (!run.token.isCancellationRequested) await runProject(binary, run, root, items);
  }
  run.end();
}

async function runProject(binary, run, root, items) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'flowc-'));
  const report = path.join(folder, 'results.xml');
  const filter = items.length === 1 ? ['--filter', items[0].label] : [];
  const said = await new Promise((done) => {
    const child = execFile(binary, ['test', root, '--junit', report, ...filter],
      { maxBuffer: 1 << 26 }, (error, out, problems) => done(out + problems + (error?.code === 'ENOENT' ? error.message : '')));
    run.token.onCancellationRequested(() => child.kill());
  });
  run.appendOutput(said.replace(/\r?\n/g, '\r\n'));
  const found = results(await fs.readFile(report, 'utf8').catch(() => ''));
  await fs.rm(folder, { recursive: true, force: true });
  for (const item of items) {
    const result = found.find((it) => it.name === item.label && path.resolve(it.file) === item.uri.fsPath);
    if (!result) run.errored(item, new vscode.TestMessage(said || 'it was not run'));
    else if (result.failure === undefined) run.passed(item);
    else {
      const message = new vscode.TestMessage(result.failure);
      message.location = new vscode.Location(item.uri, new vscode.Position(result.line - 1, 0));
      run.failed(item, message);
    }
  }
}

module.exports = { explorer };
