// Tests in a script's text, and what `flowc test --junit` says of them.
'use strict';

/** The tests of a script: name and line, from 0. */
function tests(text) {
  const found = [];
  text.split('\n').forEach((line, at) => {
    const match = /^test\s+"((?:[^"\\]|\\.)*)"/.exec(line);
    if (match) found.push({ name: match[1].replace(/\\(.)/g, '$1'), line: at });
  });
  return found;
}

/** The results of a report: name, file, line from 1, and the failure's words where it failed. */
function results(xml) {
  const found = [];
  const cases = /<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g;
  for (const [, head, body] of xml.matchAll(cases)) {
    const attribute = (name) => plain(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(head)?.[1] ?? '');
    const failure = /<failure[^>]*>([\s\S]*?)<\/failure>/.exec(body ?? '');
    found.push({
      name: attribute('name'), file: attribute('file'), line: Number(attribute('line')),
      failure: failure ? plain(failure[1]) : undefined,
    });
  }
  return found;
}

function plain(text) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(#(\d+)|\w+);/g, (all, word, number) => (number ? String.fromCodePoint(number) : named[word] ?? all));
}

module.exports = { tests, results };
