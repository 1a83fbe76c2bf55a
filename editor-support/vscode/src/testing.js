// The test explorer: `test` blocks, run by `flowc test`.
'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const vscode = require('vscode');
const server = require('./server');
const { tests, results } = require('./junit');

/** The project of a script: its folder where that has a manifest, else the script itself where it has a bot. */
async function project(uri) {
  const folder = path.dirname(uri.fsPath);
  const there = (file) => fs.access(file).then(() => true, () => false);
  if (await there(path.join(folder, 'flow.yaml'))) return folder;
  const text = await fs.readFile(uri.fsPath, 'utf8').catch(() => '');
  return /^bot /m.test(text) ? uri.fsPath : folder;
}

/** The explorer with the tests of every script that is there. */
function explorer(context) {
  const controller = vscode.tests.createTestController('flowc', 'flowc');
  const look = async (uri) => {
    const text = await vscode.workspace.fs.readFile(uri).then((bytes) => Buffer.from(bytes).toString('utf8'), () => '');
    show(controller, uri, text);
  };
  const all = async () => {
    for (const uri of await vscode.workspace.findFiles('**/*.flow', '**/{node_modules,target}/**')) await look(uri);
  };
  controller.resolveHandler = (item) => (item ? look(item.uri) : all());
  controller.refreshHandler = all;
  controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, (request) => run(context, controller, request), true);
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.flow');
  watcher.onDidChange(look);
  watcher.onDidCreate(look);
  watcher.onDidDelete((uri) => controller.items.delete(uri.toString()));
  return vscode.Disposable.from(controller, watcher, vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document.languageId === 'flow') show(controller, event.document.uri, event.document.getText());
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

async function run(context, controller, request) {
  const run = controller.createTestRun(request);
  const wanted = [];
  const gather = (item) => (item.children.size ? item.children.forEach(gather) : wanted.push(item));
  if (request.include) request.include.forEach(gather);
  else controller.items.forEach(gather);
  const left = wanted.filter((item) => !request.exclude?.includes(item));
  const projects = new Map();
  for (const item of left) {
    run.started(item);
    const root = await project(item.uri);
    projects.set(root, [...(projects.get(root) ?? []), item]);
  }
  await vscode.workspace.saveAll(false);
  for (const [root, items] of projects) {
    if (!run.token.isCancellationRequested) await runProject(context, run, root, items);
  }
  run.end();
}

async function runProject(context, run, root, items) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'flowc-'));
  const report = path.join(folder, 'results.xml');
  const filter = items.length === 1 ? ['--filter', items[0].label] : [];
  const said = await new Promise((done) => {
    const child = execFile(server.binary(context), ['test', root, '--junit', report, ...filter],
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

module.exports = { explorer, project };
