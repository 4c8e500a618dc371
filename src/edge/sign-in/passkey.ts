import { createHash, randomBytes } from 'node:crypto';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Passkey, Passkeys, Signed } from '../../approval/sign-in.ts';
import { Fault } from '../../domain/fault.ts';
import type { JsonObject } from '../../domain/json.ts';

const WAIT_MS = 120_000;
/** COSE names of EdDSA, ES256 and RS256: what every authenticator in use has one of. */
const ALGORITHMS = [-8, -7, -257];

function notProven(cause?: unknown): Fault {
  return new Fault({
    code: 'sign-in.refused',
    message: 'This passkey does not prove who you are, or it signed something else.',
    fix: 'Nothing was decided. Start once more, or sign in instead.',
    cause,
  });
}

/** What is signed: this decision about this digest, once. */
function challenge({ decision, plan, digest }: Signed, nonce: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(`${decision}|${plan}|${digest}|${nonce}`).digest());
}

const random = () => randomBytes(32).toString('base64url');
const encoded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const plain = (options: unknown) => JSON.parse(JSON.stringify(options)) as JsonObject;
const known = (keys: readonly Passkey[]) => keys.map(({ id, transports }) => ({ id, transports }));

/** @param origin the console's own, such as `https://quell.example.com`; passkeys belong to its host */
export function openPasskeys(origin: () => string): Passkeys {
  const rp = () => new URL(origin()).hostname;
  return {
    async ask(about, keys) {
      const nonce = random();
      const options = await generateAuthenticationOptions({
        rpID: rp(),
        challenge: challenge(about, nonce),
        allowCredentials: known(keys),
        userVerification: 'required',
        timeout: WAIT_MS,
      });
      return { options: plain(options), nonce };
    },
    async answer(response, about, nonce, keys) {
      const given = response as AuthenticationResponseJSON;
      const key = keys.find((k) => k.id === given?.id);
      if (!key) throw notProven();
      const { publicKey, counter, id } = key;
      const checked = await verifyAuthenticationResponse({
        response: given,
        expectedChallenge: encoded(challenge(about, nonce)),
        expectedOrigin: origin(),
        expectedRPID: rp(),
        credential: { id, publicKey, counter },
        requireUserVerification: true,
      }).catch((error: unknown) => {
        throw notProven(error);
      });
      if (!checked.verified) throw notProven();
      const { authenticatorData, clientDataJSON, signature } = given.response;
      const evidence = createHash('sha256').update(`${authenticatorData}.${clientDataJSON}.${signature}`).digest('hex');
      const at = new Date().toISOString();
      return {
        key: id,
        counter: checked.authenticationInfo.newCounter,
        proof: { method: 'webauthn', issuer: rp(), subject: id, at, amr: ['user-verified'], evidence },
      };
    },
    async invite(person, keys) {
      const nonce = random();
      const options = await generateRegistrationOptions({
        rpName: 'Quell',
        rpID: rp(),
        userName: person.id,
        userID: new Uint8Array(createHash('sha256').update(`quell|${person.id}`).digest()),
        userDisplayName: person.name,
        challenge: new Uint8Array(Buffer.from(nonce, 'base64url')),
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: known(keys),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        timeout: WAIT_MS,
      });
      return { options: plain(options), nonce };
    },
    async accept(response, nonce) {
      const checked = await verifyRegistrationResponse({
        response: response as RegistrationResponseJSON,
        expectedChallenge: nonce,
        expectedOrigin: origin(),
        expectedRPID: rp(),
        supportedAlgorithmIDs: ALGORITHMS,
        requireUserVerification: true,
      }).catch((error: unknown) => {
        throw notProven(error);
      });
      if (!checked.verified) throw notProven();
      const { id, publicKey, counter, transports } = checked.registrationInfo.credential;
      return { id, publicKey, counter, transports: transports ?? [] };
    },
  };
}
