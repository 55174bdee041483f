// Who is connected: asks for a page of the sessions every two seconds, one request at a time, while somebody looks
// at it, and never otherwise.

const INTERVAL_MS = 2000;
export const ROWS = 20;

/** The orders in which sessions may be listed: the proxy's, and the last one from its end. */
export const ORDERS = { bytes: 'Most bytes', since: 'Oldest', newest: 'Newest' };

export class SessionList {
  open = false;
  order = 'bytes';
  /** Empty: all. */
  node = '';
  address = '';
  /** From 0. */
  page = 0;
  total = null;
  sessions = [];
  error = '';
  /** When the list was last right; null: not yet. */
  at = null;

  #server;
  #changed;
  #clock;
  #held;
  #timer = 0;
  #asking = false;
  /** Grows with each wish, so that a late answer to an earlier one is not shown. */
  #asked = 0;
  /** How many there are of what is asked for; null: not known yet. */
  #end = null;

  /**
   * @param changed called whenever there is something new
   * @param clock says when
   * @param held whether the list is to stand still just now, for somebody points at a row
   */
  constructor(server, changed, clock, held) {
    this.#server = server;
    this.#changed = changed;
    this.#clock = clock;
    this.#held = held;
  }

  /** Begins to ask, or ends it. */
  show(open) {
    if (this.open !== open) {
      this.open = open;
      this.refresh();
    }
  }

  /** Asks for something else from now on: any of order, node, address and page. */
  want(what) {
    Object.assign(this, { page: 0 }, what);
    if (!('page' in what)) {
      this.#end = null;
    }
    this.refresh();
  }

  /** Asks now; if it is asking already, once more after that. */
  refresh() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#changed();
    if (this.open && !this.#asking) {
      this.#ask();
    }
  }

  hasMore() {
    return this.total !== null && (this.page + 1) * ROWS < this.total;
  }

  async #ask() {
    const asked = this.#asked;
    let again = INTERVAL_MS;
    this.#asking = true;
    try {
      if (this.order === 'newest' && this.#end === null) {
        this.#take(asked, await this.#page(1, 0), false);
      }
      const { limit, offset } = this.#window();
      this.#take(asked, await this.#page(limit, offset), true);
    } catch (error) {
      if (asked === this.#asked) {
        this.error = error.message;
        again = error.signedOut ? Infinity : INTERVAL_MS;
      }
    }
    this.#asking = false;
    this.#changed();
    if (asked !== this.#asked) {
      this.refresh();
    } else if (again < Infinity) {
      this.#later(again);
    }
  }

  /** Nobody sees what comes while they look at another tab, and nobody wants rows to move below the pointer. */
  #later(millis) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.open || this.#asking) {
        return;
      }
      if (document.hidden || this.#held()) {
        this.#later(millis);
      } else {
        this.#ask();
      }
    }, millis);
  }

  #window() {
    const before = this.page * ROWS;
    if (this.order !== 'newest') {
      return { limit: ROWS, offset: before };
    }
    // Counted from the end, as far as it is known.
    const end = Math.max(0, this.#end - before);
    return { limit: Math.max(1, Math.min(ROWS, end)), offset: Math.max(0, end - ROWS) };
  }

  #page(limit, offset) {
    const query = new URLSearchParams({ sort: this.order === 'bytes' ? 'bytes' : 'since', limit, offset });
    const filters = { node: this.node, address: this.address.trim() };
    Object.entries(filters).forEach(([key, value]) => value && query.set(key, value));
    return this.#server.read(`v0/sessions?${query}`);
  }

  #take(asked, { total, sessions }, whole) {
    if (asked !== this.#asked) {
      return;
    }
    this.#end = total;
    if (whole) {
      this.total = total;
      this.sessions = this.order === 'newest' ? [...sessions].reverse() : sessions;
      this.at = this.#clock.text();
      this.error = '';
      // What there was on this page may have ended meanwhile.
      this.page = Math.min(this.page, Math.max(0, Math.ceil(total / ROWS) - 1));
    }
  }
}
