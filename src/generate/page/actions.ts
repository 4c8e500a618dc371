import { type AnyAction, CLOUD_NAMES, CLOUDS, type Cloud, KINDS, type Kind } from '../../domain/action.ts';
import { Fault } from '../../domain/fault.ts';
import { cell } from './cell.ts';

export const KIND_NAMES: Record<Kind, string> = {
  'revoke-sessions': 'Revoke sessions',
  'disable-federation': 'Disable federation',
  'freeze-gpu': 'Freeze GPUs',
};

/** docs/actions/README.md. @throws Fault `generate.coverage-gap` when a cloud has no action of some kind */
export function actionsPage(actions: readonly AnyAction[]): string {
  const list = actions.map((a) => `| ${link(a)} | ${cell(titleText(a))} | ${a.reversible} |`);
  return [
    '# Actions',
    'What Quell can do to a cloud, one page each. An action changes nothing before named people have approved the plan that shows its changes; it proves its effect, and can be released.',
    '## Coverage',
    'Each kind of containment on each cloud.',
    coverage(actions),
    '## All actions',
    ['| Action | What it does | Reversible |', '|---|---|---|', ...list].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

function coverage(actions: readonly AnyAction[]): string {
  const lines = KINDS.map((kind) => {
    const cells = CLOUDS.map((cloud) => {
      const there = actions.filter((a) => a.kind === kind && a.cloud === cloud);
      if (there.length === 0) throw gap(kind, cloud);
      return there.map(link).join('<br>');
    });
    return `| **${KIND_NAMES[kind]}** | ${cells.join(' | ')} |`;
  });
  return [`| | ${CLOUDS.map((c) => CLOUD_NAMES[c]).join(' | ')} |`, '|---|---|---|---|', ...lines].join('\n');
}

/** The title with its inputs as code: a page is about no particular role. */
export function titleText({ title }: AnyAction): string {
  return title.replaceAll(/\{(\w+)\}/g, '`$1`');
}

function link({ id }: AnyAction): string {
  return `[\`${id}\`](${id}.md)`;
}

function gap(kind: Kind, cloud: Cloud): Fault {
  return new Fault({
    code: 'generate.coverage-gap',
    message: `No action of the kind ${kind} exists on ${CLOUD_NAMES[cloud]}.`,
    fix: `Write one in src/action/${cloud} and name it in src/action/registry.ts: a team must be as able on one cloud as on another.`,
  });
}
