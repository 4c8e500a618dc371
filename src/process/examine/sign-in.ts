import type { Config } from '../../config.ts';
import type { Probe } from '../../doctor.ts';
import type { Check } from '../../domain/action.ts';
import { asFault } from '../../domain/fault.ts';

/** Asks the identity provider for its own description, as the first sign-in would. */
export function signInProbe({ sign_in, environment }: Config, isChat: boolean): Probe | undefined {
  if (!sign_in) return undefined;
  const what = `Sign-in at ${sign_in.issuer}`;
  return {
    what,
    async look(): Promise<Check[]> {
      if (isChat && !environment.signInSecret) {
        const fix = 'Set QUELL_SIGN_IN_CLIENT_SECRET to the client secret of Quell at the provider (docs/sign-in.md).';
        return [{ ok: false, what, saw: 'no client secret in the environment', fix }];
      }
      const { openSignIn } = await import('../../edge/sign-in/provider.ts');
      const secret = environment.signInSecret?.reveal() ?? '';
      try {
        await openSignIn({ ...sign_in, secret, redirect: () => '' }).ready();
        return [{ ok: true, what, saw: 'it describes itself, under this very name' }];
      } catch (thrown) {
        const fix = 'Compare `sign_in.issuer` with what the provider names itself; its port must be open from here.';
        return [{ ok: false, what, saw: asFault(thrown).message, fix }];
      }
    },
  };
}
