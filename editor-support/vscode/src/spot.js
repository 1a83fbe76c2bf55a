// Which figure of the picture a place belongs to.
'use strict';

/** The figures of the graph with where they stand and the flow they belong to. */
function figures(graph) {
  const flows = graph.flows.map(({ name, at }) => ({ at, id: `flow-${name}`, flow: name }));
  return [...flows, ...graph.nodes.map((node) => ({ at: node.at, id: figure(node), flow: node.flow }))];
}

/** The last step, handler or flow that begins at or above the line: its `id` in the SVG and its `flow`; nothing above all. */
function spotAt(graph, file, line) {
  const above = figures(graph).filter((it) => it.at.file === file && it.at.line <= line);
  above.sort((one, other) => one.at.start_byte - other.at.start_byte);
  return above.at(-1);
}

/** The flow at the line, or the first one below it. */
function flowAt(graph, file, line) {
  const at = spotAt(graph, file, line)?.flow;
  return at ?? graph.flows.find((flow) => flow.at.file === file)?.name;
}

/** The figure of a flow, of a flow's step, or of what has this id in the SVG or in the graph. */
function spotOf(graph, name, step) {
  const wanted = step ? `flow-${name}-step-${step}` : name;
  const ids = graph.nodes.filter((node) => node.id === name).map(figure);
  return figures(graph).find(({ id }) => [wanted, `flow-${wanted}`, ...ids].includes(id));
}

function figure(node) {
  return node.kind === 'step' ? `flow-${node.flow}-step-${node.name}` : `on-${node.id.slice('on/'.length)}`;
}

module.exports = { flowAt, spotAt, spotOf };
