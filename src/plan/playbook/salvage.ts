import { z } from 'zod';
import { CLOUDS, type Cloud } from '../../domain/action.ts';
import { PlaybookInput, PlaybookStep } from '../../domain/playbook.ts';
import { valueAt } from './shape.ts';
import type { Path } from './source.ts';

export interface FoundStep {
  path: Path;
  step: PlaybookStep;
}

/** The parts of a playbook that have a sound form, so that one misplaced key does not hide every other mistake. */
export interface Found {
  clouds: { path: Path; cloud: Cloud }[];
  /** Undefined: declared, but not soundly. */
  inputs: { [name: string]: PlaybookInput | undefined };
  stages: { path: Path; id: string | undefined }[];
  steps: FoundStep[];
  /** Some step could not be read: what the playbook covers is then unknown. */
  partial: boolean;
}

const Step = z.object(PlaybookStep.shape);
const Input = z.object(PlaybookInput.shape);

export function salvage(value: unknown): Found {
  const found: Found = { clouds: [], inputs: {}, stages: [], steps: [], partial: false };
  for (const [index, cloud] of list(value, ['clouds']).entries()) {
    const known = CLOUDS.find((one) => one === cloud);
    if (known) found.clouds.push({ path: ['clouds', index], cloud: known });
  }
  for (const [name, input] of Object.entries(record(value, ['inputs']))) {
    found.inputs[name] = Input.safeParse(input).data;
  }
  for (const index of list(value, ['stages']).keys()) salvageStage(value, ['stages', index], found);
  return found;
}

function salvageStage(value: unknown, path: Path, found: Found): void {
  const id = valueAt(value, [...path, 'id']);
  found.stages.push({ path, id: typeof id === 'string' ? id : undefined });
  for (const [index, raw] of list(value, [...path, 'steps']).entries()) {
    const parsed = Step.safeParse(raw);
    if (parsed.success) found.steps.push({ path: [...path, 'steps', index], step: parsed.data });
    else found.partial = true;
  }
}

function list(value: unknown, path: Path): unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

function record(value: unknown, path: Path): object {
  const found = valueAt(value, path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {};
}
