import type { Planted } from './bug.ts';
import { refused } from './scenes.ts';

const RESULTS = 'src/edge/postgres/schema/results.ts';

/** A log that is not whole, or tells another story than the clouds. */
export const BUGS_IN_RECORD: readonly Planted[] = [
  {
    name: 'time-not-hashed',
    promise: 'chain',
    what: 'the hash of an event no longer covers its time',
    edits: [
      {
        file: 'src/edge/postgres/schema/chain.ts',
        find: 'head.hash, head.name, head.seq + 1, t, b), ',
        replace: 'head.hash, head.name, head.seq + 1, b), ',
      },
    ],
  },
  {
    name: 'proof-not-told',
    promise: 'chain',
    what: 'a step ends in the record, and its event is not written with it',
    edits: [
      {
        file: RESULTS,
        find: 'begun := advance_after(r, st.lane, st.stage, was);\n  perform append_to(head, e);',
        replace: 'begun := advance_after(r, st.lane, st.stage, was);',
      },
    ],
  },
  {
    name: 'intent-not-told',
    promise: 'chain',
    what: 'the cloud is called without an intent in the log',
    edits: [{ file: RESULTS, find: '  perform append_to(head, e);\n  return kept;', replace: '  return kept;' }],
  },
  {
    name: 'doubt-is-done',
    promise: 'chain',
    what: 'a step in doubt is taken for done, without asking the cloud',
    edits: [
      {
        file: 'src/job/work.ts',
        find: "if (hands.action.effect !== 'verifiable') return 'go on';",
        replace: "if (hands.action.effect !== 'verifiable') return 'applied';",
      },
    ],
    scene: (s) => ({
      ...s,
      contain: 'contain compromised-workload-identity identity=ml-gcp freeze_gpu=false',
      faults: [refused('gcp', 'iam.serviceAccounts.disable')],
    }),
  },
];
