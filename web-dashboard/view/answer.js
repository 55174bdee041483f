// What came of the last action, near the place where it was asked for.

import { html, nothing } from '../lib/lit-html.js';
import { pieces } from './text.js';
import { moment } from './time.js';

const SHOWN_MS = 60_000;

/** The place's answer, for a minute. It may take the focus, where the button has gone that asked. */
export function answerAt(model, place) {
  const { answer } = model;
  if (answer?.place !== place || model.clock.age(answer.at) > SHOWN_MS) {
    return nothing;
  }
  return html`<p class="answer ${answer.failed ? 'failed' : ''}" tabindex="-1">
    ${moment(answer.at, answer.at)} ${pieces(answer.pieces)}
  </p>`;
}
