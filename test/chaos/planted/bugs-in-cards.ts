import type { Planted } from './bug.ts';
import { fault, press, released } from './scenes.ts';

/** AWS answers the proof late, and the step stands as applied for longer than it takes to draw a card. */
const LATE_PROOF = [1, 2].map(() => fault('cloud-throttled', { permission: 'iam:SimulatePrincipalPolicy' }));

/** Cards that say what is not so, in the end or too early. */
export const BUGS_IN_CARDS: readonly Planted[] = [
  {
    name: 'incident-shows-first-plan',
    promise: 'cards',
    what: 'an incident’s card goes on to show the containment after its release',
    edits: [
      {
        file: 'src/card/incident.ts',
        find: 'view.plans.findLast((p) => p.run.steps.some((s) => s.receipt))',
        replace: 'view.plans.find((p) => p.run.steps.some((s) => s.receipt))',
      },
    ],
    scene: (s) => released({ ...s, contain: 'contain compromised-workload-identity identity=ml-gcp freeze_gpu=false' }),
  },
  {
    name: 'denied-still-asks',
    promise: 'cards',
    what: 'the card of a denied plan keeps its buttons',
    edits: [
      {
        file: 'src/card/buttons.ts',
        find: "const pending = plan.status === 'pending';",
        replace: "const pending = plan.status !== 'approved';",
      },
    ],
    scene: (s) => ({ ...s, course: 'deny', ballots: [press('dee', { decision: 'deny' })] }),
  },
  {
    name: 'applied-is-green',
    promise: 'late-truth',
    what: 'a step is shown as verified as soon as it is applied',
    edits: [
      {
        file: 'src/card/steps.ts',
        find: 'return { cloud, title, state: step.state, ',
        replace: "return { cloud, title, state: step.state === 'applied' ? 'verified' : step.state, ",
      },
    ],
    scene: (s) => ({ ...s, faults: LATE_PROOF }),
  },
  {
    name: 'applied-is-counted',
    promise: 'late-truth',
    what: 'the card counts applied steps as verified',
    edits: [
      {
        file: 'src/card/outcome.ts',
        find: "const verified = run.steps.filter((s) => s.state === 'verified').length;",
        replace: "const verified = run.steps.filter((s) => ['verified', 'applied'].includes(s.state)).length;",
      },
    ],
    scene: (s) => ({ ...s, faults: LATE_PROOF }),
  },
];
