// What the other proxies say, where there are any.

import { html, nothing } from '../lib/lit-html.js';
import { grouped, short } from '../words.js';
import { cell, table } from './table.js';
import { long, outside, pieces } from './text.js';

const MAX_NAME = 120;
const MAX_MESSAGE = 160;

const bad = (words) => html`<span class="bad">${words}</span>`;

/** What a proxy says of itself: what it is called, and how it is shown. */
export const FACTS = [
  ['Active node', ({ active }) => (active === null ? bad('none') : outside(short(active, MAX_NAME)))],
  ['Traffic', ({ trafficEnabled, message }) => (trafficEnabled ? 'on' : off(message))],
  ['Healthy nodes', ({ healthy, nodes }) => (healthy === nodes ? `${healthy} of ${nodes}` : bad(`${healthy} of ${nodes}`))],
  ['Sessions', ({ sessions }) => (sessions === null ? '–' : grouped(sessions))],
];

const off = (message) => html`${bad('off')}${message ? html`: ${long(message, MAX_MESSAGE)}` : nothing}`;

/** The line that nobody may overlook: pieces, or null for none. */
export const loudLine = (loud) => (loud === null ? nothing : html`<p class="loud">${pieces(loud)}</p>`);

export function proxies(peers) {
  if (peers.length === 0) {
    return nothing;
  }
  return html`<section class="panel">
    <h2 id="proxies">All proxies</h2>
    <div class="scroll" role="region" aria-labelledby="proxies" tabindex="0">
      ${table(['Proxy', ...FACTS.map(([term]) => term)], peers.map(row))}
    </div>
  </section>`;
}

const row = (peer) => html`<tr role="row">
  <th scope="row" role="rowheader"><a href=${safe(peer.link)}>${outside(short(peer.uri, MAX_NAME))}</a>${peer.self ? ' (this one)' : nothing}</th>
  ${peer.self || peer.reachable ? FACTS.map(([term, of]) => cell(term, of(peer))) : silence(peer)}
</tr>`;

const silence = (peer) => (peer.asked === null
  ? html`<td role="cell" colspan=${FACTS.length} class="quiet">${peer.error ? long(sentence(peer.error), MAX_MESSAGE) : 'Not asked yet'}</td>`
  : html`<td role="cell" colspan=${FACTS.length} class="bad">No answer${peer.error ? html`: ${long(peer.error, MAX_MESSAGE)}` : nothing}</td>`);

const sentence = (words) => words[0].toUpperCase() + words.slice(1);

/** Only what leads to a page: never a script. */
const safe = (link) => (/^https?:\/\//i.test(link) ? link : nothing);
