import { Session } from 'node:inspector/promises';
import { ROOT } from '../process.ts';

/** When something was under way, by the clock that all processes share. */
export interface Window {
  fromMs: number;
  toMs: number;
}

/** A CPU profile as V8 gives it, as far as it is read here. Times are microseconds of the monotonic clock. */
export interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  startTime: number;
  samples?: number[] | undefined;
  timeDeltas?: number[] | undefined;
}

const INTERVAL_US = 200;

/** Profiles this process while `work` runs. */
export async function profiled<T>(work: () => Promise<T>): Promise<{ profile: Profile; result: T }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
  await session.post('Profiler.start');
  try {
    const result = await work();
    const { profile } = await session.post('Profiler.stop');
    return { profile, result };
  } finally {
    session.disconnect();
  }
}

export type By = 'package' | 'file' | 'function';

const PACKAGE = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Where a function lives: a package, a part of Node, a folder of ours, or what V8 names in brackets. */
function place({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame'], by: By): string {
  if (url === '')
    return functionName.startsWith('(') ? functionName : `(native) ${by === 'package' ? '' : functionName}`.trim();
  const path = url.replace('file://', '').replace(`${ROOT}/`, '');
  const pkg = PACKAGE.exec(path)?.[1];
  const short = pkg ? path.slice(path.lastIndexOf('node_modules/') + 13) : path;
  if (by === 'file') return short;
  if (by === 'function') return `${functionName || '(anonymous)'} ${short}:${lineNumber + 1}`;
  if (pkg) return pkg;
  return path.startsWith('node:')
    ? 'node'
    : path
        .split('/')
        .slice(0, 3)
        .join('/')
        .replace(/\/[^/]*\.ts$/, '');
}

/** Milliseconds that each place took itself, within the windows; most first. */
export function selfTimes(
  { nodes, startTime, samples = [], timeDeltas = [] }: Profile,
  windows: readonly Window[],
  by: By,
) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, place(callFrame, by)]));
  const times = new Map<string, number>();
  let atUs = startTime;
  let w = 0;
  samples.forEach((node, i) => {
    atUs += timeDeltas[i] ?? 0;
    while (w < windows.length && windows[w]!.toMs * 1000 < atUs) w++;
    const window = windows[w];
    if (!window || atUs < window.fromMs * 1000) return;
    // A sample stands for the time until the next one.
    const lasted = (timeDeltas[i + 1] ?? 0) / 1000;
    const name = names.get(node) ?? '?';
    times.set(name, (times.get(name) ?? 0) + lasted);
  });
  return [...times].sort(([, a], [, b]) => b - a);
}
