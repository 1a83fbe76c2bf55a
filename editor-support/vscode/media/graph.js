// Shows the picture; a click on a place of it opens the text, a drag moves it, Ctrl and the wheel zoom.
'use strict';

const SMALLEST = 0.1;
const LARGEST = 3;
const frame = document.scrollingElement;
let { scale } = editor.getState() ?? {};
let view;
let shown = { spot: undefined, stands: [], marks: [] };

const choice = make('select', { title: 'What is drawn' });
choice.addEventListener('change', () => editor.postMessage({ choice: choice.value }));
const percent = press('100%', 'In its own size', () => zoom(1));
percent.id = 'zoom';
const picture = make('div', { id: 'picture' });
main.append(
  make('nav', { id: 'tools' }, choice,
    press('−', 'Smaller', () => zoom(scale / 1.25)), percent, press('+', 'Larger', () => zoom(scale * 1.25)),
    press('Fit', 'All of it', () => zoom(fitting()))),
  picture,
);

window.addEventListener('message', ({ data }) => {
  if (data.error) picture.replaceChildren(make('p', { className: 'problem', textContent: data.error }));
  if (data.svg) draw(data);
  if ('spot' in data || data.stands || data.marks) shown = { ...shown, ...data };
  light();
  if (data.spot) reveal(document.getElementById(data.spot));
});

function draw({ svg, view: drawn, flows, choice: chosen }) {
  const [left, top] = drawn === view ? [frame.scrollLeft, frame.scrollTop] : [0, 0];
  view = drawn;
  picture.innerHTML = svg;
  colour();
  const named = [['', 'All flows'], ['@', 'The flow at the cursor'], ...flows.map((name) => [name, name])];
  choice.replaceChildren(...named.map(([value, textContent]) => make('option', { value, textContent })));
  choice.value = chosen;
  resize(scale ?? Math.max(0.6, Math.min(1, window.innerWidth / (widest() + 60))));
  frame.scrollTo(left, top);
}

/** The picture's own size. */
function size() {
  return picture.querySelector('svg').viewBox.baseVal;
}

/** The width of the widest flow. */
function widest() {
  return Math.max(...[...picture.querySelectorAll('rect.flow')].map((it) => it.getBBox().width));
}

function fitting() {
  const { width, height } = size();
  return Math.min(1, window.innerWidth / width, window.innerHeight / height);
}

/** Draws in this size, and keeps what is at a place of the window where it is. */
function zoom(to, x = window.innerWidth / 2, y = window.innerHeight / 2) {
  if (!picture.querySelector('svg')) return;
  const before = scale;
  const [left, top] = [frame.scrollLeft + x, frame.scrollTop + y];
  resize(to);
  const by = scale / before;
  frame.scrollTo(left * by - x, top * by - y);
}

function resize(to) {
  scale = Math.min(LARGEST, Math.max(SMALLEST, to));
  const { width, height } = size();
  const svg = picture.querySelector('svg');
  svg.setAttribute('width', width * scale);
  svg.setAttribute('height', height * scale);
  percent.textContent = `${Math.round(scale * 100)}%`;
  editor.setState({ scale });
}

/** The picture is light or dark as the editor is, whatever the system is. */
function colour() {
  const dark = ['vscode-dark', 'vscode-high-contrast'].some((name) => document.body.classList.contains(name));
  const light = document.body.classList.contains('vscode-high-contrast-light');
  const rules = [...(picture.querySelector('style')?.sheet.cssRules ?? [])];
  for (const rule of rules.filter((it) => it.media)) rule.media.mediaText = dark && !light ? 'all' : 'not all';
}
new MutationObserver(colour).observe(document.body, { attributeFilter: ['class'] });

/** Lights up the places that are meant. */
function light() {
  const { spot, stands, marks } = shown;
  const classes = [...marks, ...stands.map((id) => [id, 'stands']), ...(spot ? [[spot, 'here']] : [])];
  const known = ['here', 'stands', 'wrong', 'doubtful'];
  picture.querySelectorAll(known.map((name) => `.${name}`).join()).forEach((it) => it.classList.remove(...known));
  for (const [id, name] of classes) document.getElementById(id)?.classList.add(name);
}

/** Scrolls to a figure that is not in sight. */
function reveal(figure) {
  if (!figure) return;
  const { top, left, right, bottom, height } = figure.getBoundingClientRect();
  const head = height > window.innerHeight ? top : bottom;
  if (top >= 0 && left >= 0 && right <= window.innerWidth && head <= window.innerHeight) return;
  const block = height > window.innerHeight ? 'start' : 'center';
  figure.scrollIntoView({ block, inline: 'center', behavior: 'smooth' });
}

let dragged = false;
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a');
  const href = link?.getAttribute('href');
  if (!href) return;
  event.preventDefault();
  if (dragged) return;
  if (href.startsWith('#')) reveal(document.getElementById(decodeURIComponent(href.slice(1))));
  else editor.postMessage({ open: decodeURI(href) });
});

document.addEventListener('pointerdown', (event) => {
  dragged = false;
  if (event.button !== 0 || !event.target.closest('#picture')) return;
  const move = (to) => {
    if (!dragged && Math.hypot(to.clientX - event.clientX, to.clientY - event.clientY) < 4) return;
    dragged = true;
    document.body.classList.add('pans');
    frame.scrollBy(-to.movementX, -to.movementY);
  };
  const end = () => {
    document.removeEventListener('pointermove', move);
    document.body.classList.remove('pans');
  };
  document.addEventListener('pointermove', move);
  document.addEventListener('pointerup', end, { once: true });
});
document.addEventListener('dragstart', (event) => event.preventDefault());

document.addEventListener('wheel', (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoom(scale * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
}, { passive: false });

editor.postMessage({ redraw: true });
