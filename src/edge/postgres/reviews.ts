import type { Review, ReviewRecord } from '../../approval/record.ts';
import type { Database } from './database.ts';
import { append } from './events.ts';
import { hold } from './hold.ts';

interface Row {
  plan: string;
  incident: string;
  person: string;
  opened_at: Date;
  due_by: Date;
  closed_by: string | null;
  verdict: 'justified' | 'not-justified' | null;
  note: string | null;
  closed_at: Date | null;
}

function reviewOf({ plan, incident, person, opened_at, due_by, ...end }: Row): Review {
  const { closed_by, verdict, note, closed_at } = end;
  return {
    plan,
    incident,
    person,
    openedAt: opened_at.toISOString(),
    dueBy: due_by.toISOString(),
    ...(closed_at ? { closed: { by: closed_by!, verdict: verdict!, note: note!, at: closed_at.toISOString() } } : {}),
  };
}

export function reviewRecord(db: Database): ReviewRecord {
  return {
    review: (plan, { by, verdict, note }, event) =>
      db.transaction(async (sql) => {
        await hold(sql, event.stream);
        const { rows } = await sql.query<Row>(
          // Nobody reviews what they did alone.
          `update review set closed_by = $2, verdict = $3, note = $4, closed_at = now()
           where plan = $1 and closed_at is null and person <> $2 returning *`,
          [plan, by, verdict, note],
        );
        if (!rows[0]) return undefined;
        await append(sql, [event]);
        return reviewOf(rows[0]);
      }),
    async openReviews(incident) {
      const { rows } = await db.query<Row>(
        'select * from review where closed_at is null and incident = $1 order by due_by',
        [incident],
      );
      return rows.map(reviewOf);
    },
    async openReviewsFor(person) {
      const { rows } = await db.query<Row>(
        `select review.* from review join incident on incident.id = review.incident
         where review.closed_at is null and $1 <> all (incident.suspects) order by review.due_by limit 500`,
        [person],
      );
      return rows.map(reviewOf);
    },
  };
}
