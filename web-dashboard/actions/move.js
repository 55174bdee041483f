// Moving the traffic on purpose, and the two ways to end the drain that may follow.

import { name } from '../verdict.js';
import { counted } from '../words.js';
import { DONE_ALREADY, concerned, how, movedSince, nodeOf, atNode, whereTheyAre } from './action.js';

/** Makes this node the active one. */
export function makeActive(state, to) {
  const counts = concerned(state, to);
  const moved = movedSince(state);
  return {
    place: atNode(to),
    title: ['Make ', name(to), ' active?'],
    effect: ['New sessions go to ', name(to), ' at once. ', ...whereTheyAre(counts, state)],
    counted: state.now,
    choice: { count: counts.all },
    message: { label: 'Why? For those who wonder later.', required: false },
    button: (mode) => {
      if (counts.all === 0) {
        return ['Move to ', name(to)];
      }
      return mode === 'cut'
        ? [`Cut ${counted(counts.all, 'session')} and move to `, name(to)]
        : ['Move to ', name(to), ` and drain ${counted(counts.all, 'session')}`];
    },
    danger: counts.all > 0,
    vanishes: true,
    overtaken: (now) => (now.active.node === to ? DONE_ALREADY : moved(now)),
    order: (said) => ({
      method: 'POST',
      path: 'v0/switchover',
      body: { to, ...how(said), message: said.message },
    }),
    done: ({ switchover }) => (switchover.warning ? [switchover.warning] : [name(to), ' is active.']),
  };
}

/** Cuts what a drain has left. */
export function finishDrain(state) {
  const { node } = state.active;
  const left = leftover(state);
  return {
    ...ending(state, 'finish'),
    title: ['Cut the rest now?'],
    effect: [`This cuts ${counted(left.count, 'session')} at `, ...left.nodes, ' at once. Then only ', name(node ?? 'none'), ' takes writes.'],
    button: () => [left.count ? `Cut ${counted(left.count, 'session')}` : 'End the drain'],
    done: () => ['The drain has ended. The rest was cut.'],
  };
}

/** Makes the node that is drained the active one again. */
export function goBack(state) {
  const { active, inactive, switchover } = state;
  const back = name(active.draining?.node ?? switchover?.from ?? 'the former node');
  const keeps = active.draining?.sessionsLeft ?? 0;
  const loses = (listener, role) => nodeOf(state, listener?.node)?.sessions[role] ?? 0;
  const cut = loses(active, 'active') + (inactive?.draining ? loses(inactive, 'inactive') : 0);
  return {
    ...ending(state, 'back'),
    title: ['Go back to ', back, '?'],
    effect: [
      back,
      ` becomes active again and keeps the ${counted(keeps, 'session')} that it still has. This cuts ${counted(cut, 'session')} at once, at `,
      name(active.node ?? 'no node'),
      inactive?.draining ? ' and of the inactive port.' : '.',
    ],
    button: () => [cut ? `Cut ${counted(cut, 'session')} and go back to ` : 'Go back to ', back],
    done: () => [back, ' is active again.'],
  };
}

function ending(state, way) {
  const moved = movedSince(state);
  return {
    place: 'drain',
    counted: state.now,
    choice: null,
    message: null,
    danger: true,
    vanishes: true,
    overtaken: (now) => (now.active.draining || now.inactive?.draining ? moved(now) : 'The drain has ended meanwhile.'),
    order: () => ({ method: 'DELETE', path: `v0/switchover?way=${way}` }),
  };
}

/** What drains have left: {count, nodes: pieces}. */
function leftover({ active, inactive }) {
  const drains = [active.draining, inactive?.draining].filter((d) => d);
  const nodes = [...new Set(drains.map((d) => d.node))];
  return {
    count: drains.reduce((sum, d) => sum + d.sessionsLeft, 0),
    nodes: nodes.flatMap((n, i) => [...(i ? [' and '] : []), name(n)]),
  };
}
