// Terms and what they are now, for the dashboard and the springboard.

import { html } from '../lib/lit-html.js';
import { moment } from './time.js';

export const fact = (term, value) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`;

/** When what the headline says began. */
export function since({ traffic, active, now }) {
  if (!traffic.enabled && traffic.since) {
    return fact('Off since', html`${moment(traffic.since, now)} UTC`);
  }
  return fact(active.node === null ? 'No active node since' : 'Active since', html`${moment(active.since, now)} UTC`);
}
