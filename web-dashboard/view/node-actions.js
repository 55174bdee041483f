// What can be done with one node, and what came of it.

import { html, nothing } from '../lib/lit-html.js';
import { atNode } from '../actions/action.js';
import { makeActive } from '../actions/move.js';
import { disableNode, enableNode } from '../actions/node.js';
import { short } from '../words.js';
import { answerAt } from './answer.js';

const MAX_NAME = 60;

/**
 * @param ask opens the question before an action
 */
export function nodeActions(node, model, ask) {
  const button = (words, action) => html`<button type="button" aria-haspopup="dialog" ?disabled=${model.lost()} @click=${() => ask(action(model.state, node.name))}>
    ${words}… <span class="unseen">${short(node.name, MAX_NAME)}</span>
  </button>`;
  const mayLead = node.status === 'healthy' && node.enabled && !node.roles.includes('active');
  return html`<div class="actions">
    <p>
      ${button(...(node.enabled ? ['Disable', disableNode] : ['Enable', enableNode]))}
      ${mayLead ? button('Make active', makeActive) : nothing}
    </p>
    ${answerAt(model, atNode(node.name))}
  </div>`;
}
