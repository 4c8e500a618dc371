import type { Config } from '../../config.ts';
import type { Probe } from '../../doctor.ts';

/** What quell.yaml lets people do without, which nobody should find out when it has happened. */
export function approvalsProbe({ rules }: Pick<Config, 'rules'>): Probe {
  const what = 'Approvals';
  const { freshSignIn, breakGlass } = rules;
  const asks = { sensitive: 'sensitive stages ask', always: 'every stage asks', never: 'no stage asks' }[freshSignIn];
  const glass = breakGlass ? `${breakGlass.group} may break the glass` : 'nobody may break the glass';
  const saw = `${asks} for a fresh sign-in; ${glass}`;
  const fix =
    'Set `approvals.fresh_sign_in: sensitive`, with `console` and `sign_in`: a stolen chat session could approve.';
  return { what, look: async () => [{ ok: true, what, saw, ...(freshSignIn === 'never' ? { fix } : {}) }] };
}
