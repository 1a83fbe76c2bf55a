// What the panels and the test explorer read, without an editor.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { tests, results } = require('../src/junit.js');
const { spotAt } = require('../src/spot.js');

assert.deepEqual(tests('flow a {\n}\ntest "says \\"Привет 👋\\"" {\n}\n  # test "no" {\ntest broken'), [
  { name: 'says "Привет 👋"', line: 2 },
]);
assert.deepEqual(results(`<testsuites><testsuite>
  <testcase name="a &quot;b&quot;" classname="t.flow" file="t.flow" line="3"/>
  <testcase name="c" classname="t.flow" file="t.flow" line="9">
    <failure message="x">expected &lt;1&gt;&#10;got 2</failure>
  </testcase></testsuite></testsuites>`), [
  { name: 'a "b"', file: 't.flow', line: 3, failure: undefined },
  { name: 'c', file: 't.flow', line: 9, failure: 'expected <1>\ngot 2' },
]);
const at = (line, start_byte) => ({ file: '/p/a.flow', line, start_byte });
const graph = {
  flows: [{ name: 'hello', at: at(2, 10) }],
  nodes: [
    { kind: 'step', flow: 'hello', name: 'b', at: at(9, 90) },
    { kind: 'step', flow: 'hello', name: 'a', at: at(3, 20) },
    { kind: 'handler', id: 'on/7f', at: at(12, 120) },
  ],
};
const spots = [1, 2, 5, 9, 99].map((line) => spotAt(graph, '/p/a.flow', line));
assert.deepEqual(spots, [undefined, 'flow-hello', 'flow-hello-step-a', 'flow-hello-step-b', 'on-7f']);
assert.equal(spotAt(graph, '/p/other.flow', 5), undefined);
console.log('ok');
