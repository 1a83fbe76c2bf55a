// What the pages of the panels have in common.
'use strict';

const editor = acquireVsCodeApi();
const main = document.getElementById('main');

/** An element with these properties and children. */
const make = (name, more = {}, ...children) => {
  const element = Object.assign(document.createElement(name), more);
  element.append(...children);
  return element;
};

/** A button that does this. */
const press = (text, title, act) => {
  const made = make('button', { type: 'button', textContent: text, title });
  made.addEventListener('click', act);
  return made;
};
