import type { Problem } from './problem.ts';
import { LOOKS } from './scrub.ts';
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
  [/client_?secret|(access|secret|private|api|account)_?key|credential/, CLOUD],
  [/secret|password|passwd|token|_key$/, 'Put it into the environment; docs/configuration.md lists the names.'],
];

/** Where the value of a key that is named like a secret belongs; undefined for any other key. */
export function secretKey(key: string): string | undefined {
  const name = key.toLowerCase().replaceAll('-', '_').slice(0, 100);
  return KEYS.find(([pattern]) => pattern.test(name))?.[1] || undefined;
}

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
