import { z } from 'zod';
import { carriesSecrets } from '../edge/sign-in/config.ts';
import type { Environment } from './environment.ts';
import type { Problem } from './problem.ts';
import type { QuellFile } from './schema.ts';
import type { Source } from './yaml.ts';

/** The section `console` of quell.yaml. */
export const Console = z
  .strictObject({
    url: z
      .string()
      .max(200)
      .refine(carriesSecrets, 'an address that begins with https://')
      .refine(
        (url) => URL.canParse(url) && new URL(url).pathname === '/' && !/[?#]|\/$/.test(url),
        'an address without a path',
      )
      .describe('Address that people open, such as https://quell.example.com: no path, no slash at its end.'),
    host: z
      .string()
      .regex(/^[\w.:%-]+$/, 'an address of this machine, such as 127.0.0.1')
      .default('127.0.0.1')
      .describe(
        'Address of this machine that it listens on, 0.0.0.0 in a container; whatever ends TLS forwards to it.',
      ),
    port: z.int().min(1).max(65535).default(7000).describe('Port that it listens on.'),
  })
  .describe(
    'Pages for people who signed in: incidents, plans in full, and the links that ask who decides. Needs `sign_in`.',
  );

/** Pages that nobody could sign in to, and sign-ins that lead nowhere. */
export function consoleProblems(settings: QuellFile, source: Source): Problem[] {
  const { console: pages, sign_in, approvals } = settings;
  if (!pages && !sign_in && approvals.fresh_sign_in !== 'never') {
    const message = 'Sensitive stages ask for a fresh sign-in, and nobody can sign in.';
    const fix =
      'Add `console` and `sign_in` (docs/sign-in.md); or write `fresh_sign_in: never` under `approvals`, and a press in chat is enough for everything.';
    return [{ message, fix, at: source.atKey(['approvals']) }];
  }
  if (pages && !sign_in) {
    const message = '`console` has pages for people who signed in, and nobody can sign in.';
    return [{ message, fix: 'Add `sign_in`, or remove `console`.', at: source.atKey(['console']) }];
  }
  if (sign_in && !pages) {
    const message = '`sign_in` has no page to come back to.';
    return [{ message, fix: 'Add `console` with its `url`, or remove `sign_in`.', at: source.atKey(['sign_in']) }];
  }
  return [];
}

/** The secret that is missing. Only the chat role serves pages, so that only it must hold it. */
export function missingSecret({ sign_in }: QuellFile, environment: Environment, source: Source): Problem[] {
  if (!sign_in || !environment.roles.includes('chat') || environment.signInSecret) return [];
  const name = 'QUELL_SIGN_IN_CLIENT_SECRET';
  const message = `\`sign_in\` is configured, and ${name} is not set.`;
  const fix = `Set ${name}, or name the file that holds it in ${name}_FILE.`;
  return [{ message, fix, at: source.atKey(['sign_in']) }];
}
