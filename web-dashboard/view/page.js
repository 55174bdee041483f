// All of the page, as a function of the model.

import { html, nothing } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { clockTime, duration } from '../words.js';
import { drainLine } from './drain.js';
import { nodeCard } from './node-card.js';
import { loudLine, proxies } from './proxies.js';
import { question } from './question.js';
import { sessionsCard } from './sessions.js';
import { timeline } from './timeline.js';
import { verdictPanel } from './verdict.js';

/** From this many nodes on, what happened comes before them, and each takes less room. */
const MANY = 10;
const SAMPLES = 180;
const NO_PAST = { sessions: [], checkMillis: [] };

/**
 * @param found the verdict; null before the first answer
 * @param acts {ask, confirmed, chose, left}, as verdictPanel and question take them, and list: who is connected
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
    ${state ? html`<p class="quiet clock">${lost ? 'last seen ' : ''}<time>${clockTime(lost ? state.now : clock.text(), state.now)}</time> UTC</p>` : nothing}
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
  const parts = [nodes(model, acts.ask), timeline(model)];
  const many = model.state.nodes.length >= MANY;
  return html`${loudLine(found.loud)} ${loudLine(found.last)} ${drainLine(model, acts.ask)}
  ${verdictPanel(model, found, acts.ask)} ${many ? parts.reverse() : parts}
  ${sessionsCard(model, acts.list, acts.ask)} ${proxies(model.state.peers)}`;
}

function nodes(model, ask) {
  const { state, history } = model;
  const age = (at) => model.age(at);
  const many = state.nodes.length >= MANY;
  const shown = many ? telling(state.nodes) : state.nodes;
  const pasts = shown.map((n) => history.get(n.name) ?? NO_PAST);
  const scale = Math.max(1, ...pasts.flatMap((p) => p.sessions));
  const marks = changes(model);
  return html`<section aria-labelledby="nodes">
    <h2 id="nodes">Nodes</h2>
    <ul class="nodes ${many ? 'many' : ''}">
      ${repeat(
        shown,
        (node) => node.name,
        (node, i) => nodeCard(node, { model, age, past: pasts[i], scale, marks, ask }),
      )}
    </ul>
  </section>`;
}

/** The nodes that tell most first: the active one, then those that are not healthy. */
function telling(nodes) {
  const rank = (n) => (n.roles.includes('active') ? 0 : n.status === 'healthy' ? 2 : 1);
  return [...nodes].sort((a, b) => rank(a) - rank(b));
}

/** How many samples ago the active node changed, each time. */
function changes(model) {
  const newest = Date.parse(model.newestSampleAt);
  const ago = (event) => (newest - Date.parse(event.at)) / (model.stepSeconds * 1000);
  return model.events
    .filter((e) => e.kind === 'active_changed' && e.listener === 'active')
    .map(ago)
    .filter((n) => n >= 0 && n < SAMPLES);
}
