import { z } from 'zod';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address is safe to carry a sign-in: encrypted, or never leaving this machine. */
export function carriesSecrets(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** The section `sign_in` of quell.yaml. */
export const SignInConfig = z
  .strictObject({
    issuer: z
      .string()
      .max(300)
      .refine(carriesSecrets, 'an address that begins with https://')
      .describe('Issuer of the OpenID Connect provider, exactly as it names itself.'),
    client_id: z.string().min(1).max(200).describe('Client id of Quell at the provider.'),
    freshness: z
      .literal('auth_time')
      .optional()
      .describe(
        '`auth_time`: the provider says in each id token when the person signed in, and Quell checks it. Only `acrs` does without.',
      ),
    acr: z
      .strictObject({
        claim: z
          .enum(['acr', 'acrs'])
          .default('acr')
          .describe('`acr`; `acrs` for Entra, with a Conditional Access policy that asks for a sign-in every time.'),
        values: z
          .array(z.string().regex(/^[\x21-\x7e]{1,200}$/, 'words without blanks'))
          .min(1)
          .describe('One of these must be in the id token of a fresh sign-in.'),
      })
      .optional()
      .describe('How strongly people must sign in.'),
  })
  .refine(({ freshness, acr }) => freshness !== undefined || acr !== undefined, {
    message: 'it proves neither when nor how somebody signed in: give `freshness`, `acr` or both',
  })
  .refine(({ freshness, acr }) => freshness !== undefined || acr?.claim !== 'acr', {
    path: ['acr'],
    message:
      'a claim `acr` proves how strongly somebody signed in, and says nothing about when: add `freshness: auth_time` to `sign_in`',
  })
  .describe(
    'Sign-in at the console, and for approvals. The client secret belongs in QUELL_SIGN_IN_CLIENT_SECRET; the redirect URI to register is `console.url` followed by `/sign-in/callback`.',
  );
export type SignInConfig = z.infer<typeof SignInConfig>;
