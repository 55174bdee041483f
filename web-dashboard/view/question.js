// The question before an action: what it will do, to how many, and why the operator wants it.

import { html, nothing } from '../lib/lit-html.js';
import { counted } from '../words.js';
import { pieces } from './text.js';
import { moment } from './time.js';

const MAX_MESSAGE = 2000;
const SECONDS = 30;
const MAX_SECONDS = 3600;
const dialog = () => document.getElementById('question');

/** Opens the dialog; what it asks is on the page already. */
export const showQuestion = () => dialog().showModal();

/** Closes the dialog; the browser gives the focus back to the button that opened it. */
export const closeQuestion = () => dialog().close();

/** Whether the operator sees it: that it has closed is told later, see below. */
export const questionIsShown = () => dialog().open;

/**
 * @param confirmed takes what the operator has said: {message, mode, seconds}
 * @param chose takes 'cut' or 'drain'
 * @param left told when the dialog has closed, in whatever way
 */
export function question(model, { confirmed, chose, left }) {
  // The browser tells of the end later: by then a quick operator may have asked the next question.
  const closed = (event) => event.target.open || left();
  return html`<dialog id="question" aria-labelledby="question-title" aria-describedby="question-effect" @close=${closed}>
    ${model.asking && model.state ? form(model, confirmed, chose) : nothing}
  </dialog>`;
}

function form(model, confirmed, chose) {
  const { action, mode, busy, error } = model.asking;
  const overtaken = busy ? '' : action.overtaken(model.state);
  const stopped = busy || overtaken !== '';
  const submit = (event) => {
    event.preventDefault();
    if (!stopped) {
      confirmed(said(event.target.elements));
    }
  };
  return html`<form @submit=${submit}>
    <h2 id="question-title">${pieces(action.title)}</h2>
    <div id="question-effect">
      <p>${pieces(action.effect)}</p>
      <p class="quiet">As of ${moment(action.counted, action.counted)} UTC, when you opened this.</p>
    </div>
    ${action.choice ? choice(action.choice, mode, chose) : nothing} ${action.message ? why(action.message, !action.choice) : nothing}
    <p class="error" role="alert">${overtaken || error}</p>
    <p class="buttons">
      <button type="button" @click=${closeQuestion}>Cancel</button>
      <button type="submit" class=${action.danger && mode === 'cut' ? 'danger' : 'primary'} aria-disabled=${stopped}>${pieces(action.button(mode))}</button>
    </p>
  </form>`;
}

/** What becomes of the sessions. What is typed is the browser's to keep: nothing here is set anew. */
function choice({ count, reads }, mode, chose) {
  const chosen = (event) => chose(event.target.value);
  return html`<fieldset @change=${(event) => (event.target.name === 'mode' ? chosen(event) : undefined)}>
    <legend>What becomes of ${count === 1 ? 'the session' : `the ${counted(count, 'session')}`}?</legend>
    <label><input type="radio" name="mode" value="cut" checked autofocus /> Cut at once</label>
    <label><input type="radio" name="mode" value="drain" aria-describedby="question-drain" /> Drain: they may end by themselves</label>
    <div class="drain-for" ?hidden=${mode !== 'drain'}>
      <label for="question-seconds">Seconds until the rest is cut</label>
      <input id="question-seconds" name="seconds" type="number" min="1" max=${MAX_SECONDS} step="1" value=${SECONDS} ?required=${mode === 'drain'} />
    </div>
    <p id="question-drain" class="quiet">${reads ? 'New sessions go to other nodes meanwhile.' : 'Two nodes take writes until the drain ends.'}</p>
  </fieldset>`;
}

const why = ({ label, required }, first) => html`<label for="question-message">${label}</label>
  <textarea
    id="question-message"
    name="message"
    rows="3"
    maxlength=${MAX_MESSAGE}
    dir="auto"
    ?autofocus=${first}
    ?required=${required}
  ></textarea>`;

const said = ({ message, mode, seconds }) => ({
  message: message?.value.trim() ?? '',
  mode: mode?.value ?? 'cut',
  seconds: Number(seconds?.value ?? 0),
});
