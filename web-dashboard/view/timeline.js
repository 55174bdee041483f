// What happened, newest first.

import { html, nothing } from '../lib/lit-html.js';
import { turnOf } from '../outage.js';
import { repeat } from '../lib/directives/repeat.js';
import { ago } from '../words.js';
import { icon } from './icon.js';
import { long } from './text.js';
import { moment } from './time.js';

const SIGNS = {
  started: 'dot',
  configuration: 'warn',
  node_healthy: 'good',
  node_unhealthy: 'bad',
  active_changed: 'arrow',
  group_changed: 'arrow',
  traffic_disabled: 'pause',
  traffic_enabled: 'play',
  switchover: 'arrow',
  drain_ended: 'dot',
  node_disabled: 'pause',
  node_enabled: 'play',
  disagreement: 'differ',
  agreement: 'same',
  accepting_paused: 'pause',
  accepting_resumed: 'play',
  reloaded: 'dot',
  node_found: 'dot',
  node_gone: 'dot',
  session_cut: 'bad',
  draining: 'down',
};
const MAX_TEXT = 300;

export function timeline(model) {
  const events = model.shownEvents();
  const now = model.clock.text();
  return html`<section class="panel">
    <h2 id="events">What happened</h2>
    <div class="scroll" role="region" aria-labelledby="events" tabindex="0">
      <ol class="timeline" reversed>
        ${repeat(
          events,
          (event) => event.order,
          (event) => row(event, now, model.age(event.at)),
        )}
      </ol>
      ${events.length ? '' : html`<p class="quiet">Nothing yet.</p>`}
    </div>
  </section>`;
}

function row(event, now, age) {
  const turn = turnOf(event);
  return html`<li class="${event.kind} ${event.listener ?? ''} ${turn?.kind ?? ''}">
    ${icon(turn?.sign ?? SIGNS[event.kind] ?? 'dot')}
    <p class="what" dir="auto">${turn ? html`<strong>${turn.word}</strong> ` : nothing}${long(event.text, MAX_TEXT)}</p>
    <p class="when">${moment(event.at, now)} <span>${ago(age)}</span></p>
  </li>`;
}
