// Numbers, times and names as people read them. Pure functions; all text is English, all times are UTC.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** By the reader's clock. English, as all of the page. */
const LOCAL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** "12 s", "4 min", "3 h 12 min", "5 d 3 h". */
export function duration(ms) {
  if (ms < MINUTE) {
    return `${Math.floor(ms / SECOND)} s`;
  }
  if (ms < HOUR) {
    return `${Math.floor(ms / MINUTE)} min`;
  }
  return ms < DAY ? two(ms, HOUR, 'h', MINUTE, 'min') : two(ms, DAY, 'd', HOUR, 'h');
}

function two(ms, large, largeName, small, smallName) {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${rest ? ` ${rest} ${smallName}` : ''}`;
}

/** "in 23 s", "in 4 min 5 s", "now". */
export function countdown(ms) {
  const seconds = Math.ceil(ms / SECOND);
  if (seconds <= 0) {
    return 'now';
  }
  const rest = seconds % 60;
  return seconds < 60 ? `in ${seconds} s` : `in ${Math.floor(seconds / 60)} min${rest ? ` ${rest} s` : ''}`;
}

/** "just now" or "12 min ago". */
export function ago(millis) {
  return millis < SECOND ? 'just now' : `${duration(millis)} ago`;
}

/** "one", "ten", "11". */
export function number(n) {
  return SMALL[n] ?? String(n);
}

/** "1 session", "12,345 sessions". */
export function counted(n, word) {
  return `${grouped(n)} ${word}${n === 1 ? '' : 's'}`;
}

/** "12,345". */
export function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "0.4 ms", "12 ms", "3.2 s"; a dash for none. */
export function latency(millis) {
  if (millis === null || millis === undefined) {
    return '–';
  }
  if (millis >= SECOND) {
    return `${(millis / SECOND).toFixed(1)} s`;
  }
  return `${millis < 10 ? millis.toFixed(1) : Math.round(millis)} ms`;
}

/** "0 B", "1.2 kB", "34 GB". */
export function bytes(n) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function address(node) {
  return node.host.includes(':') ? `[${node.host}]:${node.port}` : `${node.host}:${node.port}`;
}

/** At most this many characters, none of them cut in half. */
export function short(text, max) {
  if (text.length <= max) {
    return text;
  }
  const last = text.codePointAt(max - 2) > 0xffff ? max - 2 : max - 1;
  return `${text.slice(0, last)}…`;
}

/** "09:03:14" of an RFC 3339 time in UTC; with the date unless it is that of the time given second. */
export function clockTime(at, now) {
  const time = at.slice(11, 19);
  return at.slice(0, 10) === now.slice(0, 10) ? time : `${at.slice(0, 10)} ${time}`;
}

/** "4 May 2031, 05:12:00 CEST": an RFC 3339 time by the clock and in the zone of this browser. */
export function localTime(at) {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? '' : `Your time: ${LOCAL.format(time)}`;
}

const UUID = /\b([0-9a-f]{8})(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/gi;

/**
 * A text in pieces, [shown, folded, shown, folded, …, shown]: BOSH names its instances by UUIDs, which nobody reads;
 * of each the first eight characters are shown, and the rest is for those who ask.
 */
export function unfolded(text) {
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(UUID)) {
    const cut = match.index + match[1].length;
    pieces.push(text.slice(from, cut), match[2]);
    from = cut + match[2].length;
  }
  return [...pieces, text.slice(from)];
}

/** A text with its UUIDs cut to eight characters, for where there is no room for the rest. */
export const brief = (text) => text.replace(UUID, '$1');

/** One line, for a title: no line breaks, nothing that turns the direction of what follows. */
export function plain(text) {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ').trim();
}

/** The sum of all numbers of an object, such as the sessions by listener. */
export const all = (counts) => Object.values(counts).reduce((sum, n) => sum + n, 0);
