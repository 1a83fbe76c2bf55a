// Shows the picture; a click on a place of it opens the text.
'use strict';

const editor = acquireVsCodeApi();
const main = document.getElementById('main');
let spot;

window.addEventListener('message', ({ data }) => {
  if (data.error) main.textContent = data.error;
  if (data.svg) {
    const [left, top] = [window.scrollX, window.scrollY];
    main.innerHTML = data.svg;
    window.scrollTo(left, top);
  }
  if ('spot' in data) spot = data.spot;
  light('spot' in data);
});

function light(scroll) {
  main.querySelectorAll('.here').forEach((it) => it.classList.remove('here'));
  const figure = spot && document.getElementById(spot);
  figure?.classList.add('here');
  if (scroll) figure?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'smooth' });
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a');
  const href = link?.getAttribute('href');
  if (!href) return;
  event.preventDefault();
  if (href.startsWith('#')) document.getElementById(decodeURIComponent(href.slice(1)))?.scrollIntoView({ behavior: 'smooth' });
  else editor.postMessage({ open: decodeURI(href) });
});
