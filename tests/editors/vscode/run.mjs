// VS Code in a browser opens a project that has a mistake, and does with it what a person does:
//   node run.mjs CODE_SERVER FLOWC VSIX [PICTURES]
// CODE_SERVER is a folder with code-server and playwright-core in its node_modules; Chromium is the system's.
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { failures } from './failures.mjs';
import { panels } from './panels.mjs';
import { tests } from './tests.mjs';
import { text } from './text.mjs';
import { themes } from './themes.mjs';
import { open } from './window.mjs';

const [, , folder, flowc, vsix, pictures] = process.argv;
if (pictures) mkdirSync(pictures, { recursive: true });
const flow = resolve(flowc);
const files = {
  'flow.yaml': 'flow: 1\nproject: savings\n',
  'bot.flow': readFileSync(join(import.meta.dirname, '../bot.flow'), 'utf8'),
  'tests.flow': `test "a city is answered" {
  start
  user "Київ"
  expect say "Ah, Київ!"
}

test "this one fails" {
  start
  user "Львів"
  expect say "Oh, Львів!"
}
`,
  '.vscode/tasks.json': JSON.stringify({
    version: '2.0.0',
    tasks: [{
      label: 'by hand', type: 'process', command: flow, args: ['check', '--format', 'short'], problemMatcher: '$flowc',
    }],
  }),
};
// A larger one beside it, which nothing is wrong with.
const example = join(import.meta.dirname, '../../../examples/postback-funnel');
for (const name of readdirSync(example).filter((name) => name !== 'tests.flow')) {
  // Its name tells it from the small one.
  files[`funnel/${name.replace(/^bot/, 'funnel')}`] = readFileSync(join(example, name));
}
// What the lens "open in graph" does, and what links to a step would.
const keys = (project) => [{
  key: 'ctrl+f9',
  command: 'runCommands',
  args: { commands: [{ command: 'flowc.graph', args: [pathToFileURL(join(project, 'bot.flow')).href, 'hello', 'thanks'] }] },
}];
const window = await open({ folder, vsix, files, settings: {}, keys, shots: pictures });
const ok = (what) => console.log(`ok ${what}`);
try {
  await panels(window, ok);
  await text(window, ok);
  await tests(window, ok);
  await failures(window, ok);
  await themes(window, ok);
} catch (error) {
  await window.page.screenshot({ path: join(pictures ?? tmpdir(), 'failed.png') });
  throw error;
} finally {
  await window.close();
}
