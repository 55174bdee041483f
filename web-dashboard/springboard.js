// Asks for all proxies every few seconds and shows what they say. Until the first answer, what the server has
// sent stays: the links to them.

import { html, render } from './lib/lit-html.js';
import { disagreement } from './verdict.js';
import { fact, since } from './view/fact.js';
import { FACTS, loudLine, proxies } from './view/proxies.js';
import { showTab } from './view/tab.js';
import { long } from './view/text.js';
import { moment } from './view/time.js';

const INTERVAL_MS = 5000;
const ANSWER_MS = 4000;
const MAX_REASON = 200;

// Without the user name and password that somebody may have put before the host.
const PEERS = new URL('v0/peers', location.origin + location.pathname);

const seen = document.getElementById('seen');
const lost = document.getElementById('lost');
const root = document.getElementById('springboard');
let asked = false;

async function ask() {
  const response = await fetch(PEERS, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) {
    throw new Error(`answer ${response.status}`);
  }
  return response.json();
}

function show({ now, own, peers, disagreement: opinions }) {
  const loud = disagreement(opinions);
  if (!asked) {
    root.replaceChildren();
    seen.replaceChildren();
    asked = true;
  }
  render(html`<div role="alert">${loudLine(loud)}</div> ${thisProxy(own, now)} ${proxies(peers)}`, root);
  showTab(...tab(loud, own, peers));
  render(html`As of ${moment(now, '')} UTC`, seen);
}

/** Green only where all is well: a proxy that is gone, or that sends clients nowhere, is none of that. */
function tab(loud, own, peers) {
  if (loud) {
    return ['✕ Proxies disagree', 'bad'];
  }
  const serves = (proxy, active) => active !== null && proxy.trafficEnabled;
  if (!serves(own, own.active.node)) {
    return [own.trafficEnabled ? '✕ No node' : '✕ Traffic off', 'bad'];
  }
  const others = peers.filter((peer) => !peer.self && peer.asked !== null);
  return others.every((peer) => peer.reachable && serves(peer, peer.active)) ? ['Proxies', 'good'] : ['▲ Proxies', 'warn'];
}

const thisProxy = (own, now) => html`<section class="panel">
  <h2>This proxy</h2>
  <dl class="facts">
    ${FACTS.map(([term, of]) => fact(term, of({ ...own, active: own.active.node })))}
    ${since({ traffic: { enabled: own.trafficEnabled }, active: own.active, now })}
    ${fact('Why', long(own.active.reason, MAX_REASON))}
  </dl>
</section>`;

/** Says that there is no answer, once for each reason; null: there is one. */
function showLost(reason) {
  const text = reason === null ? '' : `Connection lost (${reason}). ${seen.textContent}; trying again every 5 s.`;
  if (lost.textContent !== text) {
    lost.textContent = text;
    lost.hidden = reason === null;
    root.classList.toggle('lost', reason !== null);
  }
}

async function refresh() {
  try {
    show(await ask());
    showLost(null);
  } catch (error) {
    showLost(error.message);
    showTab('? No connection', 'lost');
  }
  setTimeout(refresh, INTERVAL_MS);
}

document.documentElement.dataset.begun = '';
refresh();
