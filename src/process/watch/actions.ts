import type { AnyAction } from '../../domain/action.ts';
import type { Watch } from './watch.ts';

/** An action's calls, watched: what reads, and what changes. */
function watched(action: AnyAction, { meter, traces }: Watch): AnyAction {
  const changes = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const seconds = meter.stopwatch();
    return traces
      .run(name, { 'quell.cloud': action.cloud, 'quell.action': action.id }, work)
      .finally(() => meter.took('action', action.cloud, seconds()));
  };
  const reads = <T>(work: () => Promise<T>): Promise<T> =>
    traces.run('action inspect', { 'quell.cloud': action.cloud, 'quell.action': action.id }, work);
  return {
    ...action,
    plan: (inputs, cloud, ctx) => reads(() => action.plan(inputs, cloud, ctx)),
    planRelease: (inputs, receipt, cloud, ctx) => reads(() => action.planRelease(inputs, receipt, cloud, ctx)),
    apply: (inputs, receipt, cloud, ctx) => changes('action apply', () => action.apply(inputs, receipt, cloud, ctx)),
    release: (inputs, receipt, cloud, ctx) =>
      changes('action release', () => action.release(inputs, receipt, cloud, ctx)),
  };
}

export function watchedActions(actions: ReadonlyMap<string, AnyAction>, watch: Watch): ReadonlyMap<string, AnyAction> {
  return new Map([...actions].map(([id, action]) => [id, watched(action, watch)]));
}
