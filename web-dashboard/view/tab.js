// Title and icon of the browser's tab, for people who have forty of them.

import { title } from '../verdict.js';
import { plain } from '../words.js';

/** Shows the state; nothing is touched that is right already. */
export function showTab(model, found, lost) {
  const text = `${lost ? '? No connection' : title(model.state, found)} – Patchbay`;
  const shown = plain(text);
  if (document.title !== shown) {
    document.title = shown;
  }
  const link = document.querySelector('link[rel=icon]');
  const icon = `icons/${lost ? 'lost' : found.level}.svg`;
  if (link.getAttribute('href') !== icon) {
    link.setAttribute('href', icon);
  }
}
