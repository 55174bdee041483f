// A failover lasts a moment; an outage lasts until there is a node again. Which of the two a change of the active node
// is, and from when to when there was none. Pure.

const TURNS = {
  begins: { kind: 'outage', sign: 'bad', word: 'Outage.' },
  ends: { kind: 'outage-end', sign: 'good', word: 'Outage over.' },
};

/** {kind, sign, word} of an event with which an outage begins or ends; null for every other. */
export function turnOf(event) {
  if (event.kind !== 'active_changed' || event.listener !== 'active') {
    return null;
  }
  if (event.to === null) {
    return TURNS.begins;
  }
  return Number.isFinite(event.outageMilliseconds) ? TURNS.ends : null;
}

/**
 * The outages among these events.
 *
 * @param events oldest first
 * @param now milliseconds since the epoch: one that lasts ends here
 * @returns {from, to}, in milliseconds since the epoch, oldest first
 */
export function outages(events, now) {
  const found = [];
  let since = null;
  for (const event of events.filter((e) => e.kind === 'started' || turnOf(e))) {
    const at = Date.parse(event.at);
    if (event.to === null) {
      since = at;
    } else if (event.kind === 'started') {
      // What was before is another run's, whose end nobody saw.
      since = null;
    } else {
      found.push({ from: since ?? at - event.outageMilliseconds, to: at });
      since = null;
    }
  }
  return since === null ? found : [...found, { from: since, to: now }];
}
