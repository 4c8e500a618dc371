import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asFault, Fault } from '../../../src/domain/fault.ts';
import { withoutSecrets } from '../../../src/domain/secret-shape.ts';
import { openLog } from '../../../src/edge/log/open.ts';
import { redact } from '../../../src/edge/log/redact.ts';

/** Obviously fake, each in the form of the real thing. */
const FAKES: Record<string, string> = {
  slackBot: 'xoxb-000000000000-fakefakefake',
  slackApp: 'xapp-1-A000FAKE-000-fakefake',
  awsKey: 'AKIAFAKEFAKEFAKE0000',
  awsSecret: 'FakeFake/FakeFake+FakeFake0FakeFake00000',
  awsSession: `FwoGFake${'Fake0Fake/+'.repeat(20)}`,
  google: 'ya29.fake-fake-fake-0000',
  jwt: 'eyJmYWtlIjoiZmFrZSJ9.eyJmYWtlIjoiZmFrZSJ9.ZmFrZWZha2U',
  entra: 'fak8Q~fakefakefakefakefakefakefakefake0000',
  key: '-----BEGIN PRIVATE KEY-----\nRkFLRUZBS0VGQUtF\n-----END PRIVATE KEY-----',
};
/** What a known shape must take away of each, wherever it stands. */
const HEART = (secret: string) => secret.replace(/-----[A-Z ]+-----|\n/g, '');

const texts = fc
  .constantFrom(...Object.values(FAKES))
  .chain((secret) =>
    fc.constantFrom(
      secret,
      `Bearer ${secret}`,
      `the call failed: {"access_token":"${secret}","expires_in":3599}`,
      `https://host.example/path?sv=2022&sig=${encodeURIComponent(secret)}&x=1`,
      `https://user:${encodeURIComponent(secret)}@host.example/`,
      `client_secret=${encodeURIComponent(secret)}&grant_type=x`,
      `said "${secret}" and ended`,
    ),
  );
const names = fc.constantFrom(
  ...['token', 'Token', 'sessionToken', 'x-amz-security-token', 'Authorization', 'client_secret', 'clientSecret'],
  ...['password', 'pgPassword', 'set-cookie', 'secretAccessKey', 'assertion', 'signing_secret', 'apiKey', 'privateKey'],
);
const PLAIN = 'only-the-name-tells-99';

/** A value with a secret somewhere in it: by its looks in a text, or by the name of its field alone. */
const planted = fc.letrec<{ any: unknown; secret: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 3 }),
  ),
  secret: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    texts,
    names.map((name) => ({ [name]: PLAIN })),
    names.map((name) => ({ headers: [name, PLAIN, 'host', 'h.example'] })),
    names.map((name) => ({ headers: [[name, PLAIN]] })),
    names.map((name) => ({ headers: [{ name, value: PLAIN }] })),
    names.map((name) => new Map([[name, { inside: PLAIN }]])),
    texts.map((text) => new Error(text, { cause: new Error(text) })),
    texts.map((text) =>
      Object.assign(new Error('call failed'), { response: { body: text, config: { token: PLAIN } } }),
    ),
    texts.map((text) => new AggregateError([new Error(text)], 'all failed')),
    texts.map((text) => asFault(new Error(text))),
    texts.map((text) => ({ [text]: 1 })),
    fc.tuple(tie('any'), tie('secret')).map(([before, it]) => [before, it]),
    fc.tuple(fc.string(), tie('secret')).map(([name, it]) => ({ [name]: it, after: 1 })),
  ),
}));

function leaks(written: string): string[] {
  const flat = written.replaceAll('\\n', '');
  const all = [...Object.values(FAKES).flatMap((s) => [HEART(s), encodeURIComponent(HEART(s))]), PLAIN];
  return all.filter((secret) => flat.includes(secret));
}

describe('what is written is free of secrets', () => {
  it('wherever they were planted, at any depth', () => {
    fc.assert(
      fc.property(planted.secret, (value) => {
        expect(leaks(JSON.stringify(redact(value, withoutSecrets)))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('and known values are, whatever they look like, also percent-encoded', () => {
    const directory = mkdtempSync(join(tmpdir(), 'quell-log-'));
    try {
      const file = join(directory, 'quell.log');
      const log = openLog('info', { file, secrets: ['correct horse/battery'] });
      log.error(
        { err: new Error('no: correct horse/battery'), url: '/x?a=correct%20horse%2Fbattery' },
        'correct horse/battery',
      );
      const written = readFileSync(file, 'utf8');
      expect(written).not.toMatch(/horse|battery/);
      expect(JSON.parse(written)).toMatchObject({ msg: '[secret]', err: { message: 'no: [secret]' } });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('a Fault cannot carry one to a card or the record', () => {
    const fault = new Fault({ code: 'aws.invalid', message: `AWS said: ${FAKES.awsKey}.`, fix: `Not ${FAKES.jwt}.` });
    expect(leaks(JSON.stringify(fault))).toEqual([]);
    expect(fault.message).toBe('AWS said: [secret].');
  });
});

describe('a token that has others inside of it, or was cut', () => {
  const piece = 'Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fake7'; // forty, as a secret access key
  const jwt = `eyJmYWtlIjoiZmFrZSJ9-${piece}_${piece}.${piece}-${piece}.${piece}_fake`;
  it.each([jwt, ...[30, 60, 100, 150, 200].map((at) => jwt.slice(0, at)), `Bearer ${jwt}`, `a=${jwt}&b`])(
    '%s',
    (text) => {
      expect(withoutSecrets(`said: ${text}`)).not.toMatch(/Fake\d|eyJ/);
    },
  );
});

describe('what people need to read stays', () => {
  it.each([
    'arn:aws:iam::111122223333:role/ml-train',
    'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ana@example.com',
    '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/a-rather-long-name-of-a-group/providers/Microsoft.Compute/virtualMachines/gpu-0',
    'projects/ml-prod/locations/global/workloadIdentityPools/pool/providers/github',
    '7f3a91c27f3a91c27f3a91c27f3a91c27f3a91c27f3a91c27f3a91c27f3a91c2',
    'password authentication failed for user "quell"',
    'The bearer of this message uses basic authentication',
    'Look at the cloud, then say `settle <plan> step=<id> as=done`, `again` or `skip`.',
    'PostgreSQL at 127.0.0.1:5432 does not answer.',
    'connect ECONNREFUSED 127.0.0.1:6379, code=ECONNREFUSED',
  ])('%s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it('an error keeps its name, words, stack, code and cause', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNRESET' });
    const seen = redact({ err: new TypeError('outer', { cause }), step: 'a.1' }, withoutSecrets);
    expect(seen).toMatchObject({
      err: {
        name: 'TypeError',
        message: 'outer',
        stack: expect.stringContaining('redact.test.ts'),
        cause: { code: 'ECONNRESET' },
      },
      step: 'a.1',
    });
  });
});

describe('its cost is bounded', () => {
  it('in depth, in width, in length, and in circles', () => {
    const circle: Record<string, unknown> = { name: 'a' };
    circle.self = circle;
    const deep = Array.from({ length: 1000 }).reduce<unknown>((inner) => ({ inner }), 'x');
    const wide = Array.from({ length: 1000 }, () => Array.from({ length: 1000 }, () => ({ a: 1 })));
    const long = 'a b '.repeat(1_000_000);
    const written = JSON.stringify(redact({ circle, deep, wide, long, not: () => 1, big: 1n }, withoutSecrets));
    expect(written.length).toBeLessThan(100_000);
    expect(written).toContain('[circular]');
  });

  it('and what cannot be read does not throw', () => {
    const trap = {
      get broken(): string {
        throw new Error('no');
      },
      toJSON: undefined,
    };
    const worse = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(redact({ trap, worse }, withoutSecrets)).toEqual({
      trap: { broken: '[unreadable]', toJSON: undefined },
      worse: '[unreadable]',
    });
  });
});
