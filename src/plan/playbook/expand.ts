import type { Inputs } from '../../domain/action.ts';
import { Fault } from '../../domain/fault.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Playbook, PlaybookStep, Stage } from '../../domain/playbook.ts';
import { environment } from './cel.ts';
import { evaluateCel, type Values } from './evaluate.ts';
import { completeInputs } from './inputs.ts';
import { placeOf } from './place.ts';
import type { Path } from './source.ts';
import { template } from './template.ts';

/** One step with every value computed. Its inputs have yet to pass the action's own schema. */
export interface ExpandedStep {
  /** The step's id; with `.1`, `.2`… for each `item`. */
  id: string;
  action: string;
  inputs: Inputs;
}

export interface ExpandedStage {
  stage: Stage;
  /** Empty when the guards leave nothing to do. */
  steps: ExpandedStep[];
}

const MOST_ITEMS = 50;

/**
 * What a playbook does for these inputs, with every stage in its place. Pure: the same playbook and inputs give the same stages, at any time.
 * @param inputs Resolved: an `identity` is the object, not its name.
 * @throws Fault `playbook.input`, `playbook.absent`, `playbook.expression`, `playbook.for-each`; `at` where the text is known.
 */
export function expand(playbook: Playbook, inputs: Inputs): ExpandedStage[] {
  const complete = completeInputs(playbook, inputs);
  return playbook.stages.map((stage, i) => ({
    stage,
    steps: stage.steps.flatMap((step, j) => expandStep(playbook, step, ['stages', i, 'steps', j], complete)),
  }));
}

/** One step of the playbook at `path`: none when its guard says no, several under for_each. */
export function expandStep(playbook: Playbook, step: PlaybookStep, path: Path, inputs: JsonObject): ExpandedStep[] {
  const evaluate = evaluator(playbook, path);
  const make = (id: string, values: Values): ExpandedStep[] => {
    if (step.when !== undefined && evaluate('when', step.when, 0, values) !== true) return [];
    return [{ id, action: step.action, inputs: computeInputs(step, values, evaluate) }];
  };
  const each = template(step.for_each);
  if (!('cel' in each)) return make(step.id, { inputs });
  const items = evaluate('for_each', each.cel, each.offset, { inputs });
  if (!Array.isArray(items) || items.length > MOST_ITEMS) throw tooMany(playbook, step, path);
  return items.flatMap((item, index) => make(`${step.id}.${index + 1}`, { inputs, item }));
}

type Evaluate = (key: string, cel: string, offset: number, values: Values) => Json;

function evaluator(playbook: Playbook, path: Path): Evaluate {
  const plain = environment({ inputs: playbook.inputs });
  const fanned = environment({ inputs: playbook.inputs, item: 'dyn' });
  return (key, cel, offset, values) => {
    const place = (inside: number) => placeOf(playbook, [...path, ...key.split('/')], offset + inside);
    return evaluateCel(cel, 'item' in values ? fanned : plain, values, place);
  };
}

function computeInputs(step: PlaybookStep, values: Values, evaluate: Evaluate): Inputs {
  const computed = Object.entries(step.with).map(([name, value]): [string, Json] => {
    const read = template(value);
    return [name, 'cel' in read ? evaluate(`with/${name}`, read.cel, read.offset, values) : value];
  });
  return Object.fromEntries(computed);
}

function tooMany(playbook: Playbook, step: PlaybookStep, path: Path): Fault {
  const at = placeOf(playbook, [...path, 'for_each'], 0);
  return new Fault({
    code: 'playbook.for-each',
    message: `The list of step \`${step.id}\` is longer than ${MOST_ITEMS}, or is no list.`,
    fix: 'Nobody can approve so many changes at once: run the playbook several times, with shorter lists.',
    ...(at ? { at } : {}),
  });
}
