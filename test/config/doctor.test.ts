import { describe, expect, it } from 'vitest';
import { doctor, exitOf, type Parts, renderChecks } from '../../src/doctor.ts';
import type { Check } from '../../src/domain/action.ts';
import { Fault } from '../../src/domain/fault.ts';
import { GOOD, load, TOKENS } from './fixture.ts';

const config = load(GOOD, { ...TOKENS, DATABASE_URL: 'postgresql://quell:fake-password@db/quell' });
const well = (what: string): Check => ({ ok: true, what, saw: 'answers' });
const probe = (what: string, look: (signal: AbortSignal) => Promise<Check[]> = async () => [well(what)]) => ({
  what,
  look,
});
const cloud = (name: 'aws' | 'gcp' | 'azure', check = async () => [well(name)]) => ({ cloud: name, check });

const ALL: Parts = {
  database: probe('PostgreSQL'),
  queue: probe('Queue'),
  slack: probe('Slack'),
  clouds: [cloud('aws'), cloud('azure')],
};

describe('doctor', () => {
  it('shows a line for everything that the configuration points to', async () => {
    const checks = await doctor(config, ALL);
    expect(checks.map((c) => c.what)).toEqual([
      'Configuration quell.yaml',
      'PostgreSQL',
      'Queue',
      'Slack',
      'aws',
      'azure',
    ]);
    expect(exitOf(checks)).toBe(0);
    expect(renderChecks(checks)).toContain('6 checks, all well.');
  });

  it('fails for a part that is configured and that nothing looked at', async () => {
    const checks = await doctor(config, { clouds: [cloud('aws')] });
    expect(checks.filter((c) => !c.ok).map((c) => c.what)).toEqual(['PostgreSQL', 'Queue', 'Slack', 'Azure']);
    const silent = await doctor(config, { ...ALL, queue: probe('Queue', async () => []) });
    expect(silent.find((c) => c.what === 'Queue')?.ok).toBe(false);
  });

  it('turns what a probe throws into a failing line with its fix', async () => {
    const down = new Fault({ code: 'x.down', message: 'It does not answer.', fix: 'Start it.' });
    const checks = await doctor(config, {
      ...ALL,
      database: probe('PostgreSQL', () => Promise.reject(down)),
      queue: probe('Queue', () => {
        throw new TypeError('internals of a driver');
      }),
    });
    const failed = checks.filter((c) => !c.ok);
    expect(failed[0]).toEqual({ ok: false, what: 'PostgreSQL', saw: 'It does not answer.', fix: 'Start it.' });
    expect(failed[1]?.fix).toBeTruthy();
    expect(renderChecks(checks)).not.toContain('internals of a driver');
    expect(exitOf(checks)).toBe(1);
  });

  it('waits for nobody: a hanging probe is told to stop and is a failing line, and the others are shown', async () => {
    let told = false;
    const hanging = (signal: AbortSignal) =>
      new Promise<Check[]>(() => signal.addEventListener('abort', () => (told = true)));
    const checks = await doctor(config, { ...ALL, slack: probe('Slack', hanging) }, 20);
    expect(checks.filter((c) => !c.ok)).toMatchObject([{ what: 'Slack', saw: 'no answer within 0.02 s' }]);
    expect(checks).toHaveLength(6);
    expect(told).toBe(true);
  });

  it('looks side by side', async () => {
    let both = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const together = (what: string) =>
      probe(what, async () => {
        if (++both === 2) resolve();
        await promise;
        return [well(what)];
      });
    const checks = await doctor(config, { ...ALL, database: together('PostgreSQL'), queue: together('Queue') });
    expect(exitOf(checks)).toBe(0);
  });

  it('shows no secret, even when a driver repeats one', async () => {
    const leak = {
      ok: false,
      what: 'PostgreSQL',
      saw: 'fake-password refused',
      fix: `not ${TOKENS.QUELL_SLACK_BOT_TOKEN}`,
    };
    const checks = await doctor(config, { ...ALL, database: probe('PostgreSQL', async () => [leak]) });
    expect(JSON.stringify(checks)).not.toMatch(/fake-password|xoxb/);
  });
});

describe('doctor, where the roles run apart', () => {
  const reader = { ...well('AWS, reader'), access: 'read' as const };
  const responder = { ...well('AWS, responder'), access: 'write' as const };
  const refused = { ...responder, ok: false, saw: 'AccessDenied', fix: 'Trust it.' };
  const look = (roles: ('chat' | 'worker')[], lines: Check[]) =>
    doctor(config, { ...ALL, clouds: [{ cloud: 'aws', check: async () => lines }], roles: new Set(roles) });
  const aws = (checks: Check[]) => checks.filter((c) => c.access !== undefined);

  it('wants both identities of a worker', async () => {
    expect(aws(await look(['worker'], [reader, refused]))).toEqual([reader, refused]);
    expect(aws(await look(['chat', 'worker'], [reader, responder]))).toEqual([reader, responder]);
  });

  it('is content when the chat alone cannot become the responder', async () => {
    const [line] = aws(await look(['chat'], [refused]));
    expect(line).toMatchObject({ ok: true, saw: 'out of reach for the chat, as it should be: AccessDenied' });
    expect(line).not.toHaveProperty('fix');
  });

  it('is not content when it can', async () => {
    const checks = await look(['chat'], [reader, responder]);
    expect(aws(checks)[0]).toEqual(reader);
    expect(aws(checks)[1]).toMatchObject({ ok: false, fix: expect.stringContaining('docs/infra.md') });
    expect(exitOf(checks)).toBe(1);
  });

  it('does not ask a worker for the chat’s tokens', async () => {
    const down = probe('Slack', () => Promise.reject(new Error('nobody should ask')));
    const checks = await doctor(config, { ...ALL, slack: down, roles: new Set(['worker']) });
    expect(checks.find((c) => c.what === 'Slack')).toMatchObject({
      ok: true,
      saw: expect.stringContaining('where the chat runs'),
    });
  });

  it('looks at whatever else it is handed', async () => {
    const checks = await doctor(config, { ...ALL, more: [probe('Health port')] });
    expect(checks.at(-1)).toEqual(well('Health port'));
  });
});

describe('the lines of doctor', () => {
  it('say the state in words, and each failure with its fix', () => {
    const text = renderChecks([well('Queue'), { ok: false, what: 'AWS', saw: 'denied', fix: 'Apply infra/aws.' }]);
    expect(text).toBe(
      'ok      Queue: answers\nFAILED  AWS: denied\n        fix: Apply infra/aws.\n\n1 of 2 checks failed.\n',
    );
  });

  it('say what would be better of something that is well', () => {
    const text = renderChecks([{ ...well('Queue'), fix: 'Write a log.' }]);
    expect(text).toBe('ok      Queue: answers\n        better: Write a log.\n\n1 check, all well.\n');
    expect(exitOf([{ ...well('Queue'), fix: 'Write a log.' }])).toBe(0);
  });

  it('let nothing through that a terminal obeys or that could fake a line', () => {
    const text = renderChecks([{ ok: false, what: 'A', saw: 'x\u001b[32m\nok      B: fine\u202e', fix: 'f' }]);
    expect(text.split('\n')).toHaveLength(5);
    for (const obeyed of ['\u001b', '\u202e']) expect(text).not.toContain(obeyed);
  });

  it('are not all well when there are none', () => {
    expect(exitOf([])).toBe(1);
  });
});
