// The traffic switch.

import { name } from '../verdict.js';
import { all, counted, number } from '../words.js';
import { DONE_ALREADY } from './action.js';

const MAX_OTHERS = 3;

/** Switches the traffic of all listeners on or off. */
export function switchTraffic(state, enable) {
  const cut = enable ? 0 : state.nodes.reduce((sum, n) => sum + all(n.sessions), 0);
  return {
    place: 'traffic',
    title: [`Switch traffic ${enable ? 'on' : 'off'}?`],
    effect: enable ? on(state) : off(cut, state),
    counted: state.now,
    choice: null,
    message: { label: enable ? 'Why? If it is worth saying.' : 'Why? For those who wonder later.', required: !enable },
    button: () => [`Switch ${enable ? 'on' : 'off'}${cut ? ` and cut ${counted(cut, 'session')}` : ''}`],
    danger: !enable,
    vanishes: false,
    overtaken: (now) => (now.traffic.enabled === enable ? DONE_ALREADY : ''),
    order: ({ message }) => ({
      method: 'PATCH',
      path: 'v0/cluster',
      body: new URLSearchParams({ trafficEnabled: String(enable), message }),
    }),
    done: () => [`Traffic is switched ${enable ? 'on' : 'off'}.`],
  };
}

const off = (cut, { peers }) => [
  `This cuts ${counted(cut, 'session')} at once. From then on every new connection to this proxy is closed, until somebody switches traffic on again. `,
  ...othersGoOn(peers.filter((peer) => !peer.self)),
  ' Load balancers are not told: they go on sending clients here.',
];

/** It is one proxy's switch: somebody who wants the database left alone has to use it at each. */
function othersGoOn(others) {
  if (others.length === 0) {
    return ['It is the switch of this proxy only: others, if there are any, go on.'];
  }
  const more = others.length > MAX_OTHERS ? `; ${number(others.length - MAX_OTHERS)} more` : '';
  const each = others.slice(0, MAX_OTHERS).flatMap((peer, i) => [i ? '; ' : '', name(peer.uri), ...does(peer)]);
  return ['It is the switch of this proxy only: ', ...each, `${more}.`];
}

function does({ reachable, active, trafficEnabled }) {
  if (!reachable) {
    return [' cannot be asked, and goes on if it runs'];
  }
  if (!trafficEnabled) {
    return [' is switched off already'];
  }
  return active === null ? [' has no node'] : [' goes on sending clients to ', name(active)];
}

function on({ active }) {
  return active.node === null
    ? ['No node is healthy: connections are closed until one is.']
    : ['New connections go to ', name(active.node), ' at once. No session is cut.'];
}
