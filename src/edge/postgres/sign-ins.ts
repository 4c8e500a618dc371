import type { Passkey, Purpose, SignInRecord } from '../../approval/sign-in.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Database } from './database.ts';
import { append } from './events.ts';
import { hashed } from './step-ups.ts';

/** How long somebody may take to sign in. */
const TAKES = `interval '10 minutes'`;
/** Anybody may begin to sign in: whoever begins this often loses the oldest. */
const MOST = 10_000;

interface PasskeyRow {
  id: string;
  person: string;
  public_key: Buffer;
  counter: string;
  transports: string[];
  at: Date;
  used_at: Date | null;
}

function passkeyOf({ public_key, counter, at, used_at, ...row }: PasskeyRow): Passkey {
  return {
    ...row,
    publicKey: new Uint8Array(public_key),
    counter: Number(counter),
    at: at.toISOString(),
    ...(used_at ? { usedAt: used_at.toISOString() } : {}),
  };
}

export function signInRecord(db: Database): SignInRecord {
  return {
    async keep(state, { browser, purpose, ref, kept }) {
      await db.query(
        `delete from sign_in where until < now()
           or state in (select state from sign_in order by until desc offset $1)`,
        [MOST],
      );
      await db.query(
        `insert into sign_in (state, browser, purpose, ref, kept, until) values ($1, $2, $3, $4, $5, now() + ${TAKES})`,
        [hashed(state), browser, purpose, ref, JSON.stringify(kept)],
      );
    },
    async take(state) {
      const { rows } = await db.query<{
        browser: string;
        purpose: Purpose;
        ref: string;
        kept: JsonObject;
        late: boolean;
      }>('delete from sign_in where state = $1 returning browser, purpose, ref, kept, until < now() as late', [
        hashed(state),
      ]);
      if (!rows[0] || rows[0].late) return undefined;
      const { late: _, ...under } = rows[0];
      return under;
    },
    async passkeys(person) {
      const { rows } = await db.query<PasskeyRow>(
        `select id, person, public_key, counter, transports, at, used_at from passkey
         where person = $1 and removed_at is null order by at`,
        [person],
      );
      return rows.map(passkeyOf);
    },
    addPasskey: ({ id, person, publicKey, counter, transports }, event) =>
      db.transaction(async (sql) => {
        const { rowCount } = await sql.query(
          'insert into passkey (id, person, public_key, counter, transports) values ($1, $2, $3, $4, $5) on conflict do nothing',
          [id, person, Buffer.from(publicKey), counter, transports],
        );
        if (rowCount !== 1) return false;
        await append(sql, [event]);
        return true;
      }),
    removePasskey: (person, id, event) =>
      db.transaction(async (sql) => {
        const { rowCount } = await sql.query(
          'update passkey set removed_at = now() where person = $1 and id = $2 and removed_at is null',
          [person, id],
        );
        if (rowCount !== 1) return false;
        await append(sql, [event]);
        return true;
      }),
    async counted(id, counter) {
      // Keys that do not count say 0 for ever.
      const { rowCount } = await db.query(
        `update passkey set counter = $2, used_at = now()
         where id = $1 and removed_at is null and (counter < $2 or (counter = 0 and $2 = 0))`,
        [id, counter],
      );
      return rowCount === 1;
    },
  };
}
