interface Look {
  /** Bounded repetition only, so that no text can keep it busy. */
  pattern: RegExp;
  what: string;
  /** Where it belongs, as a sentence. */
  belongs: string;
}

const CLOUD = 'Quell signs in to clouds by workload identity and needs no key; remove it here and revoke it there.';
const SLACK = 'Put it into QUELL_SLACK_BOT_TOKEN or QUELL_SLACK_APP_TOKEN in the environment.';

/** What secrets look like, whatever they are called. No word boundaries: a letter before a secret hides nothing. */
export const LOOKS: readonly Look[] = [
  { pattern: /xox[a-z][-.][\w-]{6,200}/g, what: 'a Slack token', belongs: SLACK },
  { pattern: /xapp-[\w-]{6,200}/g, what: 'a Slack app token', belongs: SLACK },
  { pattern: /(?:AKIA|ASIA)[A-Z0-9]{16}/g, what: 'an AWS access key', belongs: CLOUD },
  { pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/g, what: 'a private key', belongs: CLOUD },
  { pattern: /AIza[\w-]{35}/g, what: 'a Google API key', belongs: CLOUD },
  { pattern: /ya29\.[\w-]{10,400}/g, what: 'a Google access token', belongs: CLOUD },
  { pattern: /[\w~.-]{3}8Q~[\w~.-]{31,40}/g, what: 'an Entra client secret', belongs: CLOUD },
  { pattern: /eyJ[\w-]{10,400}\.[\w-]{10,4000}\.[\w-]{0,4000}/g, what: 'a signed token', belongs: CLOUD },
  {
    pattern: /gh[pousr]_\w{20,200}/g,
    what: 'a GitHub token',
    belongs: 'Quell has no use for it; remove it here and revoke it there.',
  },
  {
    pattern: /[a-z][a-z+]{1,20}:\/\/[^\s/:@]{0,200}:[^\s/@]{1,500}@/g,
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
