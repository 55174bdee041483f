// One node: what it does, how it is, and what it was.

import { html, nothing } from '../lib/lit-html.js';
import { address, ago, all, bytes, duration, grouped, latency, short } from '../words.js';
import { chart } from './chart.js';
import { icon } from './icon.js';
import { nodeActions } from './node-actions.js';
import { long, outside } from './text.js';
import { moment } from './time.js';

const HEALTH = {
  healthy: { sign: 'good', word: 'Healthy' },
  unhealthy: { sign: 'bad', word: 'Unhealthy' },
  unknown: { sign: 'unknown', word: 'No answer yet' },
};
const MAX_NAME = 120;
const MAX_REASON = 160;

/**
 * @param past {sessions, checkMillis}, oldest first
 * @param scale the highest number of sessions of any node, so that cards compare
 * @param scene {steps, marks, bands}, as chart() takes them, and the span's words
 * @param ask opens the question before an action
 */
export function nodeCard(node, { model, age, past, scale, scene, ask }) {
  const active = node.roles.includes('active');
  const health = HEALTH[node.status] ?? HEALTH.unknown;
  return html`<li class="card ${active ? 'active' : ''} ${node.status} ${node.enabled ? '' : 'disabled'}">
    ${role(node, active, model.state.traffic.enabled)}
    <div class="called">
      <h3 dir="auto" title=${node.name.length > MAX_NAME ? node.name : nothing}>${outside(short(node.name, MAX_NAME))}</h3>
      <p class="quiet"><span class="unseen">Address: </span>${outside(short(address(node), MAX_NAME))}</p>
      ${node.labels?.length ? html`<p class="quiet">Labels: ${node.labels.join(', ')}</p>` : nothing}
    </div>
    <p class="health ${health.sign}">
      ${icon(health.sign)}<strong>${health.word}</strong>
      <span>for ${duration(age(node.since))}</span>
    </p>
    <p class="why">${why(node)}</p>
    <div class="out">${node.disabled ? out(node.disabled, age, model) : nothing}</div>
    ${sessions(node, past.sessions, scale, scene)} ${checks(node, past.checkMillis, scene)}
    <dl class="totals">
      ${total('Opened, closed', `${grouped(all(node.opened))}, ${grouped(all(node.closed))}`)}
      ${total('To node, to clients', `${bytes(node.bytes.toNode)}, ${bytes(node.bytes.toClient)}`)}
    </dl>
    ${nodeActions(node, model, ask)}
  </li>`;
}

const total = (term, value) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`;

function role(node, active, trafficOn) {
  const more = node.roles.filter((r) => r !== 'active' && r !== 'inactive');
  const serves = node.roles.includes('inactive') ? 'serves the inactive port' : `serves ${more.join(', ')}`;
  if (!node.enabled && node.roles.length === 0) {
    return html`<p class="role">${icon('pause')} Disabled: takes no traffic</p>`;
  }
  if (!node.enabled) {
    return html`<p class="role">${icon('pause')} Disabled, but ${active ? 'takes the writes' : serves}: nothing else is left</p>`;
  }
  if (active) {
    return html`<p class="role">${icon('arrow')} Active: ${trafficOn ? 'takes the writes' : 'traffic is off'}</p>`;
  }
  if (node.roles.includes('inactive')) {
    return html`<p class="role">Serves the inactive port</p>`;
  }
  if (more.length) {
    return html`<p class="role">Serves ${more.join(', ')}</p>`;
  }
  return html`<p class="role">${{ healthy: 'Stands by', unhealthy: 'Unhealthy: gets no session' }[node.status] ?? 'Not in use yet'}</p>`;
}

/** Who took it out, since when, and why. */
function out({ by, remote, since, message }, age, model) {
  return html`<p>
      Disabled by ${outside(short(by, MAX_NAME))} (${remote}) at
      ${moment(since, model.clock.text())} UTC, ${ago(age(since))}
    </p>
    ${message ? html`<p>Why: ${long(message, MAX_REASON)}</p>` : nothing}`;
}

/** What the node's agent says, in a line. */
function why(node) {
  const said = [
    node.status === 'healthy' ? '' : node.reason,
    node.stateComment ?? '',
    node.index === null ? '' : `index ${node.index}`,
  ].filter((text) => text);
  const failed =
    node.failedInARow > 1
      ? html`<span class="failed">${grouped(node.failedInARow)} failed checks in a row</span>`
      : nothing;
  return html`${said.map((text, i) => html`${i ? ' · ' : nothing}${long(text, MAX_REASON)}`)}${failed}`;
}

function sessions(node, values, scale, scene) {
  const now = all(node.sessions);
  const known = values.filter((v) => v !== null);
  const label = known.length
    ? `Sessions over ${scene.words}: between ${Math.min(...known)} and ${Math.max(...known)}, now ${now}`
    : `Sessions over ${scene.words}: nothing known yet`;
  return html`<div class="measure">
    <p><span>Sessions<span class="most">, at most ${grouped(Math.max(now, ...known))}</span></span> <strong>${grouped(now)}</strong></p>
    ${chart({ ...scene, values, max: scale, label })}
  </div>`;
}

function checks(node, values, scene) {
  const now = node.lastCheck?.milliseconds ?? null;
  const known = values.filter((v) => v !== null);
  const max = Math.max(0, ...known);
  const label = known.length
    ? `Slowest check over ${scene.words}: ${latency(max)}, last check ${latency(now)}`
    : `Checks over ${scene.words}: nothing known yet`;
  return html`<div class="measure check">
    <p><span>Check<span class="most">, at most ${latency(known.length ? max : null)}</span></span> <strong>${latency(now)}</strong></p>
    ${chart({ ...scene, values, max, label })}
    <p class="axis" aria-hidden="true"><span>${scene.ago}</span><span>now</span></p>
  </div>`;
}
