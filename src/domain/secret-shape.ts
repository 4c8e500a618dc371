/**
 * What secrets look like, whatever they are called. Bounded repetition only, so that no text can keep a pattern busy. No
 * word boundaries: a letter before a secret hides nothing.
 */
export const SECRET_SHAPES = {
  slackToken: /xox[a-z][-.][\w-]{6,200}/g,
  slackAppToken: /xapp-[\w-]{6,200}/g,
  awsKey: /(?:AKIA|ASIA)[A-Z0-9]{16}/g,
  privateKey: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/g,
  googleKey: /AIza[\w-]{35}/g,
  googleToken: /ya29\.[\w-]{10,400}/g,
  entraSecret: /[\w~.-]{3}8Q~[\w~.-]{31,40}/g,
  signedToken: /eyJ[\w-]{10,400}\.[\w-]{10,4000}\.[\w-]{0,4000}/g,
  githubToken: /gh[pousr]_\w{20,200}/g,
  // `user:password@` is how a fix says where they belong.
  addressWithPassword: /[a-z][a-z+]{1,20}:\/\/(?!user:password@)[^\s/:@]{0,200}:[^\s/@]{1,500}@/g,
} as const satisfies Record<string, RegExp>;

/** Names after which a value is a secret, in a query, a form or a JSON text. */
const NAMED =
  '[\\w.-]{0,40}(?:token|secret|password|passwd|assertion|api[_-]?key|access[_-]?key|private[_-]?key|signature)';

/**
 * What only a running program meets: whole keys, headers, queries, and forms that are too common to complain about in a
 * file that people write.
 */
const RUNNING: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,9000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, '[secret]'],
  // With a digit in it: a sentence may speak of basic authentication.
  [/\b(bearer|basic) (?=[\w.~+/:-]{0,400}[\d=])[\w.~+/=:-]{8,8000}/gi, '$1 [secret]'],
  [/([?&;]|\b)(sig|cookie|x-amz-credential)=[^&\s"'\\]{6,8000}/gi, '$1$2=[secret]'],
  [new RegExp(`(${NAMED})=[^&\\s"'\\\\]{4,8000}`, 'gi'), '$1=[secret]'],
  [new RegExp(`(${NAMED})(\\\\?"\\s{0,4}:\\s{0,4}\\\\?")[^"\\\\]{1,8000}`, 'gi'), '$1$2[secret]'],
  // Where a text was cut, the head of a token is left: its beginning gives it away.
  [/eyJ[\w-]{16,4000}(?:\.[\w-]{0,4000}){0,2}|(?:IQoJb3|FwoG|FQoG)[A-Za-z0-9+/]{20,9000}={0,2}/g, '[secret]'],
  // Session tokens of clouds: long, and in one of the two alphabets of base64. A resource id mixes them.
  [/[A-Za-z0-9+/]{120,9000}={0,2}|[A-Za-z0-9_-]{120,9000}/g, '[secret]'],
  // Last, lest it takes a piece out of a longer one. Secret access keys have no mark of their own; forty of base64 in both cases, not letters alone, are hardly anything else.
  [
    /(?<![\w+/=.-])(?=[A-Za-z]{0,39}[\d+/])(?=[A-Z0-9+/]{0,39}[a-z])(?=[a-z0-9+/]{0,39}[A-Z])[A-Za-z0-9+/]{40}(?![\w+/=-])/g,
    '[secret]',
  ],
];

/** The text without whatever looks like a secret in it. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const [pattern, left] of RUNNING) clean = clean.replace(pattern, left);
  for (const pattern of Object.values(SECRET_SHAPES)) clean = clean.replace(pattern, '[secret]');
  return clean;
}
