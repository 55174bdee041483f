// A line over what is past. Only attributes: the page's policy allows no style.

import { html, nothing, svg } from '../lib/lit-html.js';

const HEIGHT = 40;
/** Room for the line's own thickness at its highest and lowest. */
const INSET = 2;

/**
 * @param values oldest first, null where nothing is known; the newest is at the right edge
 * @param max the value at the top
 * @param steps how many of them there is room for
 * @param marks how many steps ago something happened that is marked by a line
 * @param bands {from, to}: from how many steps ago to how many something lasted that is marked by an area
 * @param label the same for those who do not see it
 */
export function chart({ values, steps, max, marks, bands, label }) {
  const known = values.slice(-steps);
  const x = (i) => steps - known.length + i + 0.5;
  const y = (v) => round(HEIGHT - INSET - (Math.min(v, max) / (max || 1)) * (HEIGHT - 2 * INSET));
  const runs = unbroken(known);
  return html`<svg
    class="chart"
    viewBox="0 0 ${steps} ${HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${label}
  >
    ${bands.map(({ from, to }) => svg`<path class="band" d=${`M${round(steps - 0.5 - from)} 0V${HEIGHT}H${round(steps - 0.5 - to)}V0Z`} />`)}
    ${marks.map((ago) => svg`<path class="mark" d=${`M${round(steps - 0.5 - ago)} 0V${HEIGHT}`} />`)}
    ${runs.length ? svg`<path class="area" d=${runs.map((r) => area(r, x, y)).join('')} />` : nothing}
    ${runs.length ? svg`<path class="curve" d=${runs.map((r) => curve(r, x, y)).join('')} />` : nothing}
  </svg>`;
}

/** The runs of known values: lists of [index, value]. */
function unbroken(values) {
  const runs = [];
  let run = null;
  values.forEach((value, i) => {
    if (value === null || value === undefined) {
      run = null;
    } else if (run) {
      run.push([i, value]);
    } else {
      run = [[i, value]];
      runs.push(run);
    }
  });
  return runs;
}

const curve = (run, x, y) =>
  // A lone value would have no length, and no line would be seen.
  `M${run.map(([i, v]) => `${x(i)} ${y(v)}`).join('L')}${run.length === 1 ? 'h.5' : ''}`;

const area = (run, x, y) =>
  `M${x(run[0][0])} ${HEIGHT}L${run.map(([i, v]) => `${x(i)} ${y(v)}`).join('L')}L${x(run[run.length - 1][0])} ${HEIGHT}Z`;

const round = (n) => Math.round(n * 100) / 100;
