// The ports, and the groups without one, that the configuration has besides the classic two.

import { html, nothing } from '../lib/lit-html.js';
import { countdown, grouped, short } from '../words.js';
import { cell, table } from './table.js';
import { outside } from './text.js';

const MAX_NAME = 120;
const COLUMNS = ['Listener', 'Port', 'Sends each session to', 'Sessions'];
const CHOICE = {
  active: 'the active node',
  inactive: 'the inactive node',
  fewest_sessions: 'the node with the fewest',
};

/** A table of them; nothing where there are none. */
export function listeners(model) {
  const all = model.state.listeners ?? [];
  if (all.length === 0) {
    return nothing;
  }
  return html`<section class="panel">
    <h2 id="listeners">More listeners</h2>
    <div class="scroll" role="region" aria-labelledby="listeners" tabindex="0">
      ${table(COLUMNS, all.map((listener) => row(listener, model)))}
    </div>
  </section>`;
}

const row = (listener, model) => html`<tr role="row">
  <th scope="row" role="rowheader">${listener.name}</th>
  ${cell(COLUMNS[1], listener.port ?? 'none: by rules')} ${cell(COLUMNS[2], choice(listener))}
  ${cell(COLUMNS[3], sessions(listener, model))}
</tr>`;

const choice = ({ choice, labels }) => html`${CHOICE[choice] ?? choice}${labels.length ? ` of those labelled ${labels.join(' or ')}` : ''}`;

/** At each of its nodes, and at one that it has left and that still has some. */
function sessions({ name, nodes, drains }, model) {
  const shown = model.state.nodes.filter((n) => nodes.includes(n.name) || n.sessions[name] > 0);
  if (shown.length === 0) {
    return html`<span class="bad">no node</span>`;
  }
  const drained = (node) => {
    const drain = (drains ?? []).find((d) => d.node === node.name);
    return drain ? ` (drained, the rest is cut ${countdown(model.left(drain.deadline))})` : nothing;
  };
  return shown.map(
    (node, i) => html`${i ? ', ' : nothing}${outside(short(node.name, MAX_NAME))}: ${grouped(node.sessions[name] ?? 0)}${drained(node)}`,
  );
}
