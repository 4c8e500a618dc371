import type { LinkRecord, SignInRecord } from '../approval/sign-in.ts';
import type { StepUpRecord, StepUps } from '../approval/step-up.ts';
import type { Linking } from '../desk/linking.ts';
import { Fault } from '../domain/fault.ts';
import type { People } from './people.ts';

/** What sign-ins need of the record. */
export interface SignInParts {
  stepUps: StepUpRecord;
  signIns: SignInRecord;
  links: LinkRecord;
}

function notLinked(): Fault {
  return new Fault({
    code: 'sign-in.not-linked',
    message: 'This plan asks who you are once more, and Quell does not know who you are at the identity provider.',
    fix: 'Type `link`, follow it, then approve again.',
  });
}

/** @param origin the console's address, without a slash at its end */
export function stepUpsOf({ stepUps, signIns }: SignInParts, directory: People, origin: () => string): StepUps {
  return {
    async begin(ask) {
      const { id } = ask.person;
      if (directory.subjectOf(id) === undefined && (await signIns.passkeys(id)).length === 0) throw notLinked();
      const { token, until } = await stepUps.begin(ask);
      return { url: `${origin()}/stepup/${token}`, until };
    },
  };
}

/** @param origin the console's address, without a slash at its end */
export function linkingOf({ links }: SignInParts, directory: People, origin: () => string): Linking {
  return {
    async ask(principal) {
      const { token, until } = await links.ask(principal);
      return { url: `${origin()}/link/${token}`, until };
    },
    answer: links.answer,
    personBy: directory.personBy,
    subjectOf: directory.subjectOf,
    async link(principal, who, person, event) {
      await links.link({ principal, ...who, person }, event);
      await directory.reload();
    },
    async unlink(principal, person, event) {
      const ended = await links.unlink(principal, person, event);
      if (ended) await directory.reload();
      return ended;
    },
  };
}
