// The line that nobody may overlook while two nodes take writes: who, how many, until when, and the two ways out.

import { html, nothing } from '../lib/lit-html.js';
import { finishDrain, goBack } from '../actions/move.js';
import { name, time } from '../verdict.js';
import { counted, countdown, short } from '../words.js';
import { answerAt } from './answer.js';
import { outside, pieces } from './text.js';

const MAX_MESSAGE = 200;

/**
 * @param ask opens the question before an action
 */
export function drainLine(model, ask) {
  const { active, inactive } = model.state;
  const goesOn = active.draining || inactive?.draining;
  return html`${goesOn ? line(model, ask) : nothing} ${answerAt(model, 'drain')}`;
}

function line(model, ask) {
  const { state } = model;
  const lost = model.lost();
  return html`<section class="loud drain" aria-labelledby="drain">
    <h2 id="drain" class="unseen">Drain</h2>
    <div>
      ${state.active.draining ? html`<p>${pieces(twoNodes(model))}</p>` : nothing}
      ${state.inactive?.draining ? html`<p class="less">${pieces(inactivePort(model))}</p>` : nothing}
      ${wish(state.switchover)}
    </div>
    <p class="buttons">
      <button type="button" aria-haspopup="dialog" ?disabled=${lost} @click=${() => ask(finishDrain(model.state))}>Cut the rest now…</button>
      <button type="button" aria-haspopup="dialog" ?disabled=${lost} @click=${() => ask(goBack(model.state))}>Go back…</button>
    </p>
  </section>`;
}

function twoNodes(model) {
  const { node, draining } = model.state.active;
  return [
    'Two nodes take writes: ',
    name(node ?? 'none'),
    ', and ',
    name(draining.node),
    ` with ${counted(draining.sessionsLeft, 'session')} left, `,
    ...until(model, draining),
  ];
}

const inactivePort = (model) => {
  const { draining } = model.state.inactive;
  return ['The inactive port has ', counted(draining.sessionsLeft, 'session'), ' left at ', name(draining.node), ', ', ...until(model, draining)];
};

const until = (model, { deadline }) => [
  'until ',
  time(deadline, model.state.now),
  ` UTC (${countdown(model.left(deadline))}).`,
];

function wish(switchover) {
  if (!switchover) {
    return nothing;
  }
  const who = switchover.by === null ? 'An operator at another proxy' : html`${outside(short(switchover.by, MAX_MESSAGE))} (${switchover.remote})`;
  const why = switchover.message ? html`: “${outside(short(switchover.message, MAX_MESSAGE))}”` : '.';
  return html`<p class="less">${who} moved the traffic${why}</p>`;
}
