import type { Button, Card, Form } from '../../../src/domain/card.ts';
import type { Mode } from '../../../src/domain/incident.ts';
import type { StepState } from '../../../src/domain/run.ts';

export const denyForm = (plan: string): Form => ({
  title: 'Deny the plan',
  verb: 'deny',
  ref: plan,
  submit: 'Deny',
  fields: [
    { name: 'reason', label: 'Reason', type: 'long-text', required: true, hint: 'Stands in the record.' },
    {
      name: 'again',
      label: 'Ask again',
      type: 'choice',
      required: false,
      choices: [
        { value: 'yes', label: 'With fewer targets' },
        { value: 'no', label: 'No' },
      ],
    },
  ],
});

/** A card with every kind of block in it. */
export function planCard(id: string, mode: Mode, state?: StepState, buttons = true): Card {
  const all: Button[] = [
    { verb: 'approve', ref: id, label: 'Approve', style: 'primary' },
    { verb: 'deny', ref: id, label: 'Deny…', style: 'danger', form: denyForm(id) },
  ];
  const line = (cloud: 'aws' | 'gcp' | 'azure', title: string) => ({ cloud, title, ...(state ? { state } : {}) });
  return {
    kind: 'plan',
    id,
    mode,
    severity: 1,
    tone: state === 'verified' ? 'good' : buttons ? 'warning' : 'neutral',
    title: 'Contain workload identity ml-train on 3 clouds',
    summary: buttons
      ? 'Waits for 1 of security-oncall. Nothing is changed yet.'
      : `Approved by Bo; the steps are ${state ?? 'waiting'}.`,
    blocks: [
      {
        block: 'warning',
        text: [
          'Not stopped by this: 2 sessions of role ',
          { code: 'ml-export' },
          ', until ',
          { time: '2026-11-03T03:58:00Z' },
          '.',
        ],
      },
      {
        block: 'facts',
        facts: [
          { label: 'Requested by', value: [{ person: 'ada' }] },
          { label: 'Approve by', value: [{ time: '2026-11-03T03:22:00Z' }] },
          { label: 'Put back', value: ['Everything here. Safe from ', { time: '2026-11-03T04:12:00Z' }, '.'] },
        ],
      },
      {
        block: 'stage',
        title: 'Stop what the attacker holds now',
        needs: 'needs 1 of security-oncall',
        steps: [
          line('aws', 'Deny sessions of role ml-train issued before now'),
          { ...line('gcp', 'Disable service account ml-train@ml-prod'), note: ['Kills its tokens at once'] },
          line('azure', 'Disable service principal ml-train'),
        ],
      },
      { block: 'list', title: 'Who may approve', items: [[{ person: 'bo' }], [{ person: 'chen' }]] },
      { block: 'text', text: ['Uses in the last hour: ', { strong: '14' }, ' from cluster train-eu.'] },
    ],
    buttons: buttons ? all : [],
    path: `/plans/${id}`,
  };
}

export function fullPlan(id: string, mode: Mode): Card {
  const short = planCard(id, mode);
  return {
    ...short,
    blocks: [
      ...short.blocks,
      {
        block: 'table',
        columns: ['Resource', 'What', 'Before', 'After'],
        rows: [
          [
            'arn:aws:iam::111122223333:role/ml-train',
            'inline policy QuellRevokeSessions',
            '(none)',
            'Deny * before 2026-11-03T03:12:40Z',
          ],
          ['serviceAccounts/ml-train@ml-prod', 'disabled', 'false', 'true'],
        ],
      },
      { block: 'code', text: '{\n  "Effect": "Deny"\n}' },
    ],
  };
}
