import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MessageRef } from '../../../src/domain/card.ts';
import { type Database, openDatabase } from '../../../src/edge/postgres/database.ts';
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

const ref = (message: string): MessageRef => ({ surface: 'slack', tenant: 'T', channel: 'C', message });

it('keeps the first of two messages that were posted at once', async () => {
  const messages = messageRecord(db);
  await Promise.all([messages.remember('plan:1', ref('1')), messages.remember('plan:1', ref('1'))]);
  await messages.remember('plan:1', ref('2'));
  expect(await messages.messageFor('plan:1')).toEqual(ref('1'));
});

it('takes another message once the first is known to be gone, and does not forget that one for the other', async () => {
  const messages = messageRecord(db);
  await messages.remember('plan:1', ref('1'));
  await messages.forget('plan:1', ref('1'));
  expect(await messages.messageFor('plan:1')).toBeUndefined();
  await messages.remember('plan:1', ref('2'));
  // A second process that saw the first message missing comes late.
  await messages.forget('plan:1', ref('1'));
  expect(await messages.messageFor('plan:1')).toEqual(ref('2'));
});
