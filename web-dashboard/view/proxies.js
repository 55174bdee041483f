// What the other proxies say, where there are any.

import { html, nothing } from '../lib/lit-html.js';
import { grouped, short } from '../words.js';
import { long, pieces } from './text.js';

const MAX_NAME = 120;
const MAX_MESSAGE = 160;

/** The line that nobody may overlook. */
export const disagreementLine = (found) =>
  found.loud === null ? nothing : html`<p class="loud">${pieces(found.loud)}</p>`;

export function proxies(peers) {
  if (peers.length === 0) {
    return nothing;
  }
  return html`<section class="panel">
    <h2 id="proxies">All proxies</h2>
    <div class="scroll" role="region" aria-labelledby="proxies" tabindex="0">
      <table>
        <thead>
          <tr><th scope="col">Proxy</th><th scope="col">Active node</th><th scope="col">Traffic</th><th scope="col">Healthy</th><th scope="col">Sessions</th></tr>
        </thead>
        <tbody>
          ${peers.map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row(peer) {
  const uri = html`<bdi>${short(peer.uri, MAX_NAME)}</bdi>`;
  return html`<tr>
    <th scope="row">${peer.self ? html`${uri} (this one)` : html`<a href=${safe(peer.link)}>${uri}</a>`}</th>
    ${peer.self || peer.reachable ? answer(peer) : silence(peer)}
  </tr>`;
}

const answer = (peer) => html`<td>${peer.active === null ? 'none' : html`<bdi>${short(peer.active, MAX_NAME)}</bdi>`}</td>
  <td>${peer.trafficEnabled ? 'on' : html`off${peer.message ? html`: ${long(peer.message, MAX_MESSAGE)}` : nothing}`}</td>
  <td>${peer.healthy} of ${peer.nodes}</td>
  <td>${peer.sessions === null ? '–' : grouped(peer.sessions)}</td>`;

const silence = (peer) => html`<td colspan="4" class="bad">
  ${peer.asked === null ? 'Not asked yet' : html`No answer${peer.error ? html`: ${long(peer.error, MAX_MESSAGE)}` : nothing}`}
</td>`;

/** Only what leads to a page: never a script. */
const safe = (link) => (/^https?:\/\//i.test(link) ? link : nothing);
