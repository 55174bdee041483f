// The server's clock, as far as this page can know it. The browser's own may be wrong by hours, and is
// not asked: only the time that has passed since an answer is measured here.

export class ServerClock {
  #serverMillis = 0;
  #anchoredAt = 0;

  constructor(stopwatch = () => performance.now()) {
    this.stopwatch = stopwatch;
  }

  /** Takes over the time that an answer carries. */
  set(now) {
    const millis = Date.parse(now);
    if (!Number.isNaN(millis)) {
      this.#serverMillis = millis;
      this.#anchoredAt = this.stopwatch();
    }
  }

  /** Milliseconds since the epoch. */
  now() {
    return this.#serverMillis + (this.stopwatch() - this.#anchoredAt);
  }

  /** Milliseconds since a time that the server named; 0 if it lies ahead, as after a jump of its clock. */
  age(at) {
    const millis = Date.parse(at);
    return Number.isNaN(millis) ? 0 : Math.max(0, this.now() - millis);
  }

  /** Now, as the server writes times. */
  text() {
    return new Date(this.now()).toISOString();
  }
}
