import { morph } from './morph.js';

const said = document.getElementById('said');
const state = document.getElementById('live');
const replies = () => document.getElementById('reply');
const parse = (text) => new DOMParser().parseFromString(text, 'text/html').body;

function say(sentences) {
  if (sentences.length > 0) said.textContent = sentences.join(' ');
}

/* ---- Changes: fetch the regions that an event names, and put them in. */

const wanted = new Set();
let fetching = false;

function sentences(root) {
  return new Map([...root.querySelectorAll('[data-say]')].map((e) => [e.dataset.key, e.dataset.say]));
}

/** When the focused button is gone, its card's heading takes the focus, so that the keyboard does not start again. */
function keepFocus(swap) {
  const focused = document.activeElement;
  const card = focused?.closest('.card');
  swap();
  if (!focused || focused === document.body || document.activeElement === focused) return;
  if (focused.isConnected) {
    focused.focus(); // It was moved.
    return;
  }
  const place = (card?.id && document.getElementById(card.id)) || document.getElementById('main');
  (place.querySelector('h2[tabindex]') ?? place).focus();
}

function put(fresh) {
  const news = [];
  for (const next of fresh.querySelectorAll('[data-region]')) {
    const now = document.querySelector(`[data-region="${next.dataset.region}"]`);
    if (!now) continue;
    const before = sentences(now);
    for (const [key, text] of sentences(next)) if (before.get(key) !== text) news.push(text);
    keepFocus(() => morph(now, next));
  }
  say(news);
}

async function refresh() {
  if (fetching) return;
  fetching = true;
  while (wanted.size > 0) {
    const names = [...wanted];
    wanted.clear();
    try {
      const answer = await fetch(`${location.pathname}?only=${names.join(',')}`);
      if (answer.ok) put(parse(await answer.text()));
    } catch {
      break; // Quell is away; the stream says so, and fetches everything once it is back.
    }
  }
  fetching = false;
}

function want(event) {
  for (const region of document.querySelectorAll('[data-region]')) {
    if (!event || region.dataset.on.split(' ').includes(event)) wanted.add(region.dataset.region);
  }
  refresh();
}

/* ---- The stream. */

let stream;

function show(live) {
  state.hidden = false;
  state.className = live ? 'stream on' : 'stream off';
  const text = live ? 'Live' : 'Not live, connecting…';
  if (state.textContent === text) return;
  if (state.textContent || !live) say([live ? 'The page is live again.' : 'The page is not live.']);
  state.textContent = text;
}

function listen() {
  let first = !stream;
  stream = new EventSource(`/live?follow=${encodeURIComponent(document.body.dataset.follow)}`);
  stream.addEventListener('hello', () => {
    show(true);
    if (!first) want();
    first = false;
  });
  stream.addEventListener('changed', () => want('changed'));
  stream.addEventListener('calls', () => want('calls'));
  stream.addEventListener('error', () => {
    show(false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || listen(), 3000);
  });
}

// A hidden page gives its connection back: a browser keeps only a few to one address.
document.addEventListener('visibilitychange', () => {
  stream?.close();
  if (!document.hidden) listen();
});
addEventListener('pagehide', () => stream?.close());
if (!document.hidden) listen();

/* ---- Forms: sent without leaving the page. They work the same without this. */

function showReply(text) {
  const box = replies();
  box.replaceChildren(...parse(text).childNodes);
  say([...box.querySelectorAll('[data-say]')].map((e) => e.dataset.say));
  const field = box.querySelector('form.fields :is(input:not([type=hidden]), select, textarea)');
  field?.focus();
  box.scrollIntoView({ block: 'nearest' });
}

async function send(form) {
  form.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      headers: { 'x-quell-fragment': '1' },
    });
    const go = answer.headers.get('x-quell-go');
    if (go) {
      location.assign(go);
      return;
    }
    const fromReply = replies().contains(form);
    showReply(await answer.text());
    if (!answer.ok) return;
    const token = answer.headers.get('x-quell-token');
    if (token && form.isConnected) form.elements.token.value = token;
    form.closest('details.ask')?.removeAttribute('open');
    if ('clears' in form.dataset) form.elements.text.value = '';
    if (fromReply) document.getElementById('say')?.focus();
    want();
  } catch {
    const sentence =
      'Quell could not be reached. It is not known whether this arrived: look at the timeline, then press again.';
    replies().textContent = sentence;
    say([sentence]);
  } finally {
    form.removeAttribute('aria-busy');
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!('act' in form.dataset)) return;
  event.preventDefault();
  if (form.getAttribute('aria-busy') !== 'true') send(form);
});

// The second click of a double click never counts: the page may have changed under it.
document.addEventListener('click', (event) => {
  if (event.detail > 1 && event.target.closest('button[type=submit]')) event.preventDefault();
  if (event.target.closest('[data-dismiss]')) {
    event.preventDefault();
    replies().replaceChildren();
    document.getElementById('say')?.focus();
  }
});
