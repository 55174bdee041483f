// How far back the charts look: a quarter of an hour, which the stream brings, or a day, which is asked for once a
// minute while somebody looks at it, and never otherwise.

const INTERVAL_MS = 60_000;

/** By key: how many steps there are at the most, and what they are called. */
export const SPANS = {
  minutes: { steps: 180, button: '15 min', words: 'the last 15 minutes', ago: '15 min ago' },
  day: { steps: 288, button: '24 h', words: 'the last 24 hours', ago: '24 h ago' },
};

/** What the proxy's API says of a span, as charts take it: {nodes, stepSeconds, newestAt}; nodes is by name. */
export function pastOf(history, { steps }) {
  return {
    stepSeconds: history.stepSeconds,
    newestAt: history.newestAt,
    nodes: new Map(
      history.nodes.map((n) => [n.name, { sessions: n.sessions.slice(-steps), checkMillis: n.checkMillis.slice(-steps) }]),
    ),
  };
}

export class Past {
  #model;
  #server;
  #changed;
  #timer = 0;

  /**
   * @param changed called whenever the model has changed
   */
  constructor(model, server, changed) {
    this.#model = model;
    this.#server = server;
    this.#changed = changed;
  }

  /** Shows this span from now on: a key of SPANS. */
  show(span) {
    clearTimeout(this.#timer);
    this.#model.span = span;
    this.#changed();
    if (span === 'day') {
      this.#ask();
    }
  }

  async #ask() {
    try {
      const response = await this.#server.ask('v0/history?span=day');
      if (response.ok) {
        this.#model.day = pastOf(await response.json(), SPANS.day);
        this.#changed();
      }
    } catch (error) {
      // What was known stays; the line that the connection is lost says the rest.
      console.warn(error);
    }
    if (this.#model.span === 'day') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(), INTERVAL_MS);
    }
  }
}
