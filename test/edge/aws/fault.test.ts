import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/domain/fault.ts';
import { awsFault, isExpired } from '../../../src/edge/aws/fault.ts';

const caller = { as: 'reader role of account 111122223333 (ml-prod)', operation: 'GetRole' };

/** An error in the SDK's shape. */
function thrown(name: string, status: number | undefined, message = 'Something.', more: object = {}): Error {
  const $metadata = status === undefined ? {} : { httpStatusCode: status };
  return Object.assign(new Error(message), { name, $metadata, ...more });
}

describe('an AWS error as a fault', () => {
  it.each([
    ['NoSuchEntityException', 404, 'not-found', 'when-fixed'],
    ['PolicyNotFoundException', 400, 'not-found', 'when-fixed'],
    ['AccessDenied', 403, 'denied', 'when-fixed'],
    ['AccessDeniedException', 400, 'denied', 'when-fixed'],
    ['UnauthorizedOperation', 403, 'denied', 'when-fixed'],
    ['ExpiredToken', 403, 'denied', 'when-fixed'],
    ['CredentialsProviderError', undefined, 'denied', 'when-fixed'],
    ['Throttling', 400, 'throttled', 'later'],
    ['RequestLimitExceeded', 503, 'throttled', 'later'],
    ['TooManyRequestsException', 400, 'throttled', 'later'],
    ['AnythingElse', 429, 'throttled', 'later'],
    ['ConcurrentModificationException', 409, 'conflict', 'later'],
    ['DuplicatePolicyAttachmentException', 400, 'conflict', 'later'],
    ['PolicyChangesInProgressException', 400, 'conflict', 'later'],
    ['MalformedPolicyDocumentException', 400, 'invalid', 'never'],
    ['LimitExceededException', 409, 'invalid', 'never'],
    ['ServiceFailureException', 500, 'unavailable', 'later'],
    ['SyntaxError', 200, 'garbage', 'later'],
    ['AbortError', undefined, 'timeout', 'later'],
    ['TimeoutError', undefined, 'timeout', 'later'],
  ])('%s with status %s is %s', (name, status, code, retry) => {
    const fault = awsFault(thrown(name, status), caller);
    expect(fault).toMatchObject({ code: `aws.${code}`, retry });
    expect(fault.message).toMatch(/^AWS .*[^.]\.$/);
    expect(fault.fix).toMatch(/\.$/);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE'])(
    '%s is unreachable, whatever the SDK calls it',
    (code) => {
      expect(awsFault(thrown('TimeoutError', undefined, 'x', { code }), caller).code).toBe('aws.unreachable');
    },
  );

  it('names the permission, the resource and the policy that refused', () => {
    const message =
      'User: arn:aws:sts::111122223333:assumed-role/quell-reader/quell is not authorized to perform: iam:GetRole on resource: arn:aws:iam::111122223333:role/ml-train with an explicit deny in a service control policy';
    expect(awsFault(thrown('AccessDenied', 403, message), caller)).toMatchObject({
      message:
        'AWS refused iam:GetRole on arn:aws:iam::111122223333:role/ml-train to the reader role of account 111122223333 (ml-prod) (with an explicit deny in a service control policy).',
      fix: expect.stringMatching(/^Grant iam:GetRole with the role generated in infra\/aws/),
    });
  });

  it('reads IAM’s own way to name a role, and a message that names no resource', () => {
    const of = (rest: string) =>
      awsFault(thrown('AccessDenied', 403, `User: x is not authorized to perform: ${rest}`), caller);
    expect(of('iam:GetRole on resource: role ml-train because no identity-based policy allows it').message).toBe(
      'AWS refused iam:GetRole on role ml-train to the reader role of account 111122223333 (ml-prod) (because no identity-based policy allows it).',
    );
    expect(of('sts:AssumeRole with an explicit deny in the role trust policy').message).toMatch(
      /^AWS refused sts:AssumeRole to .*\(with an explicit deny in the role trust policy\)\.$/,
    );
    expect(awsFault(thrown('UnauthorizedOperation', 403, 'You are not authorized.'), caller).message).toBe(
      'AWS refused GetRole to the reader role of account 111122223333 (ml-prod).',
    );
  });

  it('passes on how long AWS asked to wait, within reason', () => {
    const waits = (value: string) =>
      awsFault(thrown('Throttling', 400, 'x', { $response: { headers: { 'retry-after': value } } }), caller).afterMs;
    expect(waits('7')).toBe(7000);
    expect(waits('999999')).toBe(3600_000);
    expect(waits('soon')).toBeUndefined();
  });

  it('leaves a fault alone, and makes one of anything', () => {
    const fault = new Fault({ code: 'aws.conflict', message: 'A.', fix: 'B.' });
    expect(awsFault(fault, caller)).toBe(fault);
    for (const odd of [undefined, null, 'text', 7, {}]) expect(awsFault(odd, caller)).toBeInstanceOf(Fault);
  });

  it('knows a session that has ended, on every service', () => {
    for (const name of ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']) {
      expect(isExpired(thrown(name, 403))).toBe(true);
    }
    expect(isExpired(thrown('AccessDenied', 403))).toBe(false);
    expect(isExpired(undefined)).toBe(false);
  });
});
