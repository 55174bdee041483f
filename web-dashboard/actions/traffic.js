// The traffic switch.

import { name } from '../verdict.js';
import { counted } from '../words.js';
import { DONE_ALREADY } from './action.js';

/** Switches the traffic of all listeners on or off. */
export function switchTraffic(state, enable) {
  const cut = enable ? 0 : state.nodes.reduce((sum, n) => sum + n.sessions.active + n.sessions.inactive, 0);
  return {
    place: 'traffic',
    title: [`Switch traffic ${enable ? 'on' : 'off'}?`],
    effect: enable ? on(state) : off(cut),
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

const off = (cut) => [
  `This cuts ${counted(cut, 'session')} at once. From then on every new connection is closed, until somebody switches traffic on again.`,
];

function on({ active }) {
  return active.node === null
    ? ['No node is healthy: connections are closed until one is.']
    : ['New connections go to ', name(active.node), ' at once. No session is cut.'];
}
