// Cutting one session.

import { name, time } from '../verdict.js';
import { inPath } from '../server.js';

/**
 * @param session as v0/sessions has it
 * @param now when it was last asked for
 */
export function cutSession(session, now) {
  const client = session.client ?? 'a client that is gone';
  return {
    place: 'sessions',
    title: ['Cut the session of ', name(client), '?'],
    effect: [
      'This closes it at both ends at once',
      ...(session.node === null ? [] : ['; ', name(session.node), ' does not carry out what it has not answered']),
      '. It was opened at ',
      time(session.since, now),
      ' UTC.',
    ],
    counted: now,
    choice: null,
    message: null,
    button: () => ['Cut 1 session'],
    danger: true,
    vanishes: true,
    overtaken: () => '',
    order: () => ({ method: 'DELETE', path: `v0/sessions/${inPath(session.id)}` }),
    done: () => ['The session of ', name(client), ' is cut.'],
  };
}
