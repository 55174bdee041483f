// Times as the server names them, in UTC, and by the clock on the reader's wall for whoever points at one.

import { html } from '../lib/lit-html.js';
import { clockTime, localTime } from '../words.js';

/**
 * A time that the server named.
 *
 * @param now as clockTime() takes it
 */
export const moment = (at, now) => html`<time datetime=${at} title=${localTime(at)}>${clockTime(at, now)}</time>`;
