import { notFound } from './error.ts';
import type { State } from './state.ts';

/** Starts a long-running operation: not done when it is returned, done when it is looked at. */
export function begin(state: State, name: string, type: string, result: Record<string, unknown>): object {
  const response = { '@type': `type.googleapis.com/${type}`, ...result };
  state.operations.set(name, { name, done: true, body: { name, done: true, response } });
  return { name, done: false };
}

export function look(state: State, name: string): object {
  const operation = state.operations.get(name);
  if (!operation) throw notFound(`Operation ${name}`);
  return operation.body;
}
