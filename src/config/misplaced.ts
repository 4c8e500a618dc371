import { SECRET_SHAPES } from '../domain/secret-shape.ts';
import type { Problem } from './problem.ts';
import { LIMIT, placer } from './yaml.ts';

const CLOUD = 'Quell signs in to clouds by workload identity and needs no secret: remove it.';

// In this order: the first that fits says where the value belongs.
const KEYS: readonly [RegExp, string][] = [
  [/_file$/, ''],
  [/signing/, 'Put it into QUELL_SLACK_SIGNING_SECRET in the environment.'],
  [/app_?token|xapp/, 'Put it into QUELL_SLACK_APP_TOKEN in the environment.'],
  [/^(slack_)?(bot_?)?token$|xoxb/, 'Put it into QUELL_SLACK_BOT_TOKEN in the environment.'],
  [/database|postgres/, 'Put it into DATABASE_URL in the environment.'],
  [/redis/, 'Put it into REDIS_URL in the environment.'],
  [/^(app_?|teams_?)password$/, 'Put it into QUELL_TEAMS_APP_PASSWORD in the environment.'],
  [/^client_?secret$/, 'Put that of `sign_in` into QUELL_SIGN_IN_CLIENT_SECRET in the environment; clouds need none.'],
  [/client_?secret|(access|secret|private|api|account)_?key|credential/, CLOUD],
  [/secret|password|passwd|token|_key$/, 'Put it into the environment; docs/configuration.md lists the names.'],
];

/** Where the value of a key that is named like a secret belongs; undefined for any other key. */
export function secretKey(key: string): string | undefined {
  const name = key.toLowerCase().replaceAll('-', '_').slice(0, 100);
  return KEYS.find(([pattern]) => pattern.test(name))?.[1] || undefined;
}

interface Look {
  pattern: RegExp;
  what: string;
  /** Where it belongs, as a sentence. */
  belongs: string;
}

const KEY = 'Quell signs in to clouds by workload identity and needs no key; remove it here and revoke it there.';
const SLACK = 'Put it into QUELL_SLACK_BOT_TOKEN or QUELL_SLACK_APP_TOKEN in the environment.';

/** What looks like a secret in a file that people write, and where it belongs. */
const LOOKS: readonly Look[] = [
  { pattern: SECRET_SHAPES.slackToken, what: 'a Slack token', belongs: SLACK },
  { pattern: SECRET_SHAPES.slackAppToken, what: 'a Slack app token', belongs: SLACK },
  { pattern: SECRET_SHAPES.awsKey, what: 'an AWS access key', belongs: KEY },
  { pattern: SECRET_SHAPES.privateKey, what: 'a private key', belongs: KEY },
  { pattern: SECRET_SHAPES.googleKey, what: 'a Google API key', belongs: KEY },
  { pattern: SECRET_SHAPES.googleToken, what: 'a Google access token', belongs: KEY },
  { pattern: SECRET_SHAPES.entraSecret, what: 'an Entra client secret', belongs: KEY },
  { pattern: SECRET_SHAPES.signedToken, what: 'a signed token', belongs: KEY },
  {
    pattern: SECRET_SHAPES.githubToken,
    what: 'a GitHub token',
    belongs: 'Quell has no use for it; remove it here and revoke it there.',
  },
  {
    pattern: SECRET_SHAPES.addressWithPassword,
    what: 'an address with a password',
    belongs: 'Put it into DATABASE_URL or REDIS_URL in the environment.',
  },
];

/**
 * Secrets in the text itself, comments and broken YAML included: whatever looks like one, and the very values that the
 * environment holds.
 * @param known Name in the environment, and its secret value.
 */
export function misplaced(whole: string, file: string, known: ReadonlyMap<string, string>): Problem[] {
  // What is longer is refused anyway.
  const text = whole.slice(0, LIMIT);
  const place = placer(text, file);
  const problems: Problem[] = [];
  for (const { pattern, what, belongs } of LOOKS) {
    for (const found of text.matchAll(pattern)) {
      const message = `This looks like ${what}, and secrets do not belong in this file.`;
      problems.push({ message, fix: belongs, at: place(found.index) });
    }
  }
  for (const [name, value] of known) {
    const index = value.length < 6 ? -1 : text.indexOf(value);
    if (index < 0) continue;
    const message = `The value of ${name} stands here, and secrets do not belong in this file.`;
    problems.push({ message, fix: 'Remove it here; the environment already has it.', at: place(index) });
  }
  return problems;
}
