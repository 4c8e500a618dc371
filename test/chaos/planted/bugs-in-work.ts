import type { Planted } from './bug.ts';
import { fault, press, refused, released } from './scenes.ts';

const ACT = 'src/job/act.ts';
const WORK = 'src/job/work.ts';
const RESULTS = 'src/edge/postgres/schema/results.ts';
const LEASES = 'src/edge/postgres/schema/leases.ts';

const FREEZE = 'contain gpu-hijack place=ml-aws';
const SUSPEND = refused('aws', 'autoscaling:SuspendProcesses');

/** Work that is lost, done twice, done on a wrong receipt, or not undone. */
export const BUGS_IN_WORK: readonly Planted[] = [
  {
    name: 'sweeper-sleeps',
    promise: 'lost',
    what: 'the sweeper puts nothing back on the queue, and a wiped queue loses what waited there',
    limitMs: 40_000,
    edits: [
      {
        file: 'src/job/sweep.ts',
        find: 'if (due.length > 0) await queue.wake(due);',
        replace: 'void due; void queue;',
      },
    ],
    scene: (s) => ({
      ...s,
      contain: FREEZE,
      ballots: [press('bo')],
      faults: [
        ...Array.from({ length: 4 }, () => fault('cloud-throttled', { permission: 'organizations:ListPolicies' })),
        ...Array.from({ length: 12 }, (_, i) => fault('queue-wiped', { nth: 6 + i * 3 })),
      ],
    }),
  },
  {
    name: 'partly-is-contained',
    promise: 'lost',
    what: 'a run of which a step failed for good says that it is contained',
    edits: [
      {
        file: RESULTS,
        find: "when bool_or(state = 'verified') then 'partly'",
        replace: "when bool_or(state = 'verified') then 'contained'",
      },
    ],
    scene: (s) => ({
      ...s,
      contain: 'contain gpu-hijack place=ml-aws-gcp',
      ballots: [press('bo')],
      faults: Array.from({ length: 9 }, () => SUSPEND),
    }),
  },
  {
    name: 'mark-of-each-attempt',
    promise: 'twice',
    what: 'each attempt leaves a mark of its own, so that a second one makes a second policy',
    edits: [
      {
        file: WORK,
        find: 'marker: markerOf(claim.plan.body.incident), signal',
        replace: 'marker: `${markerOf(claim.plan.body.incident)}F${claim.step.fence}`, signal',
      },
    ],
    scene: (s) => ({
      ...s,
      contain: 'contain gpu-hijack place=ml-azure',
      ballots: [press('bo')],
      faults: [refused('azure', 'Microsoft.MachineLearningServices/locations/updateQuotas/action')],
    }),
  },
  {
    name: 'stale-result-counts',
    promise: 'twice',
    what: 'two workers have one step at once, and the older one’s result counts',
    edits: [
      {
        file: LEASES,
        find: "select * into s from step where run = r and id = i and state in ('due', 'running', 'applied') and due_at <= now()\n    and (lease_until is null or lease_until < now());",
        replace: "select * into s from step where run = r and id = i and state in ('due', 'running', 'applied');",
      },
      {
        file: LEASES,
        find: "where run = r and id = i and state in ('due', 'running', 'applied') and due_at <= now()\n    and (lease_until is null or lease_until < now())\n  returning * into s;",
        replace: "where run = r and id = i and state in ('due', 'running', 'applied')\n  returning * into s;",
      },
      {
        file: RESULTS,
        find: "where run = r and id = i and lease_owner = l and state || '' = 'running' returning * into st;",
        replace: "where run = r and id = i and state || '' = 'running' returning * into st;",
      },
    ],
    scene: (s) => ({
      ...s,
      faults: [
        fault('two-workers', { nth: 16 }),
        // The first one's write is late, and so is that of the second one, which has looked and begun by then: where
        // it has, its reads have passed, and how many those are is not the same each time.
        ...[11, 12].map((nth) => fault('connection-delayed', { where: 'cloud', nth, ms: 1000 })),
        ...[22, 23].map((nth) => fault('connection-delayed', { where: 'cloud', nth: nth + 2 * s.run, ms: 2500 })),
      ],
    }),
  },
  {
    name: 'receipt-overwritten',
    promise: 'receipt',
    what: 'a second attempt writes what it finds over the first receipt',
    edits: [
      {
        file: ACT,
        find: 'return receipt ?? { prior: now.prior, readAt };',
        replace: 'return { prior: now.prior, readAt };',
      },
      {
        file: RESULTS,
        find: 'values (r, i, first, head.seq + 1) on conflict do nothing',
        replace: 'values (r, i, first, head.seq + 1) on conflict (run, step) do update set body = excluded.body',
      },
      {
        file: 'src/edge/postgres/schema/record.ts',
        find: 'create trigger receipt_append_only before update or delete on receipt',
        replace: 'create trigger receipt_append_only before delete on receipt',
      },
    ],
    scene: (s) => ({ ...s, contain: FREEZE, ballots: [press('bo')], faults: [SUSPEND] }),
  },
  {
    name: 'last-receipt-released',
    promise: 'release',
    what: 'a thing that was taken twice is put back to how the second step found it',
    edits: [
      {
        file: 'src/edge/postgres/claims.ts',
        find: 'const first = rows[0]?.receipt;',
        replace: 'const first = rows.at(-1)?.receipt;',
      },
    ],
    scene: (s) => released({ ...s, contain: 'contain compromised-workload-identity identity=ml-aws freeze_gpu=false' }),
  },
  {
    name: 'half-done-is-forgotten',
    promise: 'release',
    what: 'a step that failed half-way is left out of the release',
    edits: [
      {
        file: 'src/desk/release.ts',
        find: 'if (!step.receipt || !frozen ||',
        replace: "if (!step.receipt || !frozen || step.state !== 'verified' ||",
      },
    ],
    scene: (s) =>
      released({
        ...s,
        contain: 'contain gpu-hijack place=ml-aws-gcp',
        ballots: [press('bo')],
        faults: Array.from({ length: 9 }, () => SUSPEND),
      }),
  },
];
