import { COMMANDS, type Command } from '../../../command/table.ts';
import { type Frame, hidden } from './form.ts';
import { type Html, html } from './html.ts';
import { icon } from './icon.ts';

const HERE: readonly Command[] = COMMANDS.filter((c: Command) => !c.shell);

function help({ here, incident }: Frame): Html {
  return html`<details class="help" data-key="help"><summary>All commands</summary>
    <p>The same words as in chat. A verb, then what it acts on, then <code>name=value</code>; what is missing is asked for. No command changes a cloud by itself: a plan is shown first, and people approve it.</p>
    <dl>${HERE.map(
      (c) =>
        html`<div><dt><a href="${here}?example=${c.verb}"><code>${exampleOf(c.verb, incident)}</code></a></dt><dd>${c.summary}</dd></div>`,
    )}</dl></details>`;
}

/** The text to start with when a reader followed a link to an example: only what the table holds, about this incident. */
export function exampleOf(verb: string | undefined, incident = 'INC-7'): string {
  return HERE.find((c) => c.verb === verb)?.example.replace('INC-7', incident) ?? '';
}

/** The box that takes commands; on the page of an incident they are about that incident. */
export function commandBox(frame: Frame, prefill: string): Html {
  const about = frame.incident === undefined ? '' : ` about ${frame.incident}`;
  return html`<div class="say"><form method="post" action="/say" data-act data-clears>${hidden(frame)}
    <label for="say">Command${about}</label>
    <div class="line"><span class="prompt" aria-hidden="true">/quell</span><input id="say" name="text" type="text" list="examples" value="${prefill}" maxlength="2000" required autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="${frame.incident === undefined ? 'declare …' : 'contain …'}">
    <button class="button primary" type="submit">Send</button></div>
    <datalist id="examples">${HERE.map((c) => html`<option value="${exampleOf(c.verb, frame.incident)}">${c.summary}</option>`)}</datalist></form>
    ${help(frame)}</div>`;
}

/** For somebody who sees Quell for the first time: five steps from an attack to a release. `incident` is the one to go on with. */
export function firstSteps(incident: string | undefined): Html {
  const code = (verb: string) => html`<code>${exampleOf(verb, incident)}</code>`;
  const there = (verb: string) =>
    incident === undefined
      ? code(verb)
      : html`<a class="try" href="/incidents/${incident}?example=${verb}">${code(verb)}</a>`;
  return html`<section class="panel first" aria-labelledby="first-title"><h2 id="first-title">New here? Try this first</h2>
    <ol>
      <li>Say what you saw. An incident opens, with a page of its own.<br><a class="try" href="/?example=declare">${code('declare')}</a></li>
      <li>On that page, ask for a plan. It shows each change on each cloud, and changes nothing yet.<br>${there('contain')}</li>
      <li>Who asks may not approve. Choose another person under <strong>Acting as</strong>, then press <strong>Approve</strong>.</li>
      <li>Watch the attackers’ own calls turn from allowed to refused, cloud by cloud.</li>
      <li>Put everything back, with an approval of its own.<br>${there('release')}</li>
    </ol>
    <p class="quiet">${icon('info')} A link fills in the command box; nothing happens until you press Send.</p></section>`;
}

/** What comes after a declaration, until there is a plan. */
export function nextStep(frame: Frame): Html {
  return html`<section class="panel first" data-key="next" aria-labelledby="next-title"><h2 id="next-title">Next: ask for a plan</h2>
    <p>It shows each change on each cloud before anything is changed, and who may approve it.</p>
    <a class="try" href="${frame.here}?example=contain"><code>${exampleOf('contain', frame.incident)}</code></a></section>`;
}
