// Text from outside is always text: lit sets it as such, and <bdi> keeps its direction to itself.

import { html } from '../lib/lit-html.js';
import { short } from '../words.js';

/** Words and names in a row, as verdict.js makes them. */
export const pieces = (list) => list.map((p) => (typeof p === 'string' ? p : html`<bdi>${p.name}</bdi>`));

/** A text of any length: what is beyond the first characters is behind a disclosure. */
export function long(text, max) {
  if (text.length <= max) {
    return html`<bdi>${text}</bdi>`;
  }
  return html`<details><summary><bdi>${short(text, max)}</bdi></summary><bdi>${text}</bdi></details>`;
}
