import { parseArgs } from 'node:util';
import { KINDS } from './fault.ts';

export interface Options {
  runs: number;
  seed: number;
  slots: number;
  /** The first run's number. */
  from: number;
  only: readonly string[] | undefined;
  json: boolean;
  planted: boolean;
  /** A directory for what broken runs left behind. */
  keep: string | undefined;
}

export const USAGE = `npm run chaos -- [--runs 20] [--seed n] [--slots 6] [--run i] [--only kind,kind] [--no-planted] [--keep dir] [--json]`;

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} must be a whole number from ${least} on.`);
  return value;
}

function kinds(text: string): string[] {
  if (text === 'none') return [];
  const named = text.split(',');
  const unknown = named.find((k) => !Object.hasOwn(KINDS, k));
  if (unknown) throw new Error(`There is no fault "${unknown}". There are: ${Object.keys(KINDS).join(', ')}; or none.`);
  return named;
}

/**
 * Reads the command line.
 * @param drawn the seed where none is given
 * @throws Error with a sentence for people
 */
export function optionsOf(args: string[], drawn: number): Options {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(drawn) },
      slots: { type: 'string', default: '6' },
      run: { type: 'string' },
      only: { type: 'string' },
      keep: { type: 'string' },
      json: { type: 'boolean', default: false },
      'no-planted': { type: 'boolean', default: false },
    },
  });
  const one = values.run === undefined ? undefined : whole('run', values.run, 0);
  return {
    runs: one === undefined ? whole('runs', values.runs, 1) : 1,
    seed: whole('seed', values.seed, 0),
    slots: one === undefined ? whole('slots', values.slots, 1) : 1,
    from: one ?? 0,
    only: values.only === undefined ? undefined : kinds(values.only),
    json: values.json,
    planted: one === undefined && !values['no-planted'],
    keep: values.keep,
  };
}
