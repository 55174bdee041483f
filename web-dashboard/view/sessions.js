// Who is connected. Closed until somebody wants to know.

import { html, nothing } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { cutSession } from '../actions/session.js';
import { ORDERS, ROWS } from '../session-list.js';
import { ago, bytes, counted, grouped, short } from '../words.js';
import { answerAt } from './answer.js';
import { cell, table } from './table.js';
import { outside } from './text.js';
import { moment } from './time.js';

const MAX_NAME = 80;
const STATES = { dialing: 'is being connected', waiting: 'tries once more', held: 'waits for a node' };

/** Whether somebody points at a row, or has the focus in one: rows that move then are cut by mistake. */
export const pointedAt = () => document.querySelector('#who tbody:hover, #who tbody:focus-within') !== null;

/**
 * @param list a SessionList
 * @param ask opens the question before an action
 */
export function sessionsCard(model, list, ask) {
  return html`<details id="who" class="panel" @toggle=${(event) => list.show(event.target.open)}>
    <summary><h2>Who is connected</h2></summary>
    ${list.open ? content(model, list, ask) : nothing}
  </details>`;
}

function content(model, list, ask) {
  return html`${filters(model.state.nodes, list)}
    <p class="error" role="status">${list.error}</p>
    ${answerAt(model, 'sessions')} ${list.at === null ? html`<p class="quiet">Asking the proxy…</p>` : sessionTable(model, list, ask)}`;
}

/** What is typed stays the browser's: it is asked for with Enter, or when the field is left. */
function filters(nodes, list) {
  const wanted = (key) => (event) => list.want({ [key]: event.target.value });
  return html`<form class="filters" @submit=${(event) => event.preventDefault()}>
    <div>
      <label for="who-order">Order</label>
      <select id="who-order" @change=${wanted('order')}>
        ${Object.entries(ORDERS).map(([key, word]) => html`<option value=${key}>${word}</option>`)}
      </select>
    </div>
    <div>
      <label for="who-node">Node</label>
      <select id="who-node" @change=${wanted('node')}>
        <option value="">All</option>
        ${repeat(
          nodes,
          (node) => node.name,
          (node) => html`<option value=${node.name}>${short(node.name, MAX_NAME)}</option>`,
        )}
      </select>
    </div>
    <div>
      <label for="who-address">Client’s address</label>
      <input id="who-address" type="text" autocomplete="off" spellcheck="false" maxlength="45" placeholder="all" @change=${wanted('address')} />
    </div>
  </form>`;
}

function sessionTable(model, list, ask) {
  const first = list.page * ROWS;
  const shown = list.sessions.length ? `${grouped(first + 1)} to ${grouped(first + list.sessions.length)} of ` : '';
  return html`<p class="quiet">
      ${shown}${counted(list.total, 'session')}, as of ${moment(list.at, model.clock.text())} UTC. The list stands still while you point at it.
    </p>
    <div class="scroll" role="region" aria-label="Sessions" tabindex="0">
      ${table(
        ['Client', 'Node', 'Since', 'To node', 'To client', html`<span class="unseen">Action</span>`],
        repeat(
          list.sessions,
          (session) => session.id,
          (session) => row(model, list, session, ask),
        ),
      )}
    </div>
    <p class="buttons">
      ${list.page > 0 ? html`<button type="button" @click=${() => list.want({ page: list.page - 1 })}>Back</button>` : nothing}
      ${list.hasMore() ? html`<button type="button" @click=${() => list.want({ page: list.page + 1 })}>More</button>` : nothing}
    </p>`;
}

function row(model, list, session, ask) {
  const { client, node, since, state, listener, mysql } = session;
  const name = client ?? 'a client that is gone';
  const at = html`${node === null ? 'none' : outside(short(node, MAX_NAME))}
    ${listener === 'inactive' ? html`<span class="quiet">(inactive port)</span>` : nothing}
    ${STATES[state] ? html`<span class="quiet">${STATES[state]}</span>` : nothing}`;
  const cut = html`<button type="button" aria-haspopup="dialog" ?disabled=${model.lost()} @click=${() => ask(cutSession(session, list.at))}>
    Cut… <span class="unseen">${name}</span>
  </button>`;
  return html`<tr role="row">
    <th scope="row" role="rowheader"><bdi>${name}</bdi>${mysql?.user ? html` <span class="quiet">as ${outside(short(mysql.user, MAX_NAME))}</span>` : nothing}</th>
    ${cell('Node', at)} ${cell('Since', html`${moment(since, model.clock.text())}, ${ago(model.age(since))}`)}
    ${cell('To node', bytes(session.bytes.toNode))} ${cell('To client', bytes(session.bytes.toClient))} ${cell('', cut)}
  </tr>`;
}
