// Text from outside is always text: lit sets it as such, and <bdi> keeps its direction to itself.

import { html, nothing } from '../lib/lit-html.js';
import { short, unfolded } from '../words.js';
import { moment } from './time.js';

/**
 * A text whose UUIDs are shown by eight characters each. It is there as a whole for whoever listens to the page,
 * copies from it, or points at it.
 */
export function outside(text) {
  const parts = unfolded(text);
  const shown = parts.map((part, i) => (i % 2 === 0 ? part : html`<span class="rest"><span class="folded">${part}</span></span>`));
  return html`<bdi title=${parts.length > 1 ? text : nothing}>${shown}</bdi>`;
}

/** Words, names and times in a row, as verdict.js makes them. */
export const pieces = (list) => list.map(piece);

function piece(p) {
  if (typeof p === 'string') {
    return p;
  }
  return p.at === undefined ? outside(p.name) : moment(p.at, p.now);
}

/** A text of any length: what is beyond the first characters is behind a disclosure. */
export function long(text, max) {
  if (text.length <= max) {
    return outside(text);
  }
  return html`<details><summary>${outside(short(text, max))}</summary><bdi>${text}</bdi></details>`;
}
