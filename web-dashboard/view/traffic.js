// The question before the traffic is switched: what it will do, and why the operator wants it.

import { html, nothing } from '../lib/lit-html.js';
import { name } from '../verdict.js';
import { counted } from '../words.js';
import { pieces } from './text.js';

const MAX_MESSAGE = 2000;
const dialog = () => document.getElementById('question');

/** Opens the dialog; what it asks is on the page already. */
export const showQuestion = () => dialog().showModal();

/** Closes the dialog; the browser gives the focus back to the button that opened it. */
export const closeQuestion = () => dialog().close();

/**
 * @param confirmed takes the operator's message
 * @param left told when the dialog has closed, in whatever way
 */
export function trafficQuestion(model, { confirmed, left }) {
  return html`<dialog id="question" aria-labelledby="question-title" aria-describedby="question-effect" @close=${left}>
    ${model.asking && model.state ? question(model, confirmed) : nothing}
  </dialog>`;
}

function question(model, confirmed) {
  const { enable, busy, error } = model.asking;
  const done = model.state.traffic.enabled === enable;
  const submit = (event) => {
    event.preventDefault();
    confirmed(event.target.elements.message.value.trim());
  };
  return html`<form @submit=${submit}>
    <h2 id="question-title">Switch traffic ${enable ? 'on' : 'off'}?</h2>
    <p id="question-effect">${done && !busy ? 'Somebody else has done it meanwhile.' : effect(model, enable)}</p>
    <label for="question-message">Why? ${enable ? 'If it is worth saying.' : 'For those who wonder later.'}</label>
    <textarea
      id="question-message"
      name="message"
      rows="3"
      maxlength=${MAX_MESSAGE}
      dir="auto"
      autofocus
      ?required=${!enable}
    ></textarea>
    <p class="error" role="alert">${error}</p>
    <p class="buttons">
      <button type="button" @click=${closeQuestion}>Cancel</button>
      <button type="submit" class=${enable ? 'primary' : 'danger'} ?disabled=${busy || done}>${action(model, enable)}</button>
    </p>
  </form>`;
}

function effect(model, enable) {
  const { active } = model.state;
  if (!enable) {
    return html`This cuts <strong>${counted(model.sessions(), 'session')}</strong> at once. From then on every new
      connection is closed, until somebody switches traffic on again.`;
  }
  return active.node === null
    ? 'No node is healthy: connections are closed until one is.'
    : html`New connections go to ${pieces([name(active.node)])} at once. No session is cut.`;
}

function action(model, enable) {
  const cut = model.sessions();
  if (enable) {
    return 'Switch on';
  }
  return cut === 0 ? 'Switch off' : `Switch off and cut ${counted(cut, 'session')}`;
}
