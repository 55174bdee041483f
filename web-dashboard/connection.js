// Keeps the model up to date: by the stream of server-sent events, and by asking every two seconds where
// there is none. Says to nobody when it tries again: it does, for as long as the page is open.

const RETRY_MS = 1000;
const POLL_MS = 2000;
/** A sample comes every five seconds. */
const SILENCE_MS = 15000;
/** How many answers to take by asking before the stream is tried again. */
const POLLS = 10;

export class Connection {
  #model;
  #changed;
  #server;
  #source = null;
  #timer = 0;
  /** When this source was opened, or last brought something. */
  #heardAt = 0;

  /**
   * @param changed called whenever the model has changed
   */
  constructor(model, changed, server) {
    this.#model = model;
    this.#changed = changed;
    this.#server = server;
  }

  start() {
    if (typeof EventSource === 'undefined') {
      this.#poll(Infinity);
      return;
    }
    this.#listen();
    setInterval(() => this.#watch(), RETRY_MS);
  }

  #listen() {
    const url = this.#server.url('v0/stream');
    const newest = this.#model.newestEvent();
    if (newest) {
      url.searchParams.set('since', newest);
    }
    const source = new EventSource(url);
    this.#source = source;
    this.#heardAt = performance.now();
    this.#on('state', (state) => {
      this.#model.setState(state);
      this.#model.connection = 'live';
    });
    this.#on('log', (event) => this.#model.addEvent(event));
    this.#on('sample', (sample) => this.#model.addSample(sample));
    source.addEventListener('open', () => this.#loadHistory());
    source.addEventListener('error', () => this.#ended(source.readyState === EventSource.CLOSED));
  }

  #on(kind, take) {
    this.#source.addEventListener(kind, (message) => {
      this.#heardAt = performance.now();
      this.#model.heard();
      take(JSON.parse(message.data));
      this.#changed();
    });
  }

  /**
   * @param refused whether the server has answered, but not with a stream
   */
  #ended(refused) {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timer);
    if (refused) {
      this.#poll(POLLS);
    } else {
      this.#lost();
    }
  }

  #lost() {
    this.#model.connection = 'lost';
    this.#changed();
    this.#timer = setTimeout(() => this.#listen(), RETRY_MS);
  }

  /** A connection may be dead without anybody being told. */
  #watch() {
    if (this.#source && performance.now() - this.#heardAt > SILENCE_MS) {
      this.#ended(false);
    }
  }

  async #poll(left) {
    try {
      const response = await this.#server.ask('v0/nodes');
      if (response.status === 401) {
        // Asking again would open the browser's sign-in window again and again.
        this.#model.connection = 'signed-out';
        this.#changed();
        return;
      }
      if (!response.ok) {
        throw new Error(`v0/nodes answered ${response.status}`);
      }
      const state = await response.json();
      const { events } = await (
        await this.#server.ask(`v0/events?since=${this.#model.newestEvent()}`)
      ).json();
      this.#model.setState(state);
      events.forEach((event) => this.#model.addEvent(event));
      this.#model.connection = 'polling';
      this.#model.heard();
      this.#changed();
      await this.#loadHistory();
    } catch (error) {
      console.warn(error);
      this.#model.connection = 'lost';
      this.#changed();
    }
    const next = left > 1 ? () => this.#poll(left - 1) : () => this.#listen();
    this.#timer = setTimeout(next, POLL_MS);
  }

  async #loadHistory() {
    try {
      const response = await this.#server.ask('v0/history');
      if (response.ok) {
        this.#model.setHistory(await response.json());
        this.#changed();
      }
    } catch (error) {
      // The charts then begin with what the stream brings.
      console.warn(error);
    }
  }
}
