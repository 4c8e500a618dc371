import { describe, expect, it } from 'vitest';
import { approvalsProbe } from '../../../src/process/examine/approvals.ts';

const look = (rules: Parameters<typeof approvalsProbe>[0]['rules']) =>
  approvalsProbe({ rules }).look(AbortSignal.timeout(1000));

describe('what doctor says of approvals', () => {
  it('that no stage asks for a fresh sign-in, with what would be better', async () => {
    const [check] = await look({ escalation: {}, freshSignIn: 'never' });
    expect(check).toMatchObject({ ok: true, saw: 'no stage asks for a fresh sign-in; nobody may break the glass' });
    expect(check!.fix).toContain('fresh_sign_in: sensitive');
  });

  it('who may act alone', async () => {
    const breakGlass = { group: 'security-oncall', reviewSeconds: 60 };
    const [check] = await look({ escalation: {}, freshSignIn: 'sensitive', breakGlass });
    expect(check!.saw).toBe('sensitive stages ask for a fresh sign-in; security-oncall may break the glass');
    expect(check!.fix).toBeUndefined();
  });
});
