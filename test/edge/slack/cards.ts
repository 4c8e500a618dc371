import type { Card } from '../../../src/domain/card.ts';

const at = '2026-11-22T03:13:05.000Z';

/** One card of each kind, as the flow makes them. */
export const CARDS = {
  incident: {
    kind: 'incident',
    id: 'INC-7',
    mode: 'live',
    severity: 1,
    tone: 'bad',
    title: 'ml-train used from outside',
    summary: 'INC-7 is open. Nothing is contained yet.',
    path: '/incidents/INC-7',
    blocks: [
      {
        block: 'facts',
        facts: [
          { label: 'Commander', value: [{ person: 'ada' }] },
          { label: 'Declared', value: [{ time: at }] },
          { label: 'Suspect', value: [{ code: 'ml-train@ml-prod.iam.gserviceaccount.com' }] },
        ],
      },
      { block: 'text', text: ['GuardDuty saw ', { strong: '14 calls' }, ' from 203.0.113.9.'] },
    ],
    buttons: [
      {
        verb: 'contain',
        ref: 'INC-7',
        label: 'Contain…',
        style: 'danger',
        form: {
          title: 'Contain',
          verb: 'contain',
          ref: 'INC-7',
          submit: 'Plan it',
          fields: [
            {
              name: 'playbook',
              label: 'What happened',
              type: 'choice',
              required: true,
              choices: [{ value: 'compromised-workload-identity', label: 'Compromised workload identity' }],
            },
            { name: 'identity', label: 'Identity', type: 'text', required: true, hint: 'As named in quell.yaml.' },
            { name: 'reason', label: 'Reason', type: 'long-text', required: false },
          ],
        },
      },
      { verb: 'show', ref: 'INC-7', label: 'Doors', style: 'default' },
    ],
  },
  plan: {
    kind: 'plan',
    id: '7F3A-91C2',
    mode: 'live',
    severity: 1,
    tone: 'warning',
    title: 'Contain workload identity ml-train on 3 clouds',
    summary: 'Plan 7F3A-91C2 waits for 1 of security-oncall until 03:22Z.',
    path: '/plans/7F3A-91C2',
    blocks: [
      {
        block: 'stage',
        title: '1  Stop what the attacker holds now',
        needs: 'needs 1 of security-oncall',
        steps: [
          { cloud: 'aws', title: 'Deny sessions of role ml-train issued before now' },
          {
            cloud: 'gcp',
            title: 'Disable service account ml-train@ml-prod',
            note: ['kills its tokens at once'],
          },
          { cloud: 'azure', title: 'Disable service principal ml-train' },
        ],
      },
      {
        block: 'stage',
        title: '2  Close the door',
        needs: 'needs 2, one of cloud-platform',
        steps: [{ cloud: 'aws', title: 'Deny federation in the trust policy of ml-train' }],
      },
      {
        block: 'list',
        title: 'Not stopped by this',
        items: [['2 sessions of role ', { code: 'ml-export' }, ', which end at ', { time: at }]],
      },
      {
        block: 'text',
        text: ['Requested by ', { person: 'ada' }, '. ', { person: 'bo' }, ' or ', { person: 'cy' }, ' can approve.'],
      },
    ],
    buttons: [
      { verb: 'approve', ref: '7F3A-91C2', label: 'Approve', style: 'primary' },
      { verb: 'plan', ref: '7F3A-91C2', label: 'Details', style: 'default' },
    ],
  },
  runbook: {
    kind: 'runbook',
    id: '7F3A-91C2',
    mode: 'drill',
    severity: 2,
    tone: 'bad',
    title: 'Partly contained: 2 of 3 clouds',
    summary: 'Partly contained: 2 of 3 clouds. Azure refused the change.',
    blocks: [
      { block: 'warning', text: ['Azure is not contained.'] },
      {
        block: 'stage',
        title: '1  Stop what the attacker holds now',
        needs: 'approved by bo',
        steps: [
          {
            cloud: 'aws',
            title: 'Deny sessions of role ml-train',
            state: 'applied',
            note: ['waiting for IAM to settle'],
          },
          {
            cloud: 'gcp',
            title: 'Disable service account ml-train',
            state: 'verified',
            note: [{ time: at }, ' token refused'],
          },
          {
            cloud: 'azure',
            title: 'Disable service principal ml-train',
            state: 'failed',
            note: ['Azure refused the change (403). Fix: ', { code: 'terraform -chdir=infra/azure apply' }],
          },
        ],
      },
    ],
    buttons: [{ verb: 'retry', ref: '7F3A-91C2', label: 'Retry', style: 'primary' }],
  },
  list: {
    kind: 'list',
    id: 'incidents',
    mode: 'live',
    tone: 'neutral',
    title: 'Incidents',
    summary: '2 open incidents.',
    blocks: [
      {
        block: 'table',
        columns: ['Incident', 'Severity', 'Title'],
        rows: [
          ['INC-7', '1', 'ml-train used from outside'],
          ['INC-8', '3', 'GPU quota raised'],
        ],
      },
    ],
    buttons: [],
  },
  fault: {
    kind: 'fault',
    id: 'command.syntax',
    mode: 'live',
    tone: 'bad',
    title: 'Not done',
    summary: 'There is no command "contian". Did you mean `contain`?',
    blocks: [
      { block: 'text', text: ['There is no command "contian".'] },
      { block: 'code', text: 'contain compromised-workload-identity identity=ml-train\n        ^' },
    ],
    buttons: [],
  },
  notice: {
    kind: 'notice',
    id: 'INC-7',
    mode: 'drill',
    tone: 'good',
    title: 'Nothing is left',
    summary: 'The last session of ml-export ended at 03:58Z.',
    blocks: [],
    buttons: [],
  },
} as const satisfies Record<Card['kind'], unknown> as unknown as Record<Card['kind'], Card>;

/** A plan that no Slack message can hold. */
export function hugePlan(steps: number): Card {
  return {
    ...CARDS.plan,
    blocks: [
      {
        block: 'stage',
        title: '1  Everything',
        needs: 'needs 2 of cloud-platform',
        steps: Array.from({ length: steps }, (_, i) => ({
          cloud: 'aws' as const,
          title: `Deny sessions of role arn:aws:iam::111122223333:role/very-long-role-name-of-a-training-job-${i}`,
        })),
      },
      { block: 'stage', title: '2  After it', needs: 'needs 1', steps: [{ cloud: 'gcp', title: 'Disable ml-train' }] },
      { block: 'warning', text: ['This stops production training in 3 accounts.'] },
    ],
  };
}
