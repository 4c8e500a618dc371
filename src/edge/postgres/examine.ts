import pg from 'pg';
import type { Check } from '../../domain/action.ts';
import { asFault } from '../../domain/fault.ts';
import { diagnose } from './diagnose.ts';
import { FACTS, FACTS_OF_RECORD, type Facts, type FactsOfRecord } from './facts.ts';
import { notOpened } from './faults.ts';

/** Looks at the record's database on a connection of its own. Unlike a start, it changes nothing. */
export async function examineDatabase(url: string, shown = 'PostgreSQL'): Promise<Check[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'quell-doctor',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const asked = Date.now();
    const { rows } = await client.query<Facts>(FACTS);
    const answered = Date.now();
    const facts = rows[0]!;
    const record = facts.known ? (await client.query<FactsOfRecord>(FACTS_OF_RECORD)).rows[0] : undefined;
    const skew = Math.round(facts.clock - (asked + answered) / 2);
    return diagnose(facts, record, skew).map((check) => ({
      ...check,
      what: check.what ? `${shown}, ${check.what}` : shown,
    }));
  } catch (thrown) {
    const { message, fix } = asFault(notOpened(thrown, url));
    return [{ ok: false, what: shown, saw: message, fix }];
  } finally {
    await client.end().catch(() => undefined);
  }
}
