import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Place } from '../../../src/domain/incident.ts';
import { QUELL } from '../../../src/domain/person.ts';
import { type Database, openDatabase } from '../../../src/edge/postgres/database.ts';
import { incidentRecord } from '../../../src/edge/postgres/incidents.ts';
import { messageRecord } from '../../../src/edge/postgres/messages.ts';
import { freshDatabase } from '../../postgres.ts';

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let db: Database;
beforeEach(async () => {
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
});
afterEach(async () => {
  await db.close();
  await fresh.drop();
});

const at = (channel: string, thread?: string): Place => ({
  surface: 'slack',
  tenant: 'T',
  channel,
  ...(thread ? { thread } : {}),
});

it('finds an incident by its thread, and anywhere in the channel that was made for it', async () => {
  const incidents = incidentRecord(db);
  const declare = (place: Place) =>
    incidents.declare({ title: 'x', severity: 2, mode: 'live', commander: 'ada', suspects: [], place }, (id) => ({
      stream: id,
      type: 'command.declared',
      actor: QUELL,
      summary: id,
      data: {},
    }));
  const inThread = await declare(at('C1', '1.1'));
  const inRoom = await declare(at('GROOM', '2.2'));
  await messageRecord(db).remember(`room:${inRoom.id}`, { ...at('GROOM'), surface: 'slack', message: '' });

  const found = async (place: Place) => (await incidents.incidentAt(place))?.id;
  expect(await found(at('C1', '1.1'))).toBe(inThread.id);
  expect(await found(at('C1'))).toBeUndefined();
  expect(await found(at('C1', '9.9'))).toBeUndefined();
  expect(await found(at('GROOM'))).toBe(inRoom.id);
  expect(await found(at('GROOM', '9.9'))).toBe(inRoom.id);
  expect(await found({ ...at('GROOM'), tenant: 'TOTHER' })).toBeUndefined();
  expect(await found({ ...at('GROOM'), surface: 'teams' })).toBeUndefined();
});
