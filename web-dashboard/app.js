// Puts the parts together: what the connection brings is rendered once a frame, however much it is.

import { render } from './lib/lit-html.js';
import { Connection } from './connection.js';
import { Model } from './model.js';
import { Past } from './past.js';
import { Server } from './server.js';
import { SessionList } from './session-list.js';
import { textOf, title, verdict } from './verdict.js';
import { Announcer } from './view/announcer.js';
import { page } from './view/page.js';
import { closeQuestion, questionIsShown, showQuestion } from './view/question.js';
import { pointedAt } from './view/sessions.js';
import { showTab } from './view/tab.js';

const TICK_MS = 1000;

const root = document.getElementById('page');
const answered = document.getElementById('answered');
const announcer = new Announcer(document.getElementById('announcer'));
const model = new Model();
const server = new Server();
const connection = new Connection(model, changed, server);
// Nor does the list move below a question about one of its rows.
const list = new SessionList(server, changed, model.clock, () => pointedAt() || model.asking !== null);
let frame = 0;
/** When that frame was asked for. */
let askedAt = 0;
let told = null;

const acts = {
  list,
  past: new Past(model, server, changed),
  ask(action) {
    model.answer = null;
    // Nothing typed for one question is kept for the next.
    model.asking = null;
    draw();
    model.asking = { action, mode: 'cut', busy: false, error: '' };
    draw();
    showQuestion();
  },
  chose(mode) {
    model.asking = { ...model.asking, mode };
    // At once: the next key may already be meant for what it brings.
    draw();
  },
  async confirmed(said) {
    const { action } = model.asking;
    const change = (now) => {
      model.asking = { ...model.asking, ...now };
    };
    const isOpen = () => model.asking?.action === action && questionIsShown();
    change({ busy: true, error: '' });
    changed();
    try {
      const answer = await server.order(action.order(said));
      tellAnswer(action, action.done(answer), false);
      if (isOpen()) {
        closeQuestion();
      }
      keepFocus(action);
      list.refresh();
    } catch (error) {
      if (isOpen()) {
        change({ busy: false, error: error.message });
      } else {
        tellAnswer(action, [error.message], true);
      }
    }
    changed();
  },
  left() {
    model.asking = null;
    changed();
  },
};

function tellAnswer(action, pieces, failed) {
  model.answer = { place: action.place, at: model.clock.text(), pieces, failed };
  answered.textContent = textOf(pieces);
  draw();
}

/** Where the button is gone that asked, or soon will be, the answer has the focus: it is at the same place. */
function keepFocus(action) {
  if (action.vanishes || document.activeElement === document.body) {
    document.querySelector('.answer')?.focus();
  }
}

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
  announcer.say(lost ? 'Connection lost.' : `${found.badge}. ${textOf(found.headline)}.${found.loud ? ' The proxies disagree.' : ''}${found.two ? ' Two nodes take writes.' : ''}`);
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
    askedAt = performance.now();
    frame = requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  }
}

/** A browser that is short of everything may owe a page its frame for long: what is seen must not stay behind. */
function drawWhatIsOwed() {
  if (frame !== 0 && !document.hidden && performance.now() - askedAt >= TICK_MS) {
    cancelAnimationFrame(frame);
    frame = 0;
    draw();
  }
}

/** A page that has failed must not look as if all were well. */
function failed() {
  document.getElementById('failed').hidden = false;
}

addEventListener('error', failed);
addEventListener('unhandledrejection', failed);
setInterval(() => {
  drawWhatIsOwed();
  tell();
  changed();
}, TICK_MS);
root.replaceChildren();
document.documentElement.dataset.begun = '';
draw();
connection.start();
