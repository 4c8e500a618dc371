import type { z } from 'zod';
import { type AnyAction, type Change, CLOUD_NAMES, type Planned } from '../../domain/action.ts';
import type { Playbook } from '../../domain/playbook.ts';
import { yamlText } from '../yaml-text.ts';
import { KIND_NAMES, titleText } from './actions.ts';
import { cell, duration } from './cell.ts';

const EFFECTS: Record<AnyAction['effect'], string> = {
  'desired-state': 'desired state: when an answer is lost, it is done again',
  keyed: 'keyed: when an answer is lost, it is done again under the same key',
  verifiable: 'verifiable: when an answer is lost, Quell looks before it does it again',
  unsafe: 'unsafe: when an answer is lost, a person decides',
};

const REVERSIBLE: Record<AnyAction['reversible'], string> = {
  full: 'yes: a release puts back exactly what was there',
  partly: 'in part: the text above says what stays',
  none: 'there is nothing to put back',
};

/** docs/actions/<id>.md. @param example what the action's example would do in the range's company */
export function actionPage(action: AnyAction, example: Planned, playbooks: ReadonlyMap<string, Playbook>): string {
  return [
    `# ${action.id}`,
    `**${titleText(action)}.** ${action.docs}`,
    facts(action, example),
    '## Inputs',
    inputs(action),
    '## What it does not stop',
    bullets(action.notStopped),
    '## What it changes',
    'For the example below, in the simulated company of the drills:',
    changes(example.changes),
    ...residual(example),
    '## Permissions',
    permissions(action),
    '## In a playbook',
    `\`\`\`yaml\n${yamlText([step(action)])}\`\`\``,
    inPlaybooks(action, playbooks),
    '## As a command',
    commands(action, playbooks),
    '## Sources',
    bullets(action.sources.map((source) => `<${source}>`)),
  ]
    .join('\n\n')
    .concat('\n');
}

function facts(action: AnyAction, example: Planned): string {
  const attack = action.attack.map((id) => `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`);
  const rows: [string, string][] = [
    ['Cloud', CLOUD_NAMES[action.cloud]],
    ['Kind', KIND_NAMES[action.kind]],
    ['Reversible', REVERSIBLE[action.reversible]],
    ['Effect class', EFFECTS[action.effect]],
    ['Settles within', duration(action.settlesWithinSeconds)],
    ['Safe release', safeRelease(action, example)],
    ['MITRE ATT&CK', attack.join(', ')],
    ['MITRE D3FEND', action.d3fend.join(', ')],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

function safeRelease(action: AnyAction, { safeReleaseAfterSeconds: after }: Planned): string {
  if (action.reversible === 'none') return 'there is nothing to release';
  if (after === 0) return 'at any time: a release revives no session';
  return `${duration(after)} after it was applied in the example below; earlier, sessions that were stopped could come back to life, so an early release needs more approvals`;
}

function inputs(action: AnyAction): string {
  const lines = Object.entries(action.inputs.shape).map(([name, field]) => {
    const type = field as z.ZodType;
    const target = name === action.target ? ' The action works in it.' : '';
    const optional = type.safeParse(undefined).success;
    return `| \`${name}\` | ${cell((type.description ?? '') + target)} | ${optional ? 'no' : 'yes'} |`;
  });
  return ['| Input | What it is | Needed |', '|---|---|---|', ...lines].join('\n');
}

function changes(list: readonly Change[]): string {
  // The company of the range was founded a moment ago, and a page must be the same tomorrow.
  const timeless = (text: string) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(a time)');
  const shown = (value: string | null) => (value === null ? '*nothing*' : cell(timeless(value)));
  const lines = list.map(
    (c) => `| \`${cell(c.resource)}\` | ${cell(c.field)} | ${shown(c.before)} | ${shown(c.after)} |`,
  );
  return ['| Resource | What of it | Before | After |', '|---|---|---|---|', ...lines].join('\n');
}

function residual({ residual: left }: Planned): string[] {
  if (left.length === 0) return [];
  const lines = left.map(({ what, forSeconds, why }) => {
    const until = forSeconds === null ? 'until somebody ends it' : `for at most ${duration(forSeconds)}`;
    return `${what}, ${until}. ${why}`;
  });
  return ['What goes on all the same, as its card would say:', bullets(lines)];
}

function permissions(action: AnyAction): string {
  const code = (list: readonly string[]) => list.map((p) => `\`${p}\``).join(', ');
  const rows = [
    `| Read: to plan and to verify | ${code(action.permissions.read)} |`,
    `| Write: to contain and to release, besides | ${code(action.permissions.write)} |`,
  ];
  const probes = action.probes ?? [];
  const tried = `Granted to nobody, and tried in order to be refused, which is the proof: ${code(probes)}.`;
  const table = ['| | |', '|---|---|', ...rows].join('\n');
  return [table, ...(probes.length > 0 ? [tried] : []), 'How they are granted: [infra.md](../infra.md).'].join('\n\n');
}

/** The example as a playbook would have it. */
function step(action: AnyAction) {
  return { id: action.id.split('.').at(-1)!, action: action.id, with: action.example };
}

const using = (action: AnyAction, playbooks: ReadonlyMap<string, Playbook>) =>
  [...playbooks.values()].filter((p) => p.stages.some((s) => s.steps.some((one) => one.action === action.id)));

function inPlaybooks(action: AnyAction, playbooks: ReadonlyMap<string, Playbook>): string {
  const users = using(action, playbooks).map(({ id }) => `[${id}](../../playbooks/${id}/playbook.yaml)`);
  if (users.length > 0) return `Playbooks that use it: ${users.join(', ')}.`;
  return 'No playbook that comes with Quell uses it: it is there for your own.';
}

function commands(action: AnyAction, playbooks: ReadonlyMap<string, Playbook>): string {
  const contain = using(action, playbooks).map(({ id, inputs: wanted }) => {
    const given = Object.entries(wanted).filter(([, i]) => i.default === undefined && i.optional !== true);
    return `contain ${[id, ...given.map(([name]) => `${name}=ml-train`)].join(' ')}`;
  });
  return `\`\`\`text\n${[...contain, `action ${action.id}`].join('\n')}\n\`\`\``;
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
