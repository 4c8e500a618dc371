import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/domain/fault.ts';
import { asGcpFault } from '../../../src/edge/gcp/fault.ts';

interface Detail {
  reason?: string;
  metadata?: Record<string, string>;
}

/** An error as Google's clients throw it. */
function thrown(status: number, state: string, message: string, detail?: Detail, headers: Record<string, string> = {}) {
  const details = detail ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', ...detail }] : [];
  const data = { error: { code: status, message, status: state, details } };
  return Object.assign(new Error(message), { response: { status, data, headers: new Headers(headers) } });
}

const what = 'POST iam.googleapis.com/v1/thing';

describe('an answer of Google becomes a fault', () => {
  it.each([
    [thrown(404, 'NOT_FOUND', 'Gone'), 'gcp.not-found', 'when-fixed'],
    [thrown(401, 'UNAUTHENTICATED', 'Who?'), 'gcp.denied', 'when-fixed'],
    [thrown(403, 'PERMISSION_DENIED', 'No'), 'gcp.denied', 'when-fixed'],
    [thrown(403, 'PERMISSION_DENIED', 'Slow', { reason: 'rateLimitExceeded' }), 'gcp.throttled', 'later'],
    [thrown(429, 'RESOURCE_EXHAUSTED', 'Slow'), 'gcp.throttled', 'later'],
    [thrown(409, 'ABORTED', 'etag'), 'gcp.conflict', 'later'],
    [thrown(400, 'FAILED_PRECONDITION', 'disabled'), 'gcp.conflict', 'later'],
    [thrown(400, 'INVALID_ARGUMENT', 'odd'), 'gcp.invalid', 'never'],
    [thrown(500, 'INTERNAL', 'oops'), 'gcp.unavailable', 'later'],
    [thrown(503, 'UNAVAILABLE', 'later'), 'gcp.unavailable', 'later'],
    [thrown(504, 'DEADLINE_EXCEEDED', 'late'), 'gcp.timeout', 'later'],
  ])('%s', (error, code, retry) => {
    const fault = asGcpFault(error, what);
    expect(fault).toMatchObject({ code, retry });
    expect(fault.message).toMatch(/\.$/);
    expect(fault.fix).toMatch(/\S/);
  });

  it('that names the missing permission and the resource', () => {
    const metadata = { permission: 'iam.serviceAccounts.disable', resource: 'projects/p/serviceAccounts/s' };
    const fault = asGcpFault(
      thrown(403, 'PERMISSION_DENIED', 'no', { reason: 'IAM_PERMISSION_DENIED', metadata }),
      what,
    );
    expect(fault.message).toContain('iam.serviceAccounts.disable is missing on projects/p/serviceAccounts/s');
    expect(fault.fix).toContain('infra/gcp');
  });

  it('that says how to enable an API', () => {
    const metadata = { service: 'cloudquotas.googleapis.com', consumer: 'projects/424242424242' };
    const fault = asGcpFault(thrown(403, 'PERMISSION_DENIED', 'no', { reason: 'SERVICE_DISABLED', metadata }), what);
    expect(fault.fix).toContain('gcloud services enable cloudquotas.googleapis.com --project=424242424242');
  });

  it('that names the permission when Google tells it in words alone', () => {
    const fault = asGcpFault(thrown(403, 'PERMISSION_DENIED', "Permission 'iam.roles.get' denied on resource."), what);
    expect(fault.message).toContain('iam.roles.get is missing');
  });

  it('that waits as long as Google asks', () => {
    expect(asGcpFault(thrown(429, 'RESOURCE_EXHAUSTED', 'no', {}, { 'retry-after': '7' }), what).afterMs).toBe(7000);
  });

  it('of the token endpoint', () => {
    const data = { error: 'invalid_grant', error_description: 'The ID Token is expired.' };
    const error = Object.assign(new Error('x'), { response: { status: 400, data, headers: new Headers() } });
    expect(asGcpFault(error, what)).toMatchObject({ code: 'gcp.denied' });
  });
});

describe('a call without an answer becomes a fault', () => {
  const coded = (message: string, code: string) => Object.assign(new Error(message), { code });
  it.each([
    [coded('socket hang up', 'ECONNRESET'), 'gcp.unreachable'],
    [coded('getaddrinfo ENOTFOUND', 'ENOTFOUND'), 'gcp.unreachable'],
    [coded('The operation was aborted', 'AbortError'), 'gcp.timeout'],
    [coded('timed out', 'TimeoutError'), 'gcp.timeout'],
    [new SyntaxError('Unexpected token < in JSON'), 'gcp.garbage'],
    [new Error('Could not load the default credentials.'), 'gcp.denied'],
  ])('%s', (error, code) => {
    expect(asGcpFault(error, what).code).toBe(code);
  });
});

it('keeps a fault as it is', () => {
  const fault = new Fault({ code: 'gcp.garbage', message: 'Odd.', fix: 'Look.' });
  expect(asGcpFault(fault, what)).toBe(fault);
});

it('lets no token into the log', () => {
  const error = Object.assign(new Error('POST with ya29.not-a-real-token failed'), {
    config: { headers: { authorization: 'Bearer ya29.not-a-real-token' } },
  });
  const { cause } = asGcpFault(error, what);
  expect(JSON.stringify([String(cause), cause])).not.toContain('not-a-real-token');
});
