import { z } from 'zod';
import { action, type Change, type Evidence, type Receipt, type Verification } from '../../../domain/action.ts';
import type { AzureCloud } from '../cloud.ts';
import type { DirectoryUser, SilentSignIn } from '../directory.ts';
import { tenantInput, userInput } from '../inputs.ts';
import { ACCESS_TOKEN_SECONDS, DIRECTORY_SETTLES_SECONDS } from '../lifetimes.ts';

/** When sessions had to have begun before, ISO 8601. Kept for the record: it cannot be put back. */
type Prior = { validFrom: string };

const FIELD = 'sessions are valid from';

export default action<AzureCloud>()({
  id: 'azure.entra.revoke-user-sessions',
  cloud: 'azure',
  kind: 'revoke-sessions',
  title: 'Revoke all sign-in sessions of user {user}',
  docs:
    'Sets the moment from which sessions of this person count to now: refresh tokens and browser sessions from before are refused, and the person has to sign in again. ' +
    'Verification reads that moment back, and looks in the log of silent sign-ins for sessions that still work. ' +
    'It cannot be undone, and need not be: signing in again is all that it costs.',
  inputs: z.strictObject({ tenant: tenantInput, user: userInput }),
  target: 'tenant',
  example: { tenant: '11111111-aaaa-4aaa-8aaa-111111111111', user: '66666666-ffff-4fff-8fff-666666666666' },
  permissions: { read: ['User.Read.All', 'AuditLog.Read.All'], write: ['User.RevokeSessions.All'] },
  effect: 'desired-state',
  reversible: 'none',
  notStopped: [
    'Access tokens that were issued before: 60 to 90 minutes, and up to 28 hours with continuous access evaluation where the service does not enforce it.',
    'A new sign-in with the same password and second factor: disable the person or change the password as well.',
    'Guests: their sessions belong to their home tenant.',
    'Cookies that an application gave out itself.',
  ],
  attack: ['T1078.004', 'T1550.001', 'T1539'],
  d3fend: ['D3-ANCI'],
  sources: [
    'https://learn.microsoft.com/graph/api/user-revokesigninsessions',
    'https://learn.microsoft.com/entra/identity/users/users-revoke-access',
    'https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation',
  ],
  settlesWithinSeconds: DIRECTORY_SETTLES_SECONDS,

  async plan({ user }, cloud, { signal }) {
    const person = await cloud.directory.user(user, signal);
    const validFrom = person.signInSessionsValidFromDateTime;
    return {
      changes: [change(person, validFrom)],
      prior: { validFrom },
      basis: { user: person.id, userType: person.userType },
      residual: [
        {
          what: `access tokens of ${person.userPrincipalName} that were issued before`,
          forSeconds: ACCESS_TOKEN_SECONDS,
          why: 'Most services look at nothing but the expiry of an access token; removing role assignments ends what it can do in Azure.',
        },
        ...(isGuest(person)
          ? [
              {
                what: `all sessions of the guest ${person.userPrincipalName}`,
                forSeconds: null,
                why: "A guest's sessions belong to the home tenant: revoke them there, or disable the guest here.",
              },
            ]
          : []),
      ],
      safeReleaseAfterSeconds: 0,
    };
  },

  async apply({ user }, receipt, cloud, { signal }) {
    // Again on a retry, on purpose: a later moment only ends more sessions.
    await cloud.directory.revokeSessions(user, signal);
    const person = await cloud.directory.user(user, signal);
    const cut = person.signInSessionsValidFromDateTime;
    return {
      changes: [{ ...change(person, receipt.prior.validFrom), after: cut }],
      at: (await cloud.now()).toISOString(),
      written: { cut },
    };
  },

  async verify({ user }, receipt, cloud, { signal }): Promise<Verification> {
    const person = await cloud.directory.user(user, signal);
    const at = (await cloud.now()).toISOString();
    const config = cutEvidence(person, receipt);
    const log = await cloud.directory.silentSignIns(user, person.signInSessionsValidFromDateTime, signal);
    const evidence = [config, ...(log ? [logEvidence(log)] : [])];
    if (isGuest(person)) {
      return {
        state: 'pending',
        evidence,
        at,
        note: 'This is a guest: sessions can be revoked in the home tenant only.',
      };
    }
    if (evidence.every(({ ok }) => ok)) return { state: 'contained', evidence, at };
    const note = config.ok
      ? 'A session from before was used after the revocation.'
      : 'The revocation is not to be seen yet.';
    return { state: 'pending', evidence, at, note };
  },

  async planRelease(_inputs, _receipt, cloud) {
    return { changes: [], kept: [], basis: {}, at: (await cloud.now()).toISOString() };
  },

  async release(_inputs, _receipt, cloud) {
    return { changes: [], kept: [], at: (await cloud.now()).toISOString() };
  },
});

function change(person: DirectoryUser, before: string): Change {
  return {
    resource: `user ${person.userPrincipalName} (${person.id})`,
    field: FIELD,
    before,
    after: 'the time of the revocation',
  };
}

function isGuest({ userType, userPrincipalName }: DirectoryUser): boolean {
  return userType === 'Guest' || userPrincipalName.includes('#EXT#');
}

function cutEvidence(person: DirectoryUser, receipt: Receipt<Prior>): Evidence {
  const saw = person.signInSessionsValidFromDateTime;
  // The receipt's time has whole seconds; nothing that began before it may survive.
  const ok = Date.parse(saw) >= Date.parse(receipt.readAt) && saw !== receipt.prior.validFrom;
  return { kind: 'config', asked: `read from when ${FIELD}, expecting ${receipt.readAt} or later`, saw, ok };
}

/** The newest entry decides: what went through while the revocation settled is followed by a refusal once it has. */
function logEvidence(log: SilentSignIn[]): Evidence {
  const asked = 'look in the log of silent sign-ins since the revocation, which lags by minutes';
  const [newest] = log;
  if (!newest) return { kind: 'effect', asked, saw: 'no session was used since', ok: true };
  const ok = newest.errorCode !== 0;
  const saw = ok ? `last one refused at ${newest.at} (${newest.errorCode})` : `last one accepted at ${newest.at}`;
  return { kind: 'effect', asked, saw, ok };
}
