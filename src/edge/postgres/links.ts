import { randomInt } from 'node:crypto';
import type { Link, LinkAsk, LinkRecord } from '../../approval/sign-in.ts';
import { Fault } from '../../domain/fault.ts';
import type { Principal } from '../../domain/person.ts';
import type { Database } from './database.ts';
import { append } from './events.ts';
import { hashed, token } from './step-ups.ts';

/** How long the page serves, and then the code. */
const SERVES = `interval '10 minutes'`;
/** Wrong codes until the page ends. */
const TRIES = 3;

/** Letters and digits that nobody mistakes for one another: eight of them hold 40 bits. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const code = () => Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
/** As people type it: with blanks, hyphens, in lower case. */
const typed = (text: string) => text.toUpperCase().replace(/[\s-]/g, '');

interface LinkRow extends Principal {
  account: string;
  issuer: string;
  subject: string;
  person: string;
  at: Date;
  ended_at: Date | null;
}

function linkOf({ surface, tenant, account, issuer, subject, person, at, ended_at }: LinkRow): Link {
  return {
    principal: { surface, tenant, user: account },
    issuer,
    subject,
    person,
    at: at.toISOString(),
    ...(ended_at ? { endedAt: ended_at.toISOString() } : {}),
  };
}

function taken(): Fault {
  return new Fault({
    code: 'link.taken',
    message: 'This account or this identity belongs to somebody else already, so nothing was linked.',
    fix: 'Ask whoever keeps quell.yaml to look at it.',
  });
}

export function linkRecord(db: Database): LinkRecord {
  const asked = async (ref: string): Promise<LinkAsk | undefined> => {
    const { rows } = await db.query<Principal & { ref: string; account: string } & Pick<LinkAsk, 'state' | 'expired'>>(
      'select ref, surface, tenant, account, state, until < now() as expired from link_ask where ref = $1',
      [ref],
    );
    const row = rows[0];
    if (!row) return undefined;
    const { surface, tenant, account, state, expired } = row;
    return { ref, principal: { surface, tenant, user: account }, state, expired };
  };
  return {
    async links() {
      const { rows } = await db.query<LinkRow>('select * from link order by at');
      return rows.map(linkOf);
    },
    async ask({ surface, tenant, user }) {
      const given = token();
      const until = await db.transaction(async (sql) => {
        await sql.query(
          `delete from link_ask where until < now() - interval '1 day' or (surface = $1 and tenant = $2 and account = $3)`,
          [surface, tenant, user],
        );
        const { rows } = await sql.query<{ until: Date }>(
          `insert into link_ask (ref, surface, tenant, account, until) values ($1, $2, $3, $4, now() + ${SERVES}) returning until`,
          [hashed(given), surface, tenant, user],
        );
        return rows[0]!.until;
      });
      return { token: given, until: until.toISOString() };
    },
    byToken: (given) => asked(hashed(given)),
    byRef: asked,
    async show(ref, { issuer, subject }) {
      const shown = code();
      const { rowCount } = await db.query(
        `update link_ask set state = 'shown', code = $2, issuer = $3, subject = $4, until = now() + ${SERVES}
         where ref = $1 and state = 'open' and until > now()`,
        [ref, hashed(shown), issuer, subject],
      );
      return rowCount === 1 ? `${shown.slice(0, 4)}-${shown.slice(4)}` : undefined;
    },
    async answer({ surface, tenant, user }, given) {
      const { rows } = await db.query<{ issuer: string; subject: string; state: string; wrong: number }>(
        `update link_ask set
           state = case when code = $4 then 'used' when wrong + 1 >= ${TRIES} then 'burned' else state end,
           wrong = wrong + case when code = $4 then 0 else 1 end
         where surface = $1 and tenant = $2 and account = $3 and state = 'shown' and until > now()
         returning issuer, subject, state, wrong`,
        [surface, tenant, user, hashed(typed(given))],
      );
      const row = rows[0];
      if (!row) return { left: 0 };
      return row.state === 'used' ? { issuer: row.issuer, subject: row.subject } : { left: TRIES - row.wrong };
    },
    async link({ principal: { surface, tenant, user }, issuer, subject, person }, event) {
      await db.transaction(async (sql) => {
        await sql.query('lock table link in share row exclusive mode');
        const { rows } = await sql.query<{ foreign: boolean; linked: boolean }>(
          `select
             coalesce(bool_or(person <> $6 or (person = $6 and issuer = $4 and subject <> $5)) filter (
               where (issuer = $4 and subject = $5) or (person = $6 and issuer = $4)
                 or (surface = $1 and tenant = $2 and account = $3 and ended_at is null)), false) as foreign,
             coalesce(bool_or(surface = $1 and tenant = $2 and account = $3 and ended_at is null and person = $6), false) as linked
           from link`,
          [surface, tenant, user, issuer, subject, person],
        );
        if (rows[0]!.foreign) throw taken();
        if (rows[0]!.linked) return;
        await sql.query(
          'insert into link (surface, tenant, account, issuer, subject, person) values ($1, $2, $3, $4, $5, $6)',
          [surface, tenant, user, issuer, subject, person],
        );
        await append(sql, [event]);
      });
    },
    unlink: ({ surface, tenant, user }, person, event) =>
      db.transaction(async (sql) => {
        const { rowCount } = await sql.query(
          `update link set ended_at = now()
           where surface = $1 and tenant = $2 and account = $3 and person = $4 and ended_at is null`,
          [surface, tenant, user, person],
        );
        if (!rowCount) return false;
        await append(sql, [event]);
        return true;
      }),
  };
}
