// Shows the conversation, and takes what the person says as the contact.
'use strict';

const editor = acquireVsCodeApi();
const main = document.getElementById('main');

const make = (name, more = {}, ...children) => {
  const element = Object.assign(document.createElement(name), more);
  element.append(...children);
  return element;
};

const say = (input) => editor.postMessage({ input });
const lines = make('section', { id: 'lines' });
const stands = make('p', { id: 'stands' });
const field = make('input', { id: 'say', placeholder: 'Write as the contact; /help lists what else can happen', autocomplete: 'off' });
const form = make('form', {}, field);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (field.value.trim()) say(field.value);
  field.value = '';
});
const button = (text, message, title) => {
  const made = make('button', { textContent: text, title });
  made.addEventListener('click', () => editor.postMessage(message));
  return made;
};
const tools = make('nav', {},
  button('1h later', { input: '/wait 1h' }, 'An hour passes'),
  button('1d later', { input: '/wait 1d' }, 'A day passes'),
  button('Why', { input: '/why' }, 'Why the last input did what it did'),
  button('Back', { back: true }, 'Takes the last input back'),
  button('Again', { again: true }, 'Begins anew'));
main.append(lines, stands, tools, form);

window.addEventListener('message', ({ data }) => {
  if (data.error) lines.replaceChildren(make('p', { className: 'problem', textContent: data.error }));
  if (data.played) show(data.played);
});

function show(played) {
  if (played.problems) {
    lines.replaceChildren(...played.problems.map((problem) => {
      const line = make('p', { className: 'problem', textContent: problem.message });
      if (problem.location) line.addEventListener('click', () => editor.postMessage({ place: problem.location }));
      return line;
    }));
    stands.textContent = 'The project does not run.';
    return;
  }
  lines.replaceChildren(...played.lines.map(line));
  const last = played.stands.at(-1);
  const due = played.due ? `, next timer ${played.due}` : '';
  const waits = played.waits ? `; /return JSON or /fail WHY answers ${played.waits}` : '';
  stands.textContent = last
    ? `${played.status}: flow ${last.flow} step ${last.step}, ${last.what}${due}${waits}`
    : `${played.status}${waits}`;
  stands.onclick = last?.location ? () => editor.postMessage({ place: last.location }) : null;
  window.scrollTo(0, document.body.scrollHeight);
}

function line({ at, who, text, buttons }) {
  const kinds = { '·': 'note', event: 'note', told: 'note', refused: 'problem' };
  const shown = make('div', { className: `line ${kinds[who] ?? who}` }, make('span', { className: 'words', textContent: text }));
  if (at) shown.title = at;
  for (const text of buttons ?? []) {
    const press = make('button', { textContent: text });
    press.addEventListener('click', () => say(`/press ${text}`));
    shown.append(press);
  }
  return shown;
}
