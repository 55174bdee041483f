// A browser asks for each part of the page once. If one does not come, because the proxy was just then restarted or
// the line was lost, none of the page runs, and it would say "Asking the proxy…" for ever. This is no module, so that
// it runs all the same: it loads the page anew as soon as the proxy answers again.

const RETRY_MS = 2000;
/** So long a part may take to come; app.js says when all have. */
const LATE_MS = 20_000;

let trying = false;

function hasBegun() {
  return document.documentElement.dataset.begun !== undefined;
}

function tryAgain() {
  if (trying || hasBegun()) {
    return;
  }
  trying = true;
  document.getElementById('late').hidden = false;
  setTimeout(reload, RETRY_MS);
}

async function reload() {
  try {
    // Without the user name and password that somebody may have put before the host.
    const answer = await fetch(location.origin + location.pathname, {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(RETRY_MS),
    });
    if (answer.ok && !hasBegun()) {
      location.reload();
      return;
    }
  } catch {
    // Not yet: a page of the browser's own, that it cannot be reached, would not try again.
  }
  if (hasBegun()) {
    document.getElementById('late').hidden = true;
  } else {
    setTimeout(reload, RETRY_MS);
  }
}

addEventListener('error', (event) => event.target instanceof HTMLScriptElement && tryAgain(), true);
setTimeout(tryAgain, LATE_MS);
