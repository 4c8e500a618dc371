import { toTheSecond } from '../../../domain/clock.ts';
import { type Frame, hidden } from './form.ts';
import { type Html, html } from './html.ts';
import { icon } from './icon.ts';

/** The range's own clock, and the way to let its tokens grow old. */
export function rangeStrip(now: Date, frame: Frame): Html {
  const iso = now.toISOString();
  return html`<aside class="range" aria-label="Simulated clouds">
    <p>${icon('clock')}<span>Time in the range <time datetime="${iso}">${iso.slice(0, 10)} ${toTheSecond(iso)}</time></span></p>
    <form method="post" action="/range/advance" data-act>${hidden(frame)}<button class="button small" type="submit">Let an hour pass in the range</button></form></aside>`;
}
