import type { Inputs } from '../domain/action.ts';
import { Fault } from '../domain/fault.ts';
import type { Mode } from '../domain/incident.ts';
import type { Json } from '../domain/json.ts';
import { nearest } from '../domain/nearest.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { DeskParts } from './parts.ts';

/** @throws Fault `command.unknown-playbook` */
export function thePlaybook(parts: DeskParts, id: string): Playbook {
  const playbook = parts.playbooks.get(id);
  if (playbook) return playbook;
  const near = nearest(id.slice(0, 60), [...parts.playbooks.keys()]);
  throw new Fault({
    code: 'command.unknown-playbook',
    message: `There is no playbook ${id.slice(0, 60)}.`,
    fix: near ? `Did you mean ${near}?` : '`playbooks` lists them.',
  });
}

function resolveInput(
  parts: DeskParts,
  mode: Mode,
  name: string,
  type: 'identity' | 'string' | 'boolean',
  given: string,
): Json {
  if (type === 'string') return given;
  if (type === 'boolean') {
    if (given === 'true' || given === 'false') return given === 'true';
    throw new Fault({
      code: 'command.input',
      message: `${name} must be true or false, not "${given.slice(0, 40)}".`,
      fix: `Write ${name}=true or ${name}=false.`,
    });
  }
  const identities = parts.identities(mode);
  const identity = identities.get(given);
  if (identity) return identity as unknown as Json;
  const known = [...identities.keys()];
  const near = nearest(given.slice(0, 60), known);
  throw new Fault({
    code: 'command.unknown-identity',
    message: `No identity ${given.slice(0, 60)} is configured.`,
    fix: near
      ? `Did you mean ${near}?`
      : `Known are ${known.slice(0, 5).join(', ') || 'none'}; add it under \`identities\` in quell.yaml.`,
  });
}

/** Values as typed become the playbook's inputs. @throws Fault `command.input`, `command.unknown-identity` */
export function resolveInputs(
  parts: DeskParts,
  mode: Mode,
  playbook: Playbook,
  values: Record<string, string>,
): { inputs: Inputs; given: Inputs } {
  const inputs: Inputs = {};
  const given: Inputs = {};
  for (const [name, spec] of Object.entries(playbook.inputs)) {
    const value = values[name] ?? (spec.default === undefined ? undefined : String(spec.default));
    if (value === undefined && spec.optional) continue;
    if (value === undefined) {
      throw new Fault({
        code: 'command.input',
        message: `${playbook.id} needs ${name}: ${spec.describe}`,
        fix: `Add ${name}=…`,
      });
    }
    inputs[name] = resolveInput(parts, mode, name, spec.type, value);
    given[name] = value;
  }
  const extra = Object.keys(values).find(
    (k) => !(k in playbook.inputs) && !['playbook', 'incident', 'reason'].includes(k),
  );
  if (extra) {
    const near = nearest(extra, Object.keys(playbook.inputs));
    const takes = Object.keys(playbook.inputs).join(', ') || 'nothing';
    throw new Fault({
      code: 'command.input',
      message: `${playbook.id} takes no ${extra.slice(0, 40)}.`,
      fix: near ? `Did you mean ${near}=?` : `It takes ${takes}.`,
    });
  }
  return { inputs, given };
}
