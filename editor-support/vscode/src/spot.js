// Which figure of the picture a line of the text belongs to.
'use strict';

/** The id of the figure in the SVG: the last step, handler or flow that begins at or above the line; `undefined` above all. */
function spotAt(graph, file, line) {
  const nodes = graph.nodes.map((node) => ({ at: node.at, id: figure(node) }));
  const flows = graph.flows.map((flow) => ({ at: flow.at, id: `flow-${flow.name}` }));
  const above = [...flows, ...nodes].filter((it) => it.at.file === file && it.at.line <= line);
  above.sort((one, other) => one.at.start_byte - other.at.start_byte);
  return above.at(-1)?.id;
}

function figure(node) {
  return node.kind === 'step' ? `flow-${node.flow}-step-${node.name}` : `on-${node.id.slice('on/'.length)}`;
}

module.exports = { spotAt };
