// Signs that differ by shape, not by colour alone. They stand beside words that say the same.

import { svg, html } from '../lib/lit-html.js';

const SHAPES = {
  good: svg`<circle class="fill" cx="12" cy="12" r="11"/><path class="cut" d="M6.5 12.5l4 4 7-8.5"/>`,
  bad: svg`<rect class="fill" x="1" y="1" width="22" height="22" rx="3"/><path class="cut" d="M7.5 7.5l9 9M16.5 7.5l-9 9"/>`,
  warn: svg`<path class="fill" d="M12 1.5l11.5 21H.5z"/><path class="cut" d="M12 9v6M12 18.6v.2"/>`,
  unknown: svg`<circle class="line" cx="12" cy="12" r="10"/><path class="line" d="M7.5 12h.1M12 12h.1M16.5 12h.1"/>`,
  lost: svg`<circle class="line" cx="12" cy="12" r="10"/><path class="line" d="M5 5l14 14"/>`,
  arrow: svg`<path class="line" d="M3 12h17M13 5l7 7-7 7"/>`,
  pause: svg`<path class="line" d="M8 5v14M16 5v14"/>`,
  play: svg`<path class="fill" d="M6 3.5l14 8.5-14 8.5z"/>`,
  differ: svg`<path class="line" d="M4 9h16M4 15h16M16 4L8 20"/>`,
  same: svg`<path class="line" d="M4 9h16M4 15h16"/>`,
  down: svg`<path class="line" d="M12 3v17M5 13l7 7 7-7"/>`,
  dot: svg`<circle class="fill" cx="12" cy="12" r="4"/>`,
};

export const icon = (name) =>
  html`<svg class="icon ${name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
