// Shows the conversation, and takes what the person says as the contact.
'use strict';

/** Who speaks, where it is not the contact or the bot, and how that is shown. */
const KINDS = { '·': 'note', event: 'note' };

const said = [];
let back = 0;

const say = (input) => editor.postMessage({ input });
const stands = make('p', { id: 'stands' });
const lines = make('section', { id: 'lines', role: 'log' });

// Who the contact is.
const about = {
  name: make('input', { placeholder: 'Anna' }),
  language: make('input', { placeholder: 'ru' }),
  payload: make('input', { placeholder: 'what the link carries' }),
  trackers: make('input', { placeholder: 'click_id=demo-1 source=ads' }),
};
const contact = make('form', { id: 'contact' },
  ...Object.entries(about).flatMap(([name, field]) => [make('label', { textContent: name }), field]),
  make('span'), make('button', { textContent: 'Begin anew as this contact' }));
contact.addEventListener('submit', (event) => {
  event.preventDefault();
  const given = Object.entries(about).map(([name, { value }]) => [name, value.trim()]).filter(([, value]) => value);
  const who = Object.fromEntries(given);
  if (who.trackers) who.trackers = Object.fromEntries(who.trackers.split(/\s+/).map((it) => it.split(/=(.*)/s).slice(0, 2)));
  editor.postMessage({ contact: who });
});

const field = make('input', { id: 'say', placeholder: 'Write as the contact; /help tells what else can happen', autocomplete: 'off' });
const form = make('form', {}, field);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const input = field.value.trim();
  if (!input) return;
  said.push(input);
  back = 0;
  field.value = '';
  say(input);
});
field.addEventListener('keydown', (event) => {
  const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  back = Math.max(0, Math.min(said.length, back + step));
  field.value = said.at(-back) && back ? said.at(-back) : '';
});
const next = press('Next timer', 'Time passes until something happens', () => say(`/wait ${next.value}`));
const tools = make('nav', {}, next,
  press('+1h', 'An hour passes', () => say('/wait 1h')),
  press('+1d', 'A day passes', () => say('/wait 1d')),
  press('Why', 'Why the last input did what it did', () => say('/why')),
  press('Known', 'What is known of the contact', () => say('/tags')),
  press('Back', 'Takes the last input back', () => editor.postMessage({ back: true })),
  press('Again', 'Begins anew', () => editor.postMessage({ again: true })));
main.append(
  make('header', {}, stands, make('details', {}, make('summary', { textContent: 'Who the contact is' }), contact)),
  lines, make('footer', {}, tools, form),
);

window.addEventListener('message', ({ data }) => {
  if (data.error) {
    lines.replaceChildren(make('p', { className: 'problem', textContent: data.error }));
    stands.textContent = '';
  }
  if (data.played?.problems) problems(data.played.problems);
  else if (data.played) show(data.played);
});

function problems(found) {
  lines.replaceChildren(...found.map(({ message, location }) => {
    const shown = make('div', { className: 'found' }, message);
    if (!location) return shown;
    const file = decodeURIComponent(location.uri.split('/').at(-1));
    shown.append(make('small', { textContent: `${file}:${location.range.start.line + 1}` }));
    shown.addEventListener('click', () => editor.postMessage({ place: location }));
    return shown;
  }));
  stand('The project does not run. Once this is mended, the conversation goes on.');
  next.hidden = true;
}

function show(played) {
  const shown = [];
  let time;
  const last = played.lines.findLastIndex(({ buttons }) => buttons?.length);
  played.lines.forEach((it, nth) => {
    if (it.at && it.at !== time) shown.push(make('div', { className: 'time', textContent: it.at }));
    time = it.at ?? time;
    shown.push(line(it, nth === last));
  });
  lines.replaceChildren(...shown);
  lines.scrollTo(0, lines.scrollHeight);
  const here = played.stands.at(-1);
  const waits = played.waits ? `; /return JSON or /fail WHY answers ${played.waits}` : '';
  const where = here ? `: flow ${here.flow}, step ${here.step}, ${here.what}` : '';
  stand(`${played.status}${where}${waits}`, here?.location);
  next.hidden = !played.due;
  if (!played.due) return;
  next.value = length(Date.parse(played.due) - Date.parse(played.now));
  next.textContent = `Next timer: ${next.value}`;
}

function stand(words, location) {
  stands.textContent = words[0].toUpperCase() + words.slice(1);
  stands.className = location ? 'leads' : '';
  stands.onclick = location ? () => editor.postMessage({ place: location }) : null;
}

function line({ who, text, buttons }, latest) {
  const kind = KINDS[who] ?? who;
  const shown = make('div', { className: `line ${kind}` });
  if (!['contact', 'bot', 'note', 'told', 'refused'].includes(kind)) shown.append(make('span', { className: 'who', textContent: who }));
  shown.append(make('span', { className: 'words', textContent: text }));
  if (!buttons?.length) return shown;
  shown.append(make('div', { className: `buttons${latest ? '' : ' past'}` }, ...buttons.map(button)));
  return shown;
}

/** A button of a message: the contact presses it, or it leads to a page. */
function button(text) {
  const [, label, href] = /^(.*) → (https?:\S+)$/s.exec(text) ?? [];
  return href ? make('a', { href, title: href, textContent: `${label} ↗` }) : press(text, '', () => say(`/press ${text}`));
}

/** A length of time as a script writes it: `1d2h`. */
function length(milliseconds) {
  let left = Math.max(1, Math.ceil(milliseconds / 1000));
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']].map(([seconds, unit]) => {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    return count ? `${count}${unit}` : '';
  });
  return parts.join('');
}

editor.postMessage({ redraw: true });
