import type { Person } from '../../../domain/person.ts';
import { type Frame, hidden } from './form.ts';
import { type Html, html } from './html.ts';
import { icon } from './icon.ts';
import { visible } from './text.ts';

/** A part of a page that is fetched again when one of the events in `on` arrives. */
export interface Region {
  on: ('changed' | 'calls')[];
  content: Html;
}

export function region(name: string, of: Region): Html {
  return html`<div class="region-${name}" data-region="${name}" data-on="${of.on.join(' ')}">${of.content}</div>`;
}

/** Who looks at a page: anybody as whom they choose, or a person who signed in. */
export type Visitor =
  | { may: 'act-as'; acting: string; people: readonly Person[] }
  | { may: 'be'; name: string; issuer: string };

/** What the frame around every page needs. */
export interface Shell {
  frame: Frame;
  visitor: Visitor;
  simulated: boolean;
  /** The incident whose changes the page follows; all of them when absent. */
  follow?: string;
}

function actAs(frame: Frame, acting: string, people: readonly Person[]): Html {
  return html`<form class="act-as" method="post" action="/act-as">${hidden(frame)}
    <label for="person">Acting as</label>
    <select id="person" name="person">${people.map(
      (p) =>
        html`<option value="${p.id}"${p.id === acting && html` selected`}>${visible(p.name)}${p.groups.length > 0 && ` (${visible(p.groups.join(', '))})`}</option>`,
    )}</select>
    <button class="button small" type="submit">Switch</button></form>`;
}

/** Who is here, said on every page; in the demo also that nobody looks who it is. */
function who({ frame, visitor, simulated }: Shell): Html {
  if (visitor.may === 'act-as') {
    const where = simulated ? 'Every cloud here is simulated.' : '';
    return html`<p class="demo">${icon('warn')}<span><strong>No authentication, demo only.</strong> <span class="wide">${where} Whoever opens this page acts as the person chosen here.</span></span></p>
  <p class="stream" id="live" hidden></p>${actAs(frame, visitor.acting, visitor.people)}`;
  }
  return html`<p class="signed-in">Signed in as <strong>${visible(visitor.name)}</strong> <span class="wide">with <code>${visible(visitor.issuer)}</code></span></p>
  <p class="stream" id="live" hidden></p><p class="own"><a class="button small" href="/passkeys">Passkeys</a></p>
  <form class="own" method="post" action="/sign-out">${hidden(frame)}<button class="button small" type="submit">Sign out</button></form>`;
}

/** The whole document. No inline script and no inline style: the policy of the page forbids both. */
export function page(title: string, shell: Shell, body: Html): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${visible(title)} · Quell</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/console.css"><script type="module" src="/assets/console.js"></script></head>
<body data-follow="${shell.follow ?? ''}"><a class="skip" href="#main">Skip to the content</a>
<header class="top"><div class="bar"><a class="brand" href="/">Quell</a>
  ${who(shell)}</div></header>
<main id="main" tabindex="-1">${body}</main>
<div id="said" class="vh" role="status" aria-live="polite"></div></body></html>`;
}
