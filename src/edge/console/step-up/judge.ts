import type { StepUp } from '../../../approval/step-up.ts';
import { tooLate } from '../../../approval/too-late.ts';
import { Fault } from '../../../domain/fault.ts';
import { type Plan, shortDigest } from '../../../domain/plan.ts';
import type { Browser } from '../cookie.ts';
import type { Asked, ConsoleSignIn } from '../parts.ts';
import { otherBrowser } from '../sign-in/fault.ts';

function unknown(): Fault {
  return new Fault({
    code: 'step-up.unknown',
    message: 'There is no such link.',
    fix: 'Press Approve once more in the chat; the link that comes then serves for five minutes.',
  });
}

/** Why a link is over that may have decided. */
export const USED = 'was used';

export function gone(why: string): Fault {
  return new Fault({
    code: 'step-up.gone',
    message: `This link ${why}.`,
    fix: `${why === USED ? 'It decides nothing more.' : 'Nothing was decided.'} Press the same button again; the new link lasts five minutes.`,
  });
}

const ENDED: Partial<Record<Plan['status'], string>> = {
  approved: 'is approved already',
  denied: 'was denied',
  expired: 'has expired',
  superseded: 'was replaced by another one',
  withdrawn: 'was withdrawn',
};

function changed(digest: string, how: string): Fault {
  return new Fault({
    code: 'step-up.changed',
    message: `Plan ${shortDigest(digest)} ${how}, so there is nothing left to decide here.`,
    fix: 'The chat shows what took its place, if anything.',
  });
}

/** @throws Fault `step-up.unknown`, `step-up.gone`, `sign-in.other-browser` for a link that no longer serves this browser */
export function serves(link: StepUp | undefined, browser: Browser | undefined): asserts link is StepUp {
  if (!link) throw unknown();
  if (link.state === 'used') throw gone(USED);
  if (link.state === 'burned') throw gone('was made useless, because somebody else tried to use it');
  if (link.expired) throw gone('served for five minutes, and they are over');
  if (link.state === 'started' && link.browser !== browser?.mark) throw otherBrowser();
}

/** The plan as it stands, if it is still the one that the link is for. @throws Fault `step-up.changed` */
export async function unchanged({ asked }: ConsoleSignIn, link: StepUp): Promise<Asked> {
  const now = await asked(link.plan);
  if (!now || now.plan.digest !== link.digest) throw changed(link.digest, 'is no longer what it was');
  const over = Date.parse(now.plan.approveBy) < Date.now();
  const missed = over ? tooLate(now.plan, now.votes) : undefined;
  if (missed) throw new Fault({ code: 'step-up.changed', message: missed, fix: 'Press Ask again on its card.' });
  if (now.plan.status !== 'pending') throw changed(link.digest, ENDED[now.plan.status] ?? 'has ended');
  if (over) throw changed(link.digest, 'has expired');
  return now;
}
