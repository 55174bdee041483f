// What the page knows. Changed by what the connection brings, read by the views; holds no more than is shown.

import { ServerClock } from './clock.js';
import { SPANS, pastOf } from './past.js';
import { all } from './words.js';

const MAX_EVENTS = 200;
const MAX_SAMPLES = SPANS.minutes.steps;
const NOTHING = { stepSeconds: 5, newestAt: null, nodes: new Map() };
/** How long a connection may be gone before it is worth a word: some are cut and back within a second. */
const GRACE_MS = 3000;

export class Model {
  /** The last answer of v0/nodes, or null before the first. */
  state = null;
  /** Oldest first, each with its place in order of arrival. */
  events = [];
  /** The last quarter of an hour: {nodes, stepSeconds, newestAt}; by a node's name {sessions, checkMillis}, oldest first. */
  minutes = NOTHING;
  /** The last day, likewise; nothing until it was asked for. */
  day = NOTHING;
  /** Which of the two the charts show. */
  span = 'minutes';
  /** connecting, live, polling, lost or signed-out. */
  connection = 'connecting';
  /** What the dialog asks, null if it is closed: {action, mode, busy, error}. */
  asking = null;
  /** What came of the last action: {place, at, pieces, failed}, or null. */
  answer = null;

  #heardAt;
  #newest = 0;
  #order = 0;

  constructor(stopwatch = () => performance.now()) {
    this.stopwatch = stopwatch;
    this.clock = new ServerClock(stopwatch);
    this.#heardAt = stopwatch();
  }

  /** Notes that the server has just said something. */
  heard() {
    this.#heardAt = this.stopwatch();
  }

  /** Milliseconds since the server last said something, or since the page was opened. */
  silence() {
    return this.stopwatch() - this.#heardAt;
  }

  /** Whether the page has been without the proxy for long enough to say so. */
  lost() {
    const gone = this.connection === 'lost' && this.silence() > GRACE_MS;
    return gone || this.connection === 'signed-out';
  }

  /** Milliseconds since a time that the server named; they stand still while nothing is heard of it. */
  age(at) {
    return this.lost() ? Math.max(0, this.clock.age(at) - this.silence()) : this.clock.age(at);
  }

  /** Milliseconds until a time that the server named, 0 if it is past; they stand still as ages do. */
  left(at) {
    const now = this.clock.now() - (this.lost() ? this.silence() : 0);
    return Math.max(0, Date.parse(at) - now);
  }

  setState(state) {
    if (this.state && this.state.startedAt !== state.startedAt) {
      // Another run of the proxy, which may number its events from below.
      this.#newest = 0;
    }
    this.state = state;
    this.clock.set(state.now);
  }

  addEvent(event) {
    if (event.id <= this.#newest) {
      return;
    }
    this.#newest = event.id;
    this.#order += 1;
    this.events.push({ ...event, order: this.#order });
    if (this.events.length > 2 * MAX_EVENTS) {
      this.events = this.events.slice(-MAX_EVENTS);
    }
  }

  /** The id of the newest event of this run of the proxy, or 0. */
  newestEvent() {
    return this.#newest;
  }

  /** The events to show, newest first. */
  shownEvents() {
    return this.events.slice(-MAX_EVENTS).reverse();
  }

  setHistory(history) {
    this.minutes = pastOf(history, SPANS.minutes);
  }

  addSample(sample) {
    const nodes = new Map(this.minutes.nodes);
    for (const node of sample.nodes) {
      const past = nodes.get(node.name) ?? { sessions: [], checkMillis: [] };
      nodes.set(node.name, {
        sessions: [...past.sessions, node.sessions].slice(-MAX_SAMPLES),
        checkMillis: [...past.checkMillis, node.checkMillis].slice(-MAX_SAMPLES),
      });
    }
    this.minutes = { ...this.minutes, newestAt: sample.at, nodes };
  }

  /** What the charts show. */
  past() {
    return { ...this[this.span], ...SPANS[this.span] };
  }

  /** All sessions of all nodes, by any listener. */
  sessions() {
    return this.state.nodes.reduce((sum, n) => sum + all(n.sessions), 0);
  }
}
