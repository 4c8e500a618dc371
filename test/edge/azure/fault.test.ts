import { describe, expect, it } from 'vitest';
import { azureFault, faultOf, faultWithoutAnswer } from '../../../src/edge/azure/fault.ts';

const arm = (code: string, message = 'Something is the matter') => JSON.stringify({ error: { code, message } });
const of = (status: number, body: string, retryAfter?: string) =>
  faultOf({ what: 'GET management.azure.com/x', status, body, retryAfter });

describe('answers of Azure as faults', () => {
  it.each([
    [400, arm('InvalidParameter'), 'azure.invalid', 'never'],
    [401, arm('InvalidAuthenticationToken'), 'azure.denied', 'when-fixed'],
    [403, arm('AuthorizationFailed'), 'azure.denied', 'when-fixed'],
    [404, arm('ResourceNotFound'), 'azure.not-found', 'when-fixed'],
    [408, arm('Timeout'), 'azure.timeout', 'later'],
    [409, arm('ScopeLocked'), 'azure.conflict', 'later'],
    [412, arm('PreconditionFailed'), 'azure.conflict', 'later'],
    [429, arm('TooManyRequests'), 'azure.throttled', 'later'],
    [500, '', 'azure.unavailable', 'later'],
    [503, '<html>busy</html>', 'azure.unavailable', 'later'],
    [504, arm('GatewayTimeout'), 'azure.timeout', 'later'],
  ])('%i becomes %s', (status, body, code, retry) => {
    const fault = of(status, body);
    expect(fault).toMatchObject({ code, retry });
    expect(fault.message).toMatch(/\.$/);
    expect(fault.fix).toMatch(/\S/);
  });

  it('waits as long as Azure asks', () => {
    expect(of(429, arm('TooManyRequests'), '17').afterMs).toBe(17_000);
    expect(of(503, arm('Busy'), '2').afterMs).toBe(2000);
    expect(of(429, arm('TooManyRequests'), 'soon').afterMs).toBeUndefined();
  });

  it('names the action and the scope that ARM says are missing, and the role that has them', () => {
    const message =
      "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/deallocate/action' over scope '/subscriptions/s' or the scope is invalid.";
    const fault = of(403, arm('AuthorizationFailed', message));
    expect(fault.message).toContain(
      'Microsoft.Compute/virtualMachines/deallocate/action is missing on /subscriptions/s.',
    );
    expect(fault.fix).toContain('infra/azure');
  });

  it('names the permission that Graph keeps to itself, and that ownership counts', () => {
    const body = arm('Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
    const fault = faultOf({ what: 'PATCH /x', status: 403, body, permission: 'Application.ReadWrite.OwnedBy' });
    expect(fault.message).toContain('Application.ReadWrite.OwnedBy is missing');
    expect(fault.fix).toContain('owner');
  });

  it("says when one of the organization's own policies is in the way", () => {
    const fault = of(403, arm('RequestDisallowedByPolicy', "Resource 'x' was disallowed by policy."));
    expect(fault).toMatchObject({ code: 'azure.denied', fix: expect.stringContaining('Exempt') });
  });

  it('cuts what Entra adds for its own support', () => {
    const error_description = 'AADSTS7000112: Application is disabled. Trace ID: 1 Correlation ID: 2';
    const fault = of(401, JSON.stringify({ error: 'unauthorized_client', error_description }));
    expect(fault.message).toMatch(/AADSTS7000112: Application is disabled\.$/);
    expect(fault.fix).toContain('AADSTS7000112');
  });
});

describe('no answer as faults', () => {
  const named = (name: string, more: object = {}) => Object.assign(new Error('x'), { name, ...more });

  it.each([
    [named('AbortError'), 'azure.timeout'],
    [named('TimeoutError'), 'azure.timeout'],
    [named('RestError', { code: 'PARSE_ERROR' }), 'azure.garbage'],
    [new SyntaxError('Unexpected end of JSON input'), 'azure.garbage'],
    [named('RestError', { code: 'ECONNRESET' }), 'azure.unreachable'],
    [named('RestError', { code: 'ENOTFOUND' }), 'azure.unreachable'],
    ['a string', 'azure.unreachable'],
  ])('%s becomes %s', (thrown, code) => {
    expect(faultWithoutAnswer(thrown, 'GET x')).toMatchObject({ code, retry: 'later' });
  });

  it('leaves a fault as it is', () => {
    const fault = azureFault('conflict', 'Somebody was quicker.');
    expect(faultWithoutAnswer(fault, 'GET x')).toBe(fault);
  });
});
