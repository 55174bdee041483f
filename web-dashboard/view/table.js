// Tables that are lists where there is no room: a narrow window has each row's cells below one another, each behind
// the name of its column. Browsers then no longer take them for a table; the roles say that they are one.

import { html } from '../lib/lit-html.js';

/**
 * @param columns their names
 * @param rows templates of tr, made of cell()
 */
export const table = (columns, rows) => html`<table role="table">
  <thead role="rowgroup">
    <tr role="row">${columns.map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr>
  </thead>
  <tbody role="rowgroup">
    ${rows}
  </tbody>
</table>`;

/** A cell of the column of this name. */
export const cell = (column, content) => html`<td role="cell" data-column=${column}><div>${content}</div></td>`;
