// What an operator can have done. An action is made of the state at the moment at which it is asked for, and says
// with those numbers what it will do; they stand still until it is done or given up. Pure.
//
// An action has:
//   place            near what its answer is shown: 'traffic', 'drain', 'sessions' or atNode(name)
//   title, effect    pieces
//   counted          when its numbers were taken
//   choice           null, or {count}: so many sessions may be cut or drained
//   message          null, or {label, required}: the field for why
//   button(mode)     pieces: the action itself, by 'cut' or 'drain'
//   danger           whether somebody loses a session
//   vanishes         whether the button that asked for it is gone once it is done
//   overtaken(state) why it is no longer what it says, or ''
//   order(said)      the request, as Server.order takes it; said is {message, mode, seconds}
//   done(answer)     pieces

import { name } from '../verdict.js';
import { counted } from '../words.js';

export const DONE_ALREADY = 'Somebody else has done it meanwhile.';
const MOVED = 'The traffic has moved since you opened this: what it said is no longer true. Close it and look again.';

export const atNode = (nodeName) => `node ${nodeName}`;

export const nodeOf = (state, nodeName) => state.nodes.find((n) => n.name === nodeName);

/** Why numbers that hang on where the traffic goes are no longer true, or ''. */
export function movedSince(before) {
  return (state) =>
    state.startedAt === before.startedAt && state.active.generation === before.active.generation ? '' : MOVED;
}

/**
 * The sessions that a move of the traffic cuts or drains.
 *
 * @param to the node that becomes active, or null: whichever the proxy takes
 * @param without a node that takes nothing from then on, or null
 * @returns {from: the active node's name or null, active, inactive, drained, all}
 */
export function concerned(state, to, without = null) {
  const { active, inactive } = state;
  // The inactive port leaves a node that becomes the active one.
  const leaves = inactive?.node && (inactive.node === to || inactive.node === without);
  const counts = {
    from: active.node,
    active: nodeOf(state, active.node)?.sessions.active ?? 0,
    inactive: leaves ? (nodeOf(state, inactive.node)?.sessions.inactive ?? 0) : 0,
    // What a drain that goes on has left, unless the traffic goes back there.
    drained: active.draining && active.draining.node !== to ? active.draining.sessionsLeft : 0,
  };
  return { ...counts, all: counts.active + counts.inactive + counts.drained };
}

/** Where those sessions are: pieces. */
export function whereTheyAre({ from, active, inactive, drained }, state) {
  return [
    ...(from === null ? ['There is no active node now.'] : [`${active === 1 ? 'There is' : 'There are'} ${counted(active, 'session')} at `, name(from)]),
    ...(inactive ? [`, and ${counted(inactive, 'session')} of the inactive port at `, name(state.inactive.node)] : []),
    ...(drained ? [`, and ${counted(drained, 'session')} left at `, name(state.active.draining.node)] : []),
    ...(from === null ? [] : ['.']),
  ];
}

/** What the proxy is to do with the sessions, as its API takes it. */
export const how = ({ mode, seconds }) => (mode === 'drain' ? { mode, deadlineSeconds: seconds } : { mode: 'cut' });
