// Keeps the page current: asks for it again every few seconds and takes over what has changed.
// The page is complete without this.

const INTERVAL = 5000;
const TIMEOUT = 4000;

const icon = document.querySelector('link[rel=icon]');
const connection = document.getElementById('connection');
let lastSeen = connection.textContent;
let lastIcon = icon.getAttribute('href');

// Without the user name and password that somebody may have put before the host.
const PAGE = location.origin + location.pathname;

const live = (page) => [...page.querySelectorAll('.live')];
const ids = (page) => live(page).map((element) => element.id).join();

async function fetchPage() {
  const response = await fetch(PAGE, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT) });
  if (!response.ok) {
    throw new Error(`answer ${response.status}`);
  }
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

function takeOver(page) {
  for (const now of live(document)) {
    const next = page.getElementById(now.id);
    // What is the same is left alone, so that a screen reader repeats nothing.
    if (!now.isEqualNode(next)) {
      now.className = next.className;
      now.replaceChildren(...next.childNodes);
    }
  }
  document.title = page.title;
  lastSeen = page.getElementById('connection').textContent;
  lastIcon = page.querySelector('link[rel=icon]').getAttribute('href');
  show(lastSeen, false);
}

function show(text, lost) {
  connection.textContent = text;
  document.body.classList.toggle('lost', lost);
  icon.href = lost ? 'icons/lost.svg' : lastIcon;
}

async function refresh() {
  try {
    const page = await fetchPage();
    if (ids(page) === ids(document)) {
      takeOver(page);
    } else {
      // Other proxies are configured now.
      location.reload();
    }
  } catch (error) {
    show(`Connection lost (${error.message}). ${lastSeen}`, true);
  }
  setTimeout(refresh, INTERVAL);
}

setTimeout(refresh, INTERVAL);
