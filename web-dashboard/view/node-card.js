// One node: what it does, how it is, and its last fifteen minutes.

import { html, nothing } from '../lib/lit-html.js';
import { address, ago, bytes, clockTime, duration, grouped, latency, short } from '../words.js';
import { chart } from './chart.js';
import { icon } from './icon.js';
import { nodeActions } from './node-actions.js';
import { long } from './text.js';

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
 * @param marks as chart() takes them
 * @param ask opens the question before an action
 */
export function nodeCard(node, { model, age, past, scale, marks, ask }) {
  const active = node.roles.includes('active');
  const health = HEALTH[node.status] ?? HEALTH.unknown;
  return html`<li class="card ${active ? 'active' : ''} ${node.status} ${node.enabled ? '' : 'disabled'}">
    ${role(node, active, model.state.traffic.enabled)}
    <h3 dir="auto" title=${node.name.length > MAX_NAME ? node.name : nothing}>${short(node.name, MAX_NAME)}</h3>
    <p class="health ${health.sign}">
      ${icon(health.sign)}<strong>${health.word}</strong>
      <span>for ${duration(age(node.since))}</span>
    </p>
    <p class="why">${why(node)}</p>
    <div class="out">${node.disabled ? out(node.disabled, age, model) : nothing}</div>
    ${sessions(node, past.sessions, scale, marks)} ${checks(node, past.checkMillis, marks)}
    <dl class="totals">
      ${total('Address', html`<bdi>${short(address(node), MAX_NAME)}</bdi>`)}
      ${total('Opened, closed', `${grouped(both(node.opened))}, ${grouped(both(node.closed))}`)}
      ${total('To node, to clients', `${bytes(node.bytes.toNode)}, ${bytes(node.bytes.toClient)}`)}
    </dl>
    ${nodeActions(node, model, ask)}
  </li>`;
}

const both = (counts) => counts.active + counts.inactive;

const total = (term, value) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`;

function role(node, active, trafficOn) {
  if (!node.enabled && node.roles.length === 0) {
    return html`<p class="role">${icon('pause')} Disabled: takes no traffic</p>`;
  }
  if (!node.enabled) {
    return html`<p class="role">${icon('pause')} Disabled, but ${active ? 'takes the writes' : 'serves the inactive port'}: nothing else is left</p>`;
  }
  if (active) {
    return html`<p class="role">${icon('arrow')} Active: ${trafficOn ? 'takes the writes' : 'traffic is off'}</p>`;
  }
  if (node.roles.includes('inactive')) {
    return html`<p class="role">Serves the inactive port</p>`;
  }
  return html`<p class="role">${{ healthy: 'Stands by', unhealthy: 'Unhealthy: gets no session' }[node.status] ?? 'Not in use yet'}</p>`;
}

/** Who took it out, since when, and why. */
function out({ by, remote, since, message }, age, model) {
  return html`<p>
      Disabled by <bdi>${short(by, MAX_NAME)}</bdi> (${remote}) at
      <time datetime=${since}>${clockTime(since, model.clock.text())}</time> UTC, ${ago(age(since))}
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

function sessions(node, values, scale, marks) {
  const now = both(node.sessions);
  const known = values.filter((v) => v !== null);
  const label = known.length
    ? `Sessions over the last 15 minutes: between ${Math.min(...known)} and ${Math.max(...known)}, now ${now}`
    : 'Sessions over the last 15 minutes: nothing known yet';
  return html`<div class="measure">
    <p><span>Sessions<span class="most">, at most ${grouped(Math.max(now, ...known))}</span></span> <strong>${grouped(now)}</strong></p>
    ${chart({ values, max: scale, marks, label })}
  </div>`;
}

function checks(node, values, marks) {
  const now = node.lastCheck?.milliseconds ?? null;
  const known = values.filter((v) => v !== null);
  const max = Math.max(0, ...known);
  const label = known.length
    ? `Slowest check over the last 15 minutes: ${latency(max)}, last check ${latency(now)}`
    : 'Checks over the last 15 minutes: nothing known yet';
  return html`<div class="measure check">
    <p><span>Check<span class="most">, at most ${latency(known.length ? max : null)}</span></span> <strong>${latency(now)}</strong></p>
    ${chart({ values, max, marks, label })}
    <p class="axis" aria-hidden="true"><span>15 min ago</span><span>now</span></p>
  </div>`;
}
