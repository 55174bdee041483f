// What came of the last action, near the place where it was asked for.

import { html, nothing } from '../lib/lit-html.js';
import { clockTime } from '../words.js';
import { pieces } from './text.js';

const SHOWN_MS = 60_000;

/** The place's answer, for a minute. It may take the focus, where the button has gone that asked. */
export function answerAt(model, place) {
  const { answer } = model;
  if (answer?.place !== place || model.clock.age(answer.at) > SHOWN_MS) {
    return nothing;
  }
  return html`<p class="answer ${answer.failed ? 'failed' : ''}" tabindex="-1">
    <time>${clockTime(answer.at, answer.at)}</time> ${pieces(answer.pieces)}
  </p>`;
}
