import { asFault } from '../../domain/fault.ts';
import type { Identity } from '../../domain/identity.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Playbook, PlaybookInput } from '../../domain/playbook.ts';
import { expandStep } from './expand.ts';
import type { Problem } from './problem.ts';

const EVERYWHERE = {
  name: 'sample',
  aws: { account: '111122223333', region: 'us-east-1', role: 'sample' },
  gcp: { organization: '1', project: 'sample', region: 'us-central1', service_account: 'sample', pool: 'sample' },
  azure: {
    tenant: 'sample',
    subscription: 'sample',
    location: 'eastus',
    application: 'sample',
    service_principal: 'sample',
  },
} satisfies Identity;

/**
 * Runs every step with inputs that lack something, one at a time and all at once: a guard that was forgotten is found
 * when the playbook is loaded, and not in the middle of an incident.
 */
export function rehearse(playbook: Playbook): Problem[] {
  const found = new Map<string, Problem>();
  for (const inputs of variants(playbook)) {
    for (const [i, stage] of playbook.stages.entries()) {
      for (const [j, step] of stage.steps.entries()) {
        try {
          expandStep(playbook, step, ['stages', i, 'steps', j], inputs);
        } catch (thrown) {
          const { code, message, fix, at } = asFault(thrown);
          if (code !== 'playbook.absent' || at === undefined) continue;
          const said = `Step \`${step.id}\` would fail: ${message}`;
          found.set(`${at.line}:${at.column}`, {
            code: 'unguarded',
            message: said,
            fix: fix.replace('Give it, or guard', 'Guard'),
            at,
          });
        }
      }
    }
  }
  return [...found.values()];
}

function variants(playbook: Playbook): JsonObject[] {
  const inputs = Object.entries(playbook.inputs);
  const fullest = Object.fromEntries(inputs.map(([name, input]) => [name, samples(input)[0]!])) as JsonObject;
  const single = inputs.flatMap(([name, input]) => samples(input).map((value) => without(fullest, name, value)));
  const barest = inputs.reduce((all, [name, input]) => without(all, name, samples(input).at(-1)), fullest);
  return [fullest, ...single, barest];
}

function without(inputs: JsonObject, name: string, value: JsonObject[string] | undefined): JsonObject {
  const { [name]: _, ...rest } = inputs;
  return value === undefined ? rest : { ...rest, [name]: value };
}

/** From the fullest to the barest value of an input; undefined where it may be left out. */
function samples(input: PlaybookInput): (JsonObject[string] | undefined)[] {
  const left = input.optional ? [undefined] : [];
  if (input.type === 'boolean') return [true, false, ...left];
  if (input.type === 'string') return [input.default ?? 'sample', ...left];
  const { aws, gcp, azure, name } = EVERYWHERE;
  const { organization: _o, pool: _p, ...bareGcp } = gcp;
  const { application: _a, ...bareAzure } = azure;
  return [EVERYWHERE, { name, aws }, { name, gcp: bareGcp }, { name, azure: bareAzure }, { name }, ...left];
}
