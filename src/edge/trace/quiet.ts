import type { Traces } from './traces.ts';

/** Where no collector is configured. */
export const QUIET_TRACES: Traces = {
  run: (_name, _attributes, work) => work(),
  note: () => undefined,
  belongsTo: () => undefined,
  drop: () => undefined,
  frozen: () => undefined,
  now: Date.now,
  close: async () => undefined,
};
