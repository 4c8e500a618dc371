import type { Delegation, DelegationRecord } from '../../approval/record.ts';
import { Fault } from '../../domain/fault.ts';
import type { Database } from './database.ts';
import { append } from './events.ts';

/** The longest that a right is lent; a minute is for clocks that differ. */
const LONGEST = `interval '14 days 1 minute'`;

interface Row {
  id: string;
  lender: string;
  borrower: string;
  groups: string[];
  until: Date;
  reason: string | null;
  at: Date;
}

function delegationOf({ id, lender, borrower, groups, until, reason, at }: Row): Delegation {
  return {
    id,
    from: lender,
    to: borrower,
    groups,
    until: until.toISOString(),
    ...(reason ? { reason } : {}),
    at: at.toISOString(),
  };
}

export function delegationRecord(db: Database): DelegationRecord {
  return {
    delegate: ({ from, to, groups, until, reason }, event) =>
      db.transaction(async (sql) => {
        const { rows } = await sql.query<Row>(
          `with counted as (
             insert into counter (name, value) values ('delegation', 1)
             on conflict (name) do update set value = counter.value + 1 returning value)
           insert into delegation (id, lender, borrower, groups, until, reason)
           select 'delegation-' || value, $1, $2, $3, $4, $5 from counted
           where $4::timestamptz > now() and $4::timestamptz <= now() + ${LONGEST} returning *`,
          [from, to, groups, until, reason ?? null],
        );
        if (!rows[0]) {
          throw new Fault({
            code: 'approval.delegation',
            message: 'A right to vote is lent until a time between now and 14 days from now.',
            fix: 'Name a nearer time, such as until=2d.',
          });
        }
        await append(sql, [event]);
        return delegationOf(rows[0]);
      }),
    endDelegation: (id, event) =>
      db.transaction(async (sql) => {
        const { rowCount } = await sql.query(
          'update delegation set ended_at = now() where id = $1 and ended_at is null and until > now()',
          [id],
        );
        if (!rowCount) return false;
        await append(sql, [event]);
        return true;
      }),
    async delegations() {
      const { rows } = await db.query<Row>(
        'select * from delegation where ended_at is null and until > now() order by at, id',
      );
      return rows.map(delegationOf);
    },
  };
}
