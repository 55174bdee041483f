// Puts the parts together: what the connection brings is rendered once a frame, however much it is.

import { render } from './lib/lit-html.js';
import { Connection } from './connection.js';
import { Model } from './model.js';
import { textOf, title, verdict } from './verdict.js';
import { Announcer } from './view/announcer.js';
import { page } from './view/page.js';
import { showTab } from './view/tab.js';
import { closeQuestion, showQuestion } from './view/traffic.js';

const TICK_MS = 1000;

const root = document.getElementById('page');
const announcer = new Announcer(document.getElementById('announcer'));
const model = new Model();
const connection = new Connection(model, changed);
let frame = 0;
let told = null;

const acts = {
  ask(enable) {
    model.asking = { enable, busy: false, error: '' };
    draw();
    showQuestion();
  },
  async confirmed(message) {
    const asked = model.asking;
    model.asking = { ...asked, busy: true, error: '' };
    changed();
    try {
      await connection.switchTraffic(asked.enable, message);
      closeQuestion();
    } catch (error) {
      model.asking = { ...asked, error: error.message };
    }
    changed();
  },
  left() {
    model.asking = null;
    changed();
  },
};

function current() {
  return model.state === null ? null : verdict(model.state, (at) => model.age(at));
}

/** What has to be right in a tab that nobody looks at: browsers draw no frames for those. */
function tell() {
  const found = current();
  if (found === null) {
    return;
  }
  const lost = model.lost();
  showTab(lost ? '? No connection' : title(model.state, found), lost ? 'lost' : found.level);
  announcer.say(lost ? 'Connection lost.' : `${found.badge}. ${textOf(found.headline)}.${found.loud ? ' The proxies disagree.' : ''}`);
}

function draw() {
  render(page(model, current(), acts), root);
}

function changed() {
  if (model.state !== told) {
    told = model.state;
    tell();
  }
  if (frame === 0) {
    frame = requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  }
}

/** A page that has failed must not look as if all were well. */
function failed() {
  document.getElementById('failed').hidden = false;
}

addEventListener('error', failed);
addEventListener('unhandledrejection', failed);
setInterval(() => {
  tell();
  changed();
}, TICK_MS);
root.replaceChildren();
draw();
connection.start();
