// What the panels and the test explorer read, without an editor.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { tests, results } = require('../src/junit.js');
const { flowAt, spotAt, spotOf } = require('../src/spot.js');

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
const spots = [1, 2, 5, 9, 99].map((line) => spotAt(graph, '/p/a.flow', line)?.id);
assert.deepEqual(spots, [undefined, 'flow-hello', 'flow-hello-step-a', 'flow-hello-step-b', 'on-7f']);
assert.equal(spotAt(graph, '/p/other.flow', 5), undefined);
assert.equal(flowAt(graph, '/p/a.flow', 1), 'hello');
assert.equal(flowAt(graph, '/p/a.flow', 9), 'hello');
const named = [['hello'], ['hello', 'a'], ['flow-hello-step-a'], ['hello/a'], ['on/7f'], ['nobody']];
graph.nodes[1].id = 'hello/a';
assert.deepEqual(named.map((words) => spotOf(graph, ...words)?.id), [
  'flow-hello', 'flow-hello-step-a', 'flow-hello-step-a', 'flow-hello-step-a', 'on-7f', undefined,
]);

// A word of any alphabet is one word; a line of `flowc check --format short` is a problem.
const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const { wordPattern } = read('../language-configuration.json');
assert.deepEqual('save ім_я2, x'.match(new RegExp(wordPattern.pattern, `${wordPattern.flags}g`)), ['save', 'ім_я2', 'x']);
const [{ pattern }] = read('../package.json').contributes.problemMatchers;
assert.deepEqual(new RegExp(pattern.regexp).exec('a b/bot.flow:3:14: error[F0202]: no step `x`: why').slice(1), [
  'a b/bot.flow', '3', '14', 'error', 'F0202', 'no step `x`: why',
]);
console.log('ok');
