// All of the page, as a function of the model.

import { html, nothing } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { outages, turnOf } from '../outage.js';
import { SPANS } from '../past.js';
import { duration } from '../words.js';
import { drainLine } from './drain.js';
import { listeners } from './listeners.js';
import { nodeCard } from './node-card.js';
import { loudLine, proxies } from './proxies.js';
import { question } from './question.js';
import { sessionsCard } from './sessions.js';
import { moment } from './time.js';
import { timeline } from './timeline.js';
import { verdictPanel } from './verdict.js';

/** From this many nodes on, what happened comes before them, and each takes less room. */
const MANY = 10;
const NO_PAST = { sessions: [], checkMillis: [] };
/** Where only a little is seen at a time, what happened comes before the nodes, too. */
const NARROW = matchMedia('(max-width: 40rem)');

/**
 * @param found the verdict; null before the first answer
 * @param acts {ask, confirmed, chose, left}, as verdictPanel and question take them; list: who is connected; past: how
 *     far back the charts look
 */
export function page(model, found, acts) {
  const lost = model.lost();
  return html`<main class=${lost ? 'lost' : ''}>
      ${header(model, lost)} ${lost ? lostLine(model) : nothing}
      ${found === null ? html`<p>Asking the proxy…</p>` : content(model, found, acts)}
    </main>
    ${question(model, acts)}`;
}

function header(model, lost) {
  const { state, clock, connection } = model;
  const live = { connecting: 'Connecting', live: 'Live', polling: 'Live, every 2 s' }[connection];
  return html`<header>
    <h1>Patchbay</h1>
    ${state ? html`<p class="quiet">${state.version}</p>` : nothing}
    <p class="live ${lost ? 'lost' : ''}">${lost ? 'No connection' : (live ?? 'Live')}</p>
    ${state ? html`<p class="quiet clock">${lost ? 'last seen ' : ''}${moment(lost ? state.now : clock.text(), state.now)} UTC</p>` : nothing}
  </header>`;
}

function lostLine(model) {
  if (model.connection === 'signed-out') {
    return html`<p class="loud">This proxy no longer takes your name and password. Reload the page to sign in.</p>`;
  }
  const seen = model.state ? `, last seen ${duration(model.silence())} ago` : '';
  return html`<p class="loud">Connection lost${seen}. What you see may be out of date; trying again every second.</p>`;
}

function content(model, found, acts) {
  const parts = [nodes(model, acts), timeline(model)];
  const first = NARROW.matches || model.state.nodes.length >= MANY;
  return html`${loudLine(found.loud)} ${loudLine(found.last)} ${drainLine(model, acts.ask)}
  ${verdictPanel(model, found, acts.ask)} ${first ? parts.reverse() : parts}
  ${listeners(model)} ${sessionsCard(model, acts.list, acts.ask)} ${proxies(model.state.peers)}`;
}

function nodes(model, { ask, past }) {
  const { state } = model;
  const age = (at) => model.age(at);
  const many = state.nodes.length >= MANY;
  const shown = many ? telling(state.nodes) : state.nodes;
  const known = model.past();
  const pasts = shown.map((n) => known.nodes.get(n.name) ?? NO_PAST);
  const scale = Math.max(1, ...pasts.flatMap((p) => p.sessions));
  const scene = { ...known, ...happened(model, known) };
  return html`<section aria-labelledby="nodes">
    <div class="over">
      <h2 id="nodes">Nodes</h2>
      <p class="spans" role="group" aria-label="Charts">${Object.entries(SPANS).map(([key, { button }]) => spanButton(key, button, model.span, past))}</p>
    </div>
    <ul class="nodes ${many ? 'many' : ''}">
      ${repeat(
        shown,
        (node) => node.name,
        (node, i) => nodeCard(node, { model, age, past: pasts[i], scale, scene, ask }),
      )}
    </ul>
  </section>`;
}

const spanButton = (key, words, shown, past) => html`<button type="button" aria-pressed=${key === shown} @click=${() => past.show(key)}>${words}</button>`;

/** The nodes that tell most first: the active one, then those that are not healthy. */
function telling(nodes) {
  const rank = (n) => (n.roles.includes('active') ? 0 : n.status === 'healthy' ? 2 : 1);
  return [...nodes].sort((a, b) => rank(a) - rank(b));
}

/** How many steps ago the active node changed, each time, and from when to when there was none. */
function happened(model, { newestAt, stepSeconds, steps }) {
  const newest = Date.parse(newestAt);
  const ago = (millis) => (newest - millis) / (stepSeconds * 1000);
  const within = (n) => Math.min(steps, Math.max(0, n));
  return {
    marks: model.events
      .filter((e) => e.kind === 'active_changed' && e.listener === 'active' && !turnOf(e))
      .map((e) => ago(Date.parse(e.at)))
      .filter((n) => n >= 0 && n < steps),
    bands: outages(model.events, model.clock.now())
      .map(({ from, to }) => ({ from: within(ago(from)), to: within(ago(to)) }))
      .filter(({ from, to }) => from > to),
  };
}
