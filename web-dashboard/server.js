// Requests to the proxy that this page came from, and its answers in words for the operator.

const ANSWER_MS = 5000;

const SIGN_IN = 'This proxy no longer takes your name and password. Reload the page to sign in.';
const UNSURE = 'Whether it has done this is not known: look at the page once it is live again.';

/** What went wrong, as a sentence for the operator; signedOut: asking again opens the browser's sign-in window. */
export class Failure extends Error {
  constructor(sentence, signedOut = false) {
    super(sentence);
    this.signedOut = signedOut;
  }
}

export class Server {
  #base;

  /**
   * @param place where the page is; not the document's base, for a page that was opened as
   *     https://name:password@host/ must not ask with that
   */
  constructor(place = location) {
    this.#base = place.origin + place.pathname;
  }

  url(path) {
    return new URL(path, this.#base);
  }

  /** The bare answer, whatever its status. */
  ask(path, options = {}) {
    const signal = AbortSignal.timeout(ANSWER_MS);
    return fetch(this.url(path), { cache: 'no-store', signal, ...options });
  }

  /** The JSON of an answer; rejects with a Failure. */
  async read(path) {
    return this.#json('GET', path, undefined, '');
  }

  /**
   * Has something done; rejects with a Failure. What the proxy says of a refusal is one line for people and is
   * passed on as it is.
   *
   * @param order {method, path, body}; a body that is no form is sent as JSON
   */
  async order({ method, path, body }) {
    return this.#json(method, path, body, ` ${UNSURE}`);
  }

  async #json(method, path, body, unsure) {
    let response;
    let text;
    try {
      response = await this.ask(path, { method, ...content(body) });
      text = await response.text();
    } catch (error) {
      const what = error.name === 'TimeoutError' ? `The proxy has not answered within ${ANSWER_MS / 1000} s.` : 'The proxy cannot be reached.';
      throw new Failure(what + unsure);
    }
    if (response.status === 401) {
      throw new Failure(SIGN_IN, true);
    }
    if (!response.ok) {
      throw new Failure(`The proxy answered ${response.status}: ${text.trim() || 'nothing else'}`);
    }
    try {
      return JSON.parse(text);
    } catch {
      throw new Failure(`The proxy’s answer cannot be read.${unsure}`);
    }
  }
}

function content(body) {
  if (body === undefined || body instanceof URLSearchParams) {
    return { body };
  }
  return { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

/** A name as one piece of a path: with slashes, percent signs and whatever else it has. */
export const inPath = (name) => encodeURIComponent(name);
