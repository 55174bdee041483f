// Tells those who listen to the page when the verdict changes. Politely, and never more than one sentence in
// five seconds, the latest: a page that talks without end is switched off.

const GAP_MS = 5000;

export class Announcer {
  #element;
  #said = '';
  #next = null;
  #timer = 0;

  constructor(element) {
    this.#element = element;
  }

  /** Says this sentence soon, unless it is what was said last. */
  say(sentence) {
    this.#next = sentence;
    if (this.#timer === 0) {
      this.#speak();
    }
  }

  #speak() {
    this.#timer = 0;
    if (this.#next !== null && this.#next !== this.#said) {
      this.#said = this.#next;
      this.#element.textContent = this.#next;
      this.#timer = setTimeout(() => this.#speak(), GAP_MS);
    }
    this.#next = null;
  }
}
