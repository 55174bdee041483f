// Title and icon of the browser's tab, for people who have forty of them.

import { plain } from '../words.js';

/** Shows these; nothing is touched that is right already. */
export function showTab(title, sign) {
  const shown = plain(`${title} – Patchbay`);
  if (document.title !== shown) {
    document.title = shown;
  }
  const link = document.querySelector('link[rel=icon]');
  const icon = `icons/${sign}.svg`;
  if (link.getAttribute('href') !== icon) {
    link.setAttribute('href', icon);
  }
}
