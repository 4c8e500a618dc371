import type { StepUp } from '../../../approval/step-up.ts';
import type { Proof } from '../../../domain/approval.ts';
import type { Card } from '../../../domain/card.ts';
import { shortDigest } from '../../../domain/plan.ts';
import type { Asked } from '../parts.ts';
import { card } from '../render/card.ts';
import { type Html, html } from '../render/html.ts';
import { icon } from '../render/icon.ts';
import { type Names, text, time } from '../render/text.ts';

/** What is drawn here has no buttons of its own: the page has one. */
export function plainCard(of: Card, names: Names): Html {
  const { path: _, ...shown } = of;
  return card({ ...shown, buttons: [] }, { names, csrf: '', token: () => '', here: '/' });
}

const SURFACES = { slack: 'Slack', teams: 'Teams', console: 'the console', cli: 'the shell' } as const;

const VERB = { approve: 'approve', 'break-glass': 'break the glass for' } as const;

function head(link: StepUp, names: Names, asks: Html): Html {
  const { decision, digest, reason, second } = link;
  return html`<h1>${decision === 'approve' ? 'Approve' : 'Break the glass for'} plan <span class="whole">${shortDigest(digest)}</span>?</h1>
    <p>${text([{ person: link.person }], names)}, you pressed ${decision === 'approve' ? 'Approve' : 'Break the glass'} in ${SURFACES[link.principal.surface]}. ${asks}</p>
    ${reason !== undefined && html`<p>Your reason: ${reason}</p>`}${second !== undefined && html`<p>Why nobody else can decide: ${second}</p>`}`;
}

function drill({ plan }: Asked): Html {
  return html`${plan.body.mode === 'drill' && html`<p class="drill-band">${icon('info')}<strong>DRILL</strong> A rehearsal on simulated clouds. No real cloud is touched.</p>`}`;
}

function whole({ plan, card: of }: Asked, names: Names): Html {
  return html`<div class="full-plan">${plainCard(of, names)}</div>
    <p class="digest">You decide about exactly this, and nothing else: SHA-256 <code>${plan.digest}</code></p>`;
}

/** The whole plan, before anybody signed in. It changes nothing, however often it is opened, and by whom. */
export function openPage(
  link: StepUp,
  asked: Asked,
  names: Names,
  forms: { proof: string; token: string; passkey: boolean; issuer: string },
): Html {
  const { proof, token, passkey, issuer } = forms;
  const form = (to: string, style: string, label: string) =>
    html`<form method="post" action="/stepup/${token}/${to}"><input type="hidden" name="proof" value="${proof}"><button class="button ${style}" type="submit">${label}</button></form>`;
  const asks = html`This plan asks who you are once more, for this decision alone. Opening this page decided nothing.`;
  return html`${drill(asked)}${head(link, names, asks)}
    ${whole(asked, names)}
    <div class="decide"><div class="choices">${form('start', passkey ? 'default' : 'primary', `Sign in to ${VERB[link.decision]} it`)}
    ${passkey && form('passkey', 'primary', `Use a passkey to ${VERB[link.decision]} it`)}</div>
    <p class="quiet">${icon('clock')} This link serves once, for you, until ${time(link.until)}. You sign in at <code>${issuer}</code>, anew, even if you are signed in there.</p></div>`;
}

/** The whole plan once more, and the one button that decides. */
export function confirmPage(link: StepUp & { proof: Proof }, asked: Asked, names: Names, proof: string): Html {
  const { issuer, vouched, at } = link.proof;
  const when = vouched ? html`at its word (${vouched}); its answer came ${time(at)}` : html`${time(at)}`;
  const asks = html`You have signed in for it at <code>${issuer}</code>, ${when}. Nothing is decided yet.`;
  const label = link.decision === 'approve' ? 'Approve' : 'Break the glass for';
  return html`${drill(asked)}${head(link, names, asks)}
    ${whole(asked, names)}
    <div class="decide"><form method="post" action="/confirm/${link.ref}"><input type="hidden" name="proof" value="${proof}">
    <button class="button primary" type="submit">${label} plan ${shortDigest(link.digest)}</button></form>
    <p class="quiet">${icon('clock')} Until ${time(link.until)}. To decide nothing, close this page.</p></div>`;
}

/** What came of it. */
export function donePage(link: StepUp, reply: Card, names: Names): Html {
  const back =
    link.principal.surface === 'console'
      ? html`<a class="more" href="/incidents/${link.incident}">To the incident</a>`
      : html`You can close this page and go back to your chat.`;
  return html`<h1>Your decision</h1><div class="full-plan">${plainCard(reply, names)}</div><p>${back}</p>`;
}
