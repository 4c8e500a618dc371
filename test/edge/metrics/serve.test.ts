import { afterEach, expect, it } from 'vitest';
import { Fault } from '../../../src/domain/fault.ts';
import { openMetrics } from '../../../src/edge/metrics/metrics.ts';
import { type OpenHealth, serveHealth } from '../../../src/edge/metrics/serve.ts';

const AWAY = new Fault({
  code: 'database.unreachable',
  message: 'PostgreSQL at db.acme.internal:5432 does not answer.',
  fix: 'Start db.acme.internal.',
  retry: 'later',
});

let health: OpenHealth | undefined;
afterEach(async () => health?.close());

async function serving(ready: () => Promise<void>) {
  const lines: string[] = [];
  const say = (level: string) => (data: object, message: string) =>
    void lines.push(`${level} ${message} ${'err' in data ? String(data.err) : JSON.stringify(data)}`);
  const log = { info: say('info'), warn: say('warn'), error: say('error') };
  const metrics = openMetrics({ standing: () => Promise.reject(new Error('not asked')), cardLag: () => 0 });
  health = await serveHealth({ host: '127.0.0.1', port: 0, metrics, ready, log });
  const ask = async () => {
    const answer = await fetch(`${health!.url}/readyz`);
    return { status: answer.status, text: await answer.text() };
  };
  return { ask, lines };
}

it('whoever reaches the port learns a code, and no name, place or sentence of the installation', async () => {
  const { ask } = await serving(() => Promise.reject(AWAY));
  expect(await ask()).toEqual({ status: 503, text: '{"ready":false,"code":"database.unreachable"}' });
});

it('a bug is a code there too, and the log has the rest', async () => {
  const { ask, lines } = await serving(() => Promise.reject(new TypeError('db.acme.internal is not a function')));
  expect(await ask()).toEqual({ status: 503, text: '{"ready":false,"code":"quell.bug"}' });
  expect(lines).toEqual(['error readiness could not be asked TypeError: db.acme.internal is not a function']);
});

it('the log says why, and what to do, once for each reason, and when it is over', async () => {
  const late = new Fault({ code: 'queue.unreachable', message: 'The queue does not answer.', fix: 'Start it.' });
  const answers = [AWAY, AWAY, late, undefined, undefined, AWAY];
  const { ask, lines } = await serving(async () => {
    const next = answers.shift();
    if (next) throw next;
  });
  const seen: number[] = [];
  while (answers.length > 0) seen.push((await ask()).status);
  expect(seen).toEqual([503, 503, 503, 200, 200, 503]);
  const away = `warn not ready: ${AWAY.message} ${JSON.stringify({ code: AWAY.code, fix: AWAY.fix })}`;
  expect(lines).toEqual([
    away,
    `warn not ready: ${late.message} ${JSON.stringify({ code: late.code, fix: late.fix })}`,
    'info ready again {}',
    away,
  ]);
});
