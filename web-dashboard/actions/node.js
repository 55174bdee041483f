// Taking a node out, and letting it in again.

import { name } from '../verdict.js';
import { counted } from '../words.js';
import { DONE_ALREADY, atNode, concerned, how, movedSince, nodeOf, whereTheyAre } from './action.js';
import { inPath } from '../server.js';

const GONE = 'There is no such node any more.';

/** Takes a node out: it gets no traffic while another one that is healthy is enabled. */
export function disableNode(state, node) {
  const others = state.nodes.filter((n) => n.name !== node && n.status === 'healthy' && n.enabled);
  const active = state.active.node === node;
  const moves = active && others.length > 0;
  const counts = concerned(state, null, node);
  const spread = others.length > 0 ? spreadAt(state, node) : 0;
  const cut = (moves ? counts.all : others.length > 0 ? counts.inactive : 0) + spread;
  const drained = moves ? cut : spread;
  return {
    ...switching(state, node, false),
    title: ['Disable ', name(node), '?'],
    effect: [...disabled(node, active, others), ...(moves ? [' ', ...whereTheyAre(counts, state)] : cutAtInactive(cut - spread)), ...ofSpread(spread)],
    choice: drained > 0 || moves ? { count: drained, reads: !moves } : null,
    button: (mode) => {
      if (cut === 0) {
        return ['Disable ', name(node)];
      }
      return mode === 'cut'
        ? [`Cut ${counted(cut, 'session')} and disable `, name(node)]
        : ['Disable ', name(node), ` and drain ${counted(drained, 'session')}`];
    },
    danger: cut > 0 || others.length === 0,
    done: () => [name(node), ' is disabled.'],
  };
}

function disabled(node, active, others) {
  if (others.length === 0) {
    return active
      ? [name(node), ' is the last healthy node that is enabled. It goes on serving until another one can take over; no session is cut now.']
      : [name(node), ' takes no traffic from now on, unless no other node is left.'];
  }
  const rest = others.length === 1 ? [' Then ', name(others[0].name), ' is the only healthy node that is enabled.'] : [];
  return active
    ? ['The traffic moves to ', ...(others.length === 1 ? [name(others[0].name)] : ['another healthy node']), '.', ...rest]
    : [name(node), ' takes no traffic from now on, unless no other node is left.', ...rest];
}

/** The sessions there of listeners that spread theirs over several nodes. */
const spreadAt = (state, node) =>
  (state.listeners ?? [])
    .filter((l) => l.choice === 'fewest_sessions' && l.nodes.includes(node))
    .reduce((sum, l) => sum + (nodeOf(state, node)?.sessions[l.name] ?? 0), 0);

const ofSpread = (count) => (count ? [` It has ${counted(count, 'session')} of listeners that spread theirs.`] : []);

const cutAtInactive = (cut) => (cut ? [` This cuts ${counted(cut, 'session')} of the inactive port at once.`] : []);

/** Lets a node take traffic again. */
export function enableNode(state, node) {
  const { active } = state;
  const serves = nodeOf(state, active.node);
  const takesOver = serves && !serves.enabled && active.node !== node && nodeOf(state, node)?.status === 'healthy';
  const cut = takesOver ? serves.sessions.active : 0;
  return {
    ...switching(state, node, true),
    title: ['Enable ', name(node), '?'],
    effect: takesOver
      ? ['The traffic moves to ', name(node), ' at once, for ', name(active.node), ` is disabled. This cuts ${counted(cut, 'session')}.`]
      : [name(node), ' may take traffic again. With the policy “sticky” nothing moves.'],
    choice: null,
    button: () => (cut ? [`Cut ${counted(cut, 'session')} and enable `, name(node)] : ['Enable ', name(node)]),
    danger: cut > 0,
    done: () => [name(node), ' is enabled.'],
  };
}

function switching(state, node, enable) {
  const moved = movedSince(state);
  return {
    place: atNode(node),
    counted: state.now,
    message: { label: enable ? 'Why? If it is worth saying.' : 'Why? For those who wonder later.', required: false },
    vanishes: false,
    overtaken: (now) => {
      const known = nodeOf(now, node);
      return known === undefined ? GONE : known.enabled === enable ? DONE_ALREADY : moved(now);
    },
    order: ({ message, mode, seconds }) => ({
      method: 'PATCH',
      path: `v0/nodes/${inPath(node)}`,
      body: { enabled: enable, message, ...(mode === 'drain' ? how({ mode, seconds }) : {}) },
    }),
  };
}
