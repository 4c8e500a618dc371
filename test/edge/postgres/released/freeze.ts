import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { EventType, NewEvent } from '../../../../src/domain/event.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { QUELL } from '../../../../src/domain/person.ts';
import { MIGRATIONS } from '../../../../src/edge/postgres/schema.ts';
import { startEngine } from '../engine.ts';
import { DOORS, LONG_SECONDS } from './content.ts';

/**
 * Writes `<schema>.sql`: the record of a release as it leaves the building, with a bit of everything in it. Run it once
 * with the code of the release; the file is never written again. Needs a pg_dump of PostgreSQL 18.
 */
it('freezes the schema of this release', async () => {
  const e = await startEngine();
  for (const door of DOORS) e.doors.open.set(door, true);
  const long = { approveSeconds: LONG_SECONDS, executeSeconds: LONG_SECONDS };
  const told = (type: EventType, summary: string, data: JsonObject = {}, stream = e.incident.id): NewEvent => ({
    stream,
    type,
    actor: QUELL,
    summary,
    data,
  });
  const frozen = async (stages: Parameters<typeof e.plan>[0]) => {
    const made = await e.plan(stages);
    return e.plans.freeze(made.body, long, (p) => told('plan.frozen', p.id, { digest: p.digest }));
  };

  // One that came to its end, one that somebody denied, and one whose change is made and not yet proven.
  const ended = await frozen([{ doors: ['front'] }, { doors: ['back'], after: 'verified' }]);
  await e.approve(ended);
  await e.drain();
  expect((await e.record.runOf(ended.id)).state).toBe('contained');
  const denied = await frozen([{ doors: ['cellar'] }]);
  const vote = { person: 'cy', decision: 'deny' as const, groups: ['security'], surface: 'console' };
  await e.approvals.vote(
    denied,
    { ...vote, authenticated: 'test', reason: 'not that one' },
    told('approval.denied', 'denied'),
  );

  const proving = await frozen([{ doors: ['pen'] }]);
  await e.approve(proving);
  e.doors.settled = false;
  await e.drain();
  e.doors.settled = true;
  expect((await e.record.runOf(proving.id)).steps[0]!.state).toBe('applied');

  // One in flight: a step proven, one that hangs in the middle of its call, one whose turn has not come; half approved.
  const flying = await frozen([
    { doors: ['gate'] },
    { doors: ['roof'], after: 'verified' },
    { doors: ['barn'], needs: [{ group: 'security', count: 2 }] },
  ]);
  await e.approve(flying);
  const hangs = new Promise<void>((reached) => {
    e.doors.before = async (door) => {
      if (door !== 'roof') return;
      reached();
      await new Promise(() => undefined);
    };
  });
  void e.drain();
  await hangs;

  // And one that waits for its votes, an incident that is over, and what a chat left.
  await frozen([{ doors: ['cellar'] }]);
  const over = await e.incidents.declare(
    { title: 'over', severity: 3, mode: 'live', commander: 'bo', suspects: ['x'] },
    (id) => told('command.declared', id, {}, id),
  );
  await e.incidents.change(over.id, { status: 'closed' }, [told('command.closed', over.id, {}, over.id)]);
  await e.db.query(`insert into message (key, ref) values ('slack/INC-1', '{"channel":"C0EXAMPLE1","ts":"1.2"}')`);
  await e.db.query(`insert into inbound (key) values ('slack:Ev0EXAMPLE1')`);

  const dumped = execFileSync('pg_dump', ['--inserts', '--no-owner', '--no-privileges', '--schema=public', e.url], {
    encoding: 'utf8',
  });
  // `\restrict` is for psql alone; what else is left out differs from machine to machine.
  const lines = dumped
    .split('\n')
    .filter((line) => !/^(\\|-- Dumped|SET transaction_timeout|CREATE SCHEMA public)/.test(line));
  const file = `test/edge/postgres/released/${MIGRATIONS.at(-1)!.id}.sql`;
  writeFileSync(
    file,
    `${lines
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim()}\n`,
  );
});
