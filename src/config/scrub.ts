import { SECRET_SHAPES } from '../domain/secret-shape.ts';

interface Look {
  pattern: RegExp;
  what: string;
  /** Where it belongs, as a sentence. */
  belongs: string;
}

const CLOUD = 'Quell signs in to clouds by workload identity and needs no key; remove it here and revoke it there.';
const SLACK = 'Put it into QUELL_SLACK_BOT_TOKEN or QUELL_SLACK_APP_TOKEN in the environment.';

/** What looks like a secret in a file that people write, and where it belongs. */
export const LOOKS: readonly Look[] = [
  { pattern: SECRET_SHAPES.slackToken, what: 'a Slack token', belongs: SLACK },
  { pattern: SECRET_SHAPES.slackAppToken, what: 'a Slack app token', belongs: SLACK },
  { pattern: SECRET_SHAPES.awsKey, what: 'an AWS access key', belongs: CLOUD },
  { pattern: SECRET_SHAPES.privateKey, what: 'a private key', belongs: CLOUD },
  { pattern: SECRET_SHAPES.googleKey, what: 'a Google API key', belongs: CLOUD },
  { pattern: SECRET_SHAPES.googleToken, what: 'a Google access token', belongs: CLOUD },
  { pattern: SECRET_SHAPES.entraSecret, what: 'an Entra client secret', belongs: CLOUD },
  { pattern: SECRET_SHAPES.signedToken, what: 'a signed token', belongs: CLOUD },
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

/** Shorter values are no secrets, and taking them out would make sentences unreadable. */
const SHORTEST = 6;

/** Gives the function that takes these secrets, and whatever looks like one, out of a text. */
export function scrubber(secrets: Iterable<string>): (text: string) => string {
  const known = [...new Set(secrets)].filter((s) => s.length >= SHORTEST).sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, '[secret]');
    for (const { pattern } of LOOKS) clean = clean.replace(pattern, '[secret]');
    return clean;
  };
}
