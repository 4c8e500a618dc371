import type { IncidentChange, IncidentRecord } from '../../command/record.ts';
import { Fault } from '../../domain/fault.ts';
import type { Incident, Mode, Place, Severity } from '../../domain/incident.ts';
import type { Wake } from '../../job/queue.ts';
import type { Database, Sql } from './database.ts';
import { append } from './events.ts';
import { advance, hold } from './hold.ts';

export interface IncidentRow {
  id: string;
  title: string;
  severity: Severity;
  mode: Mode;
  status: 'open' | 'closed';
  commander: string;
  suspects: string[];
  place: Place | null;
  declared_at: Date;
  closed_at: Date | null;
}

export function incidentOf(row: IncidentRow): Incident {
  return {
    id: row.id,
    title: row.title,
    severity: row.severity,
    mode: row.mode,
    status: row.status,
    commander: row.commander,
    suspects: row.suspects,
    ...(row.place ? { place: row.place } : {}),
    declaredAt: row.declared_at.toISOString(),
    ...(row.closed_at ? { closedAt: row.closed_at.toISOString() } : {}),
  };
}

function unknown(id: string): Fault {
  return new Fault({
    code: 'incident.unknown',
    message: `There is no incident ${id.slice(0, 40)}.`,
    fix: '`incidents status=all` lists them.',
  });
}

async function find(sql: Sql, id: string, lock = ''): Promise<IncidentRow> {
  const { rows } = await sql.query<IncidentRow>(`select * from incident where id = $1 ${lock}`, [id.toUpperCase()]);
  if (!rows[0]) throw unknown(id);
  return rows[0];
}

function underSuspicion(id: string): Fault {
  return new Fault({
    code: 'incident.suspects',
    message: `You are under suspicion in ${id}, so you say nobody’s suspicion there.`,
    fix: 'Speak to the incident’s commander.',
  });
}

/** What is open and severe comes first. */
const ORDER = 'order by status desc, severity, declared_at desc limit 500';

const COLUMNS = {
  title: 'title',
  severity: 'severity',
  commander: 'commander',
  status: 'status',
  place: 'place',
} as const;

async function update(sql: Sql, id: string, change: IncidentChange): Promise<IncidentRow> {
  const sets = ['closed_at = closed_at'];
  const values: unknown[] = [id];
  for (const [key, column] of Object.entries(COLUMNS)) {
    const value = change[key as keyof IncidentChange];
    if (value === undefined) continue;
    values.push(key === 'place' ? JSON.stringify(value) : value);
    sets.push(`${column} = $${values.length}`);
  }
  if (change.status) sets[0] = change.status === 'closed' ? 'closed_at = now()' : 'closed_at = null';
  const { rows } = await sql.query<IncidentRow>(
    `update incident set ${sets.join(', ')} where id = $1 returning *`,
    values,
  );
  return rows[0]!;
}

/** @throws Fault `incident.closed` */
export function checkOpen({ id, status }: Pick<IncidentRow, 'id' | 'status'>): void {
  if (status === 'open') return;
  throw new Fault({
    code: 'incident.closed',
    message: `${id} is closed.`,
    fix: 'Declare a new incident, and name this one in its title.',
  });
}

/** Nothing is under way in an incident that is held; where its chain stands. */
async function checkQuiet(sql: Sql, id: string): Promise<{ events: number; head: string }> {
  const { rows } = await sql.query<{
    busy: number;
    pending: string | null;
    review: string | null;
    events: number;
    head: string;
  }>(
    `select seq::int as events, hash as head,
       (select id from plan where incident = $1 and status = 'pending' limit 1) as pending,
       (select plan from review where incident = $1 and closed_at is null limit 1) as review,
       (select count(*)::int from step where run = any (array(select id from run where incident = $1))
         and state || '' = any ('{due,running,applied}')) as busy
     from stream where name = $1`,
    [id],
  );
  const { busy, pending, review, ...chain } = rows[0]!;
  if (busy > 0) {
    throw new Fault({
      code: 'incident.busy',
      message: `${id} cannot be closed: ${busy} step${busy === 1 ? ' is' : 's are'} still being changed or verified.`,
      fix: 'Wait until the plan card says how they ended.',
    });
  }
  if (pending) {
    throw new Fault({
      code: 'incident.pending',
      message: `${id} cannot be closed: a plan still waits for approval.`,
      fix: `\`deny ${pending} <reason>\` ends it, or let it expire.`,
    });
  }
  if (review) {
    throw new Fault({
      code: 'incident.review',
      message: `${id} cannot be closed: somebody broke the glass for ${review}, and nobody has reviewed that.`,
      fix: `\`review ${review}\` by somebody else ends it.`,
    });
  }
  return chain;
}

/** What has not begun is done in the order of the new severity. */
async function reorder(sql: Sql, { id, severity }: IncidentRow): Promise<void> {
  await sql.query(
    // Who holds a step now is about to begin it. (With `state` as it is, the planner would look at every open step.)
    `update step set priority = step_priority($2, ordinal) where ctid = any (array(
       select ctid from step where run = any (array(select id from run where incident = $1)) and state || '' = 'due'
       for update skip locked))`,
    [id, severity],
  );
}

export function incidentRecord(db: Database): IncidentRecord {
  return {
    declare: (incident, event) =>
      db.transaction(async (sql) => {
        const name = incident.mode === 'drill' ? 'DRILL' : 'INC';
        const counted = await sql.query<{ value: number }>(
          `insert into counter (name, value) values ($1, 1)
           on conflict (name) do update set value = counter.value + 1 returning value`,
          [name],
        );
        const id = `${name}-${counted.rows[0]!.value}`;
        const { rows } = await sql.query<IncidentRow>(
          `insert into incident (id, title, severity, mode, status, commander, suspects, place)
           values ($1, $2, $3, $4, 'open', $5, $6, $7) returning *`,
          [
            id,
            incident.title,
            incident.severity,
            incident.mode,
            incident.commander,
            incident.suspects,
            incident.place ? JSON.stringify(incident.place) : null,
          ],
        );
        const opened = event(id);
        // The numbers also stand in a stream of their own, so that a whole incident cannot go missing unseen.
        await append(sql, [{ ...opened, stream: 'quell' }, opened]);
        return incidentOf(rows[0]!);
      }),
    incident: async (id) => incidentOf(await find(db, id)),
    async incidents(status) {
      const { rows } =
        status === 'all'
          ? await db.query<IncidentRow>(`select * from incident ${ORDER}`)
          : await db.query<IncidentRow>(`select * from incident where status = $1 ${ORDER}`, [status]);
      return rows.map(incidentOf);
    },
    async incidentAt(place) {
      const { rows } = await db.query<IncidentRow>(
        `select * from incident where id = any (array(
           select id from incident where place->>'surface' = $1 and place->>'tenant' = $2 and place->>'channel' = $3
             and place->>'thread' is not distinct from $4
           union all
           -- In a channel that was made for one incident, everything is about that one.
           select substr(key, length('room:') + 1) from message where key like 'room:%' and ref->>'channel' = $3
             and ref->>'surface' = $1 and ref->>'tenant' = $2))
         order by declared_at desc limit 1`,
        [place.surface, place.tenant, place.channel, place.thread ?? null],
      );
      return rows[0] && incidentOf(rows[0]);
    },
    change: (id, change, events) =>
      db.transaction(async (sql) => {
        await hold(sql, id.toUpperCase());
        const before = await find(sql, id, 'for update');
        // A card that was deleted is posted again, and where that is may be noted of a closed one too.
        const moved = Object.keys(change).every((key) => key === 'place');
        if (change.status !== 'open' && !moved) checkOpen(before);
        const row = await update(sql, before.id, change);
        if (row.severity !== before.severity) await reorder(sql, row);
        await append(sql, events);
        return incidentOf(row);
      }),
    close: (id, events) =>
      db.transaction(async (sql) => {
        await hold(sql, id.toUpperCase());
        const before = await find(sql, id, 'for update');
        checkOpen(before);
        const row = await update(sql, before.id, { status: 'closed' });
        await append(sql, events(await checkQuiet(sql, before.id)));
        return incidentOf(row);
      }),
    suspect: (id, by, next) =>
      db.transaction(async (sql) => {
        await hold(sql, id.toUpperCase());
        const before = await find(sql, id, 'for update');
        // Whoever came under suspicion while they asked.
        if (before.suspects.includes(by)) throw underSuspicion(before.id);
        const { suspects, event } = next(incidentOf(before));
        const { rows } = await sql.query<IncidentRow>('update incident set suspects = $2 where id = $1 returning *', [
          before.id,
          suspects,
        ]);
        const runs = await sql.query<{ id: string }>(
          `select id from run where incident = $1 and state = 'running' order by id`,
          [before.id],
        );
        const due: Wake[] = [];
        // Whose suspicion is lifted may complete what was a vote short.
        for (const run of runs.rows) {
          await sql.query('select carry($1)', [run.id]);
          due.push(...(await advance(sql, run.id)));
        }
        await append(sql, [event]);
        return { incident: incidentOf(rows[0]!), due };
      }),
    note: (events) => db.transaction((sql) => append(sql, events)),
  };
}
