// Terms and what they are now, for the dashboard and the springboard.

import { html } from '../lib/lit-html.js';
import { clockTime } from '../words.js';

export const fact = (term, value) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`;

/** When what the headline says began. */
export function since({ traffic, active, now }) {
  if (!traffic.enabled && traffic.since) {
    return fact('Off since', `${clockTime(traffic.since, now)} UTC`);
  }
  return fact(active.node === null ? 'No active node since' : 'Active since', `${clockTime(active.since, now)} UTC`);
}
