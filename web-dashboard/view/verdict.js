// The answer, as large as it can be.

import { html, nothing } from '../lib/lit-html.js';
import { switchTraffic } from '../actions/traffic.js';
import { grouped } from '../words.js';
import { answerAt } from './answer.js';
import { fact, since } from './fact.js';
import { icon } from './icon.js';
import { pieces } from './text.js';

/**
 * @param found the verdict on the model's state
 * @param ask opens the question before an action
 */
export function verdictPanel(model, found, ask) {
  const lost = model.lost();
  return html`<section class="verdict ${lost ? 'lost' : found.level}" aria-labelledby="headline">
    ${icon(lost ? 'lost' : found.level)}
    <div class="words">
      <p class="badge">${lost ? 'Not known: no connection' : found.badge}</p>
      <h2 id="headline">${lost ? html`Last seen: ` : nothing}${pieces(found.headline)}</h2>
      <p class="because">${pieces(found.because)}</p>
      <p class="next">${found.next.map((sentence) => html`${pieces(sentence)} `)}</p>
    </div>
    ${facts(model, lost, ask)}
  </section>`;
}

function facts(model, lost, ask) {
  const { state } = model;
  const healthy = state.nodes.filter((n) => n.status === 'healthy').length;
  const on = state.traffic.enabled;
  const said = answerAt(model, 'traffic');
  return html`<dl class="facts">
    ${fact('Sessions', grouped(model.sessions()))}
    ${fact('Healthy nodes', `${healthy} of ${state.nodes.length}`)}
    ${since(state)}
    <div class="traffic">
      <dt>Traffic</dt>
      <dd>${on ? 'On' : 'Off'}</dd>
      <dd>
        <button id="traffic" type="button" aria-haspopup="dialog" ?disabled=${lost} @click=${() => ask(switchTraffic(model.state, !on))}>
          ${on ? 'Switch off…' : 'Switch on…'}
        </button>
      </dd>
      ${said === nothing ? nothing : html`<dd class="said">${said}</dd>`}
    </div>
  </dl>`;
}
