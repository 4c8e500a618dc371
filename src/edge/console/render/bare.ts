import { type Html, html } from './html.ts';
import { visible } from './text.ts';

/** A page that stands by itself: for a link that was sent, or somebody who has not signed in. */
export function bare(title: string, body: Html, more: { script?: string; refresh?: string } = {}): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>${visible(title)} · Quell</title>
${more.refresh !== undefined && html`<meta http-equiv="refresh" content="0;url=${more.refresh}">`}
<link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/console.css">${
    more.script !== undefined && html`<script type="module" src="/assets/${more.script}"></script>`
  }</head>
<body><header class="top"><div class="bar"><span class="brand">Quell</span></div></header>
<main id="main" class="bare">${body}</main></body></html>`.text;
}
