import { describe, expect, it } from 'vitest';
import { but, GOOD, refused, TOKENS } from './fixture.ts';

describe('a secret in quell.yaml', () => {
  it.each([
    ['bot_token', 'QUELL_SLACK_BOT_TOKEN'],
    ['token', 'QUELL_SLACK_BOT_TOKEN'],
    ['app_token', 'QUELL_SLACK_APP_TOKEN'],
    ['signingSecret', 'QUELL_SLACK_SIGNING_SECRET'],
    ['database_url', 'DATABASE_URL'],
    ['redis', 'REDIS_URL'],
    ['client_secret', 'QUELL_SIGN_IN_CLIENT_SECRET'],
    ['app_password', 'QUELL_TEAMS_APP_PASSWORD'],
    ['access-key', 'workload identity'],
    ['password', 'the environment'],
  ])('under `%s` is refused with the place where it belongs', (key, belongs) => {
    const fault = refused(but('slack:\n  work', `slack:\n  ${key}: fake-planted-value\n  work`));
    expect(fault.message).toContain(`quell.yaml:35:3: \`${key}\` is a secret, and secrets do not belong in this file.`);
    expect(fault.message).toContain(belongs);
    expect(fault.message).not.toContain('fake-planted-value');
  });

  it.each([
    ['xoxb-fake-123456', 'a Slack token'],
    ['xapp-fake-123456', 'a Slack app token'],
    ['AKIAFAKEFAKEFAKEFAKE', 'an AWS access key'],
    ['-----BEGIN RSA PRIVATE KEY-----', 'a private key'],
    ['postgres://quell:fake-pass@db/quell', 'an address with a password'],
    ['eyJmYWtlIjoxfQ.eyJmYWtlIjoxfQ.fake', 'a signed token'],
    [`ghp_${'fake'.repeat(9)}`, 'a GitHub token'],
    [`fak8Q~${'fake'.repeat(9)}`, 'an Entra client secret'],
    [`AIza${'fake'.repeat(9)}`, 'a Google API key'],
  ])('that looks like %s is found in a value, a comment and broken YAML', (secret, what) => {
    const texts = [
      but('Example Ltd', `"${secret}"`),
      `${GOOD}# old: ${secret}\n`,
      `${GOOD}{ ${secret}`,
      `${GOOD}${secret}: 1\n`,
    ];
    for (const text of texts) {
      const fault = refused(text);
      expect(fault.message).toContain(`This looks like ${what}`);
      expect(JSON.stringify(fault)).not.toContain(secret);
      expect(fault.message).not.toContain('fake-pass');
    }
  });

  it('that the environment holds is recognized whatever it looks like', () => {
    const fault = refused(but('Example Ltd', TOKENS.QUELL_SLACK_SIGNING_SECRET));
    expect(fault.message).toContain('quell.yaml:1:15: The value of QUELL_SLACK_SIGNING_SECRET stands here');
    expect(fault.message).not.toContain(TOKENS.QUELL_SLACK_SIGNING_SECRET);
  });

  it('is not suspected where a file is named', () => {
    expect(refused(but('azure:\n  tenants', 'azure:\n  tokn_file: /run/t\n  tenants')).message).toContain(
      'Did you mean `token_file`?',
    );
  });
});
