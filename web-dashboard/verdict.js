// What somebody who was woken at three in the morning wants to know, in words: is the database reachable,
// who takes the writes, since when, why, and what will hurt next. Pure functions of the state.

import { address, brief, clockTime, counted, duration, number, short } from './words.js';

const MAX_NAME = 60;
const MAX_REASON = 200;
const MAX_NAMES = 3;

/** So long a proxy may find its nodes by name before that it has none is trouble. */
const FINDS_WITHIN = 10_000;

/** A name from outside, to be set apart from the words around it. */
export const name = (text) => ({ name: short(text, MAX_NAME) });

/** A time that the server named, among words; now as clockTime() takes it. */
export const time = (at, now) => ({ at, now });

/** Pieces in a row: words as strings, names and times as objects. */
const say = (words, ...names) => words.flatMap((w, i) => (i < names.length ? [w, names[i]] : [w]));

/** The words of pieces. */
export const textOf = (pieces) => pieces.map((p) => (typeof p === 'string' ? p : (p.name ?? clockTime(p.at, p.now)))).join('');

/**
 * @param age milliseconds since a time that the server named
 * @returns {level, badge, headline, because, next, loud, last, two}: level is good, warn, bad or unknown;
 *     headline and because are pieces; next is a list of pieces; loud is pieces, or null for no disagreement;
 *     last is pieces, or null if no disabled node has to serve; two is whether two nodes take writes
 */
export function verdict(state, age) {
  const found = main(state, age);
  const next = degraded(state, age);
  const loud = disagreement(state.disagreement);
  const last = servesDisabled(state);
  const two = Boolean(state.active.draining);
  const hurt = loud !== null || two || next.some((n) => n.hurts);
  const level = found.level === 'good' && hurt ? 'warn' : found.level;
  return {
    ...found,
    level,
    badge: level === 'warn' ? 'Reachable, but degraded' : found.badge,
    next: next.map((n) => n.pieces),
    loud,
    last,
    two,
  };
}

/** Availability comes first: what an operator has taken out serves where nothing else can. */
function servesDisabled({ active, nodes }) {
  const node = nodes.find((n) => n.name === active.node);
  return !node || node.enabled
    ? null
    : say`${name(active.node)} serves although it is disabled: no other node is healthy and enabled.`;
}

function main(state, age) {
  const { traffic, active, nodes } = state;
  if (!traffic.enabled) {
    return switchedOff(state, age);
  }
  if (active.node !== null) {
    return reachable(state, age);
  }
  const starting = nodes.length ? nodes.every((n) => n.status === 'unknown') : age(state.startedAt) < FINDS_WITHIN;
  if (starting) {
    return {
      level: 'unknown',
      badge: 'Starting',
      headline: ['Waiting for the nodes’ first answers'],
      because: [`The proxy has run for ${duration(age(state.startedAt))}. New connections are closed at once.`],
    };
  }
  return {
    level: 'bad',
    badge: 'Not reachable',
    headline: ['No node takes the writes'],
    because: [
      `Your database has not been reachable through this proxy for ${duration(age(active.since))}`,
      ...because(active.reason),
      ' New connections are closed at once.',
    ],
  };
}

function switchedOff({ traffic, active }, age) {
  const since = traffic.since ? ` ${duration(age(traffic.since))} ago` : '';
  const message = traffic.message ? [', with the message “', { name: short(traffic.message, MAX_REASON) }, '”'] : [];
  const would = active.node === null ? [' No node could take them anyway.'] : say` ${name(active.node)} would take the writes.`;
  return {
    level: 'bad',
    badge: 'Switched off',
    headline: ['Traffic is switched off'],
    because: [`An operator switched it off${since}`, ...message, '. New connections are closed at once.', ...would],
  };
}

function reachable({ active, nodes }, age) {
  const sum = (role) => nodes.reduce((total, n) => total + n.sessions[role], 0);
  const node = nodes.find((n) => n.name === active.node);
  const there = node?.sessions.active ?? 0;
  return {
    level: 'good',
    badge: 'Reachable',
    headline: say`${name(active.node)} takes the writes`,
    because: [
      ...sessions(there, sum('active')),
      ...say`${name(active.node)}`,
      ...where(node),
      `, active for ${duration(age(active.since))}`,
      ...because(active.reason),
      ...others(sum('inactive')),
    ],
  };
}

/** Of a name that nobody reads as a whole one wants to know where that is. */
const where = (node) => (node && brief(node.name) !== node.name ? say` at ${name(address(node))}` : []);

function sessions(there, all) {
  if (all === 0) {
    return ['New sessions go to '];
  }
  if (there < all) {
    return [`${there} of ${counted(all, 'session')} go to `];
  }
  return [all === 1 ? 'The one session goes to ' : `All ${counted(all, 'session')} go to `];
}

function others(count) {
  return count === 0 ? [] : [` Another ${counted(count, 'session')} use${count === 1 ? 's' : ''} the inactive port.`];
}

function because(reason) {
  return reason ? [' because ', { name: short(reason, MAX_REASON) }, '.'] : ['.'];
}

/** What is not as it should be; hurts: it makes a reachable database a degraded one. */
function degraded(state, age) {
  const { nodes, inactive, draining } = state;
  const found = [];
  const healthy = nodes.filter((n) => n.status === 'healthy');
  const unhealthy = nodes.filter((n) => n.status !== 'healthy');
  if (nodes.length === 0) {
    found.push({ hurts: true, pieces: ['No node has been found by its name.'] });
  } else if (unhealthy.length > 0) {
    found.push({ hurts: true, pieces: unhealthyNodes(nodes.length, healthy, unhealthy) });
  } else {
    found.push({ hurts: false, pieces: [allHealthy(nodes.length)] });
  }
  const disabled = nodes.filter((n) => !n.enabled);
  if (disabled.length > 0) {
    found.push({ hurts: true, pieces: disabledNodes(disabled) });
  }
  for (const node of healthy.filter((n) => n.failedInARow > 0)) {
    found.push({ hurts: true, pieces: say`${name(node.name)} has just failed ${counted(node.failedInARow, 'check')}.` });
  }
  if (inactive && inactive.node === null && state.active.node !== null) {
    found.push({ hurts: true, pieces: [`No node for the inactive port for ${duration(age(inactive.since))}.`] });
  }
  if (draining) {
    found.push({
      hurts: true,
      pieces: ['This proxy is about to stop: its health port is closed, so that load balancers send nobody new.'],
    });
  }
  return found;
}

function allHealthy(count) {
  if (count === 1) {
    return 'It is the only node there is: if it fails, nothing takes its place.';
  }
  return `${count === 2 ? 'Both' : `All ${number(count)}`} nodes are healthy.`;
}

function unhealthyNodes(count, healthy, unhealthy) {
  if (healthy.length === 0) {
    return [count === 1 ? 'The only node is unhealthy.' : `None of ${number(count)} nodes is healthy.`];
  }
  const names = unhealthy.slice(0, MAX_NAMES).flatMap((n, i) => [i ? ', ' : '', name(n.name)]);
  const more = unhealthy.length > MAX_NAMES ? ` and ${number(unhealthy.length - MAX_NAMES)} more` : '';
  const first = number(unhealthy.length);
  return [
    `${first[0].toUpperCase()}${first.slice(1)} of ${number(count)} nodes ${unhealthy.length === 1 ? 'is' : 'are'} unhealthy (`,
    ...names,
    `${more}): `,
    left(healthy.length - 1),
  ];
}

function disabledNodes(disabled) {
  const names = disabled.slice(0, MAX_NAMES).flatMap((n, i) => [i ? ', ' : '', name(n.name)]);
  const more = disabled.length > MAX_NAMES ? ` and ${number(disabled.length - MAX_NAMES)} more` : '';
  return [...names, `${more} ${disabled.length === 1 ? 'is' : 'are'} disabled.`];
}

function left(count) {
  if (count === 0) {
    return 'one more failure and no node is left.';
  }
  return `one more failure leaves ${count === 1 ? 'a single node' : `${number(count)} nodes`}.`;
}

/** The same words stand in the springboard for browsers that run nothing. */
const TO_DO =
  'What to do: if this lasts longer than ten seconds, open the proxy that should follow, by its link below, and make the node of the others active there. Then see why the proxies do not hear each other.';

/** What the server has found; it alone judges, so that page, log, metric and springboard say the same: pieces, or null. */
export function disagreement(opinions) {
  if (opinions.length === 0) {
    return null;
  }
  const byNode = new Map();
  for (const { proxy, active } of opinions) {
    byNode.set(active, [...(byNode.get(active) ?? []), proxy]);
  }
  const sides = [...byNode].flatMap(([node, proxies], i) => [
    i ? '; ' : '',
    ...proxies.slice(0, MAX_NAMES).flatMap((proxy, k) => [k ? ', ' : '', name(proxy)]),
    proxies.length > MAX_NAMES ? ` and ${number(proxies.length - MAX_NAMES)} more to ` : ' to ',
    name(node),
  ]);
  return ['The proxies disagree: writes go to more than one node. By ', ...sides, '. ', TO_DO];
}

/** The title for somebody with forty tabs: a sign, then what matters most. */
export function title(state, found) {
  const healthy = state.nodes.filter((n) => n.status === 'healthy').length;
  const node = state.active.node === null ? '' : short(brief(state.active.node), 40);
  switch (found.level) {
    case 'good':
      return `✓ ${node}`;
    case 'warn':
      return `▲ ${node}, ${healthy} of ${state.nodes.length} healthy`;
    case 'bad':
      return state.traffic.enabled ? '✕ No node' : '✕ Traffic off';
    default:
      return '… Starting';
  }
}
