import { describe, expect, it } from 'vitest';
import { configFile, loadConfig, openConfig } from '../../src/config.ts';
import { Fault } from '../../src/domain/fault.ts';
import { but, GOOD, load, refused, TOKENS } from './fixture.ts';

describe('a sound configuration', () => {
  it('is given in the words of the domain', () => {
    const config = load(GOOD);
    expect(config.floors).toEqual({
      contain: [{ group: 'oncall', count: 1 }],
      release: [{ group: 'platform', count: 1 }],
      earlyRelease: [{ group: 'platform', count: 1 }],
    });
    expect(config.approveSeconds).toBe(600);
    expect(config.executeSeconds).toBe(3600);
    expect(config.identities.get('ml-train')).toMatchObject({ name: 'ml-train', aws: { role: 'ml-train' } });
    expect(config.slack).toMatchObject({ mode: 'socket', command: '/quell' });
    expect(config.environment).toMatchObject({ roles: ['chat', 'worker'], logLevel: 'info' });
    expect(config.gcp).toBeUndefined();
  });

  it('finds its directories beside the file, wherever Quell was started', () => {
    const at = (file: string, text = GOOD) => loadConfig({ file, text, env: TOKENS, readFile: () => '' });
    expect(at('quell.yaml').playbooks).toBe('playbooks/');
    expect(at('/etc/quell/quell.yaml').drills).toBe('/etc/quell/drills/');
    expect(at('/etc/quell/quell.yaml', `${GOOD}playbooks: /srv/playbooks\n`).playbooks).toBe('/srv/playbooks');
  });

  it('may begin with a byte order mark and end its lines as Windows does', () => {
    expect(load(`\ufeff${GOOD.replaceAll('\n', '\r\n')}`).people).toHaveLength(3);
  });
});

describe('a wrong configuration', () => {
  it.each([
    [
      'a misspelt section',
      but('people:', 'peple:'),
      ['quell.yaml:2:1: `peple` is not a section. Did you mean `people`?', '`people` is missing.'],
    ],
    [
      'a misspelt field',
      but('    slack: U0AAAAAAA', '    slak: U0AAAAAAA'),
      ['quell.yaml:6:5: `slak` is not known in `people[0]`. Did you mean `slack`?'],
    ],
    [
      'a number where YAML ate the quotes',
      but('account: "111122223333"', 'account: 111122223333'),
      ['quell.yaml:26:16: `identities.ml-train.aws.account`', 'Put it in quotes'],
    ],
    [
      'an unknown choice',
      but('slack:\n  work', 'slack:\n  mode: sokcet\n  work'),
      ['quell.yaml:35:9: `slack.mode` does not fit', 'Did you mean `socket`?'],
    ],
    [
      'a number that is none',
      but('account: "111122223333"', 'account: .nan'),
      ['quell.yaml:26:16: This is no number that can be worked with.'],
    ],
    [
      'a missing field',
      but('      role: ml-train\n', ''),
      ['`identities.ml-train.aws.role` is missing. Add it: Name of the IAM role'],
    ],
    [
      'a name that cannot be typed',
      but('  ml-train:\n', '  ML Train:\n'),
      ['quell.yaml:24:3: `ML Train` cannot be a name here.'],
    ],
    [
      'a person twice',
      but('- id: bo', '- id: ada'),
      ['quell.yaml:7:9: `people[1].id` is ada, as `people[0].id` already is.'],
    ],
    [
      'one Slack user for two people',
      but('U0BBBBBBB', 'U0AAAAAAA'),
      ['quell.yaml:10:12: `people[1].slack` is U0AAAAAAA'],
    ],
    [
      'a person with Quell’s own name',
      but('- id: cy', '- id: quell'),
      ['quell.yaml:11:9: No person can be called `quell`.'],
    ],
    [
      'an account twice',
      but(
        'azure:\n  tenants',
        '    - id: "111122223333"\n      name: b\n      region: eu-central-1\n      reader_role: arn:aws:iam::111122223333:role/a\n      responder_role: arn:aws:iam::111122223333:role/b\nazure:\n  tenants',
      ),
      ['`aws.accounts[1].id` is 111122223333, as `aws.accounts[0].id` already is.'],
    ],
    [
      'an identity in an account that is not configured',
      but('account: "111122223333"', 'account: "444455556666"'),
      [
        'quell.yaml:26:16: `identities.ml-train.aws.account` is 444455556666, which is not configured under `aws.accounts`.',
      ],
    ],
    [
      'an identity on a cloud that is not configured',
      but(
        '    azure:\n      tenant',
        '    gcp:\n      project: ml-prod\n      region: r\n      service_account: a@b\n    azure:\n      tenant',
      ),
      ['quell.yaml:30:16: `identities.ml-train.gcp.project` is ml-prod, which is not configured under `gcp.projects`.'],
    ],
    [
      'a subscription of no configured tenant',
      but('subscription: 22', 'subscription: 33'),
      ['quell.yaml:31:21: `identities.ml-train.azure.subscription`'],
    ],
    [
      'everything protected',
      but('arn:aws:iam::*:role/break-glass', '*'),
      ['quell.yaml:22:13: `protected[0]` does not fit: at least three characters'],
    ],
    [
      'HTTP without a port',
      but('slack:\n  work', 'slack:\n  mode: http\n  work'),
      ['quell.yaml:35:9: `slack.port` is missing'],
    ],
    [
      'an hour and a minute to approve',
      but('protected:', '  approve_within_minutes: 61\nprotected:'),
      ['quell.yaml:22:27: `approvals.approve_within_minutes`'],
    ],
    [
      'nobody to approve',
      but('  contain:\n    - group: oncall\n', '  contain: []\n'),
      ['quell.yaml:15:12: `approvals.contain` does not fit'],
    ],
    [
      'a key twice',
      but('protected:', 'organization: B\nprotected:'),
      ['quell.yaml:22:1: This key stands here a second time.'],
    ],
    ['broken indentation', but('people:\n', ' people:\n'), ['quell.yaml:1:15: A list or mapping stands']],
    ['two documents', `${GOOD}---\na: b\n`, ['The file holds several documents.']],
    ['an anchor', but('[oncall]', '&a [oncall]'), ['quell.yaml:5:13: Here the YAML']],
    ['no text', '', ['The file is empty.', 'quell init']],
    ['a list', '- a\n', ['quell.yaml:1:1: The file does not fit']],
  ])('%s is shown with its place, its cause and a fix', (_, text, said) => {
    const fault = refused(text);
    expect(fault.code).toBe('config.invalid');
    for (const words of said) expect(fault.message).toContain(words);
    expect(fault.at).toMatchObject({ file: 'quell.yaml' });
  });

  it('lists every problem at once, in the order of the text', () => {
    const text = but('- id: bo', '- id: ada')
      .replace('channel: C0AAAAAAA', 'channel: incidents')
      .replace('- group: oncall', '- group: nobody');
    const shape = refused(text.replace('- id: ada\n    name: Bo', '- id: bo\n    name: ""'));
    expect(
      shape.message
        .split('\n')
        .slice(1)
        .map((l) => l.split(' ')[0]),
    ).toEqual(['quell.yaml:8:11:', 'quell.yaml:36:12:']);
    expect(shape.at).toEqual({ file: 'quell.yaml', line: 8, column: 11 });
  });

  it('without any cloud is refused, because it could contain nothing', () => {
    const text = GOOD.slice(0, GOOD.indexOf('aws:\n  accounts')).replace(
      /identities:[\s\S]*?slack:\n {2}work/,
      'slack:\n  work',
    );
    expect(refused(text).message).toContain('No cloud is configured');
    expect(refused(`${text}azure:\n  tenants: []\n`).message).toContain('No cloud is configured');
  });
});

describe('the file itself', () => {
  it('is quell.yaml, or where QUELL_CONFIG says', () => {
    expect(configFile({})).toBe('quell.yaml');
    const seen: string[] = [];
    const readFile = (path: string) => {
      seen.push(path);
      return GOOD;
    };
    expect(openConfig({ env: { ...TOKENS, QUELL_CONFIG: 'conf/q.yaml' }, readFile }).file).toBe('conf/q.yaml');
    expect(seen).toEqual(['conf/q.yaml']);
  });

  it('that is missing is a fault that names `quell init`', () => {
    const open = () =>
      openConfig({
        env: {},
        readFile() {
          throw new Error('ENOENT');
        },
      });
    expect(open).toThrow(Fault);
    expect(open).toThrow(
      expect.objectContaining({ code: 'config.missing', fix: expect.stringContaining('quell init') }),
    );
  });
});
