// A browser asks for each part of a page once. If one does not come, because the proxy was just then restarted, or
// because the machine joined another network (Chromium gives up all that is on its way then), none of the page runs,
// and it would say "Asking the proxy…" for ever. This is no module and needs none, so that it runs all the same: it
// loads the page anew as soon as the proxy answers.

const RETRY_MS = 2000;
/** So long all parts together may take to come. */
const LATE_MS = 20_000;

let trying = false;

/** The page's own script says so by itself. */
function isWhole() {
  return document.documentElement.dataset.begun !== undefined && document.querySelector('link[rel=stylesheet]').sheet !== null;
}

function look() {
  if (!trying && !isWhole()) {
    trying = true;
    document.getElementById('late').hidden = false;
    setTimeout(reload, RETRY_MS);
  }
}

async function reload() {
  try {
    // Without the user name and password that somebody may have put before the host.
    const answer = await fetch(location.origin + location.pathname, {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(RETRY_MS),
    });
    if (answer.ok && !isWhole()) {
      location.reload();
      return;
    }
  } catch {
    // Not yet. The browser's own page, that nothing can be reached, would not try again.
  }
  if (isWhole()) {
    document.getElementById('late').hidden = true;
  } else {
    setTimeout(reload, RETRY_MS);
  }
}

// Modules and style sheets come, or do not, before this.
addEventListener('load', look);
setTimeout(look, LATE_MS);
