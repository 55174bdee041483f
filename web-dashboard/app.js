'use strict';

// Shows what the API says, once a second. Every text from outside goes through textContent, so that
// no name can become markup.

const INTERVAL_MS = 1000;
const TIMEOUT_MS = 5000;

// Not the document's own base: a page opened as https://name:password@host/ must not fetch with that.
const BASE = location.origin + location.pathname;

const byId = (id) => document.getElementById(id);

async function get(path) {
  const response = await fetch(new URL(path, BASE), {
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}`);
  }
  return response.json();
}

function address(node) {
  const host = node.host.includes(':') ? `[${node.host}]` : node.host;
  return `${host}:${node.port}`;
}

function cell(text, className) {
  const td = document.createElement('td');
  td.textContent = text;
  td.className = className || '';
  return td;
}

function row(node) {
  const tr = document.createElement('tr');
  tr.className = node.active ? 'active' : '';
  tr.append(
    cell(node.name, 'name'),
    cell(address(node)),
    cell(node.healthy ? 'healthy' : 'unhealthy', node.healthy ? 'good' : 'bad'),
    cell(node.active ? 'active' : ''),
    cell(String(node.currentSessionCount), 'number'),
  );
  return tr;
}

function show(backends, cluster) {
  const active = cluster.activeBackend;
  byId('active').textContent = active ? active.name : 'none';
  byId('active').className = active ? '' : 'bad';
  byId('traffic').textContent = cluster.trafficEnabled ? 'enabled' : 'disabled';
  byId('traffic').className = cluster.trafficEnabled ? 'good' : 'bad';
  byId('message').textContent = cluster.message;
  byId('message').hidden = !cluster.message;
  byId('nodes').replaceChildren(...backends.map(row));
}

function connection(lost) {
  document.body.classList.toggle('lost', lost);
  const text = lost ? 'connection lost' : 'live';
  // Only when it changes: screen readers announce this element.
  if (byId('connection').textContent !== text) {
    byId('connection').textContent = text;
  }
}

async function refresh() {
  try {
    const [backends, cluster] = await Promise.all([get('v0/backends'), get('v0/cluster')]);
    show(backends, cluster);
    connection(false);
  } catch (error) {
    console.warn(error);
    connection(true);
  }
  setTimeout(refresh, INTERVAL_MS);
}

refresh();
