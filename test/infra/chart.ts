import { spawnSync } from 'node:child_process';
import { parse, parseAllDocuments } from 'yaml';
import { ENVIRONMENT } from '../../src/config/environment-table.ts';

export const CHART = 'infra/helm/quell';

/** A rendered object of Kubernetes, as far as the tests look into one. */
export interface Rendered {
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: eleven kinds, each with a form of its own, checked by their own schemas.
  spec: any;
  data?: Record<string, string>;
  automountServiceAccountToken?: boolean;
}

/** Whether a program can be started here. */
export function has(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
}

export function run(program: string, args: string[], input?: string): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...(input ? { input } : {}) });
  return { status, said: `${stdout}${stderr}` };
}

/** What `helm template` says; a Helm that was built by hand takes itself for one of an old Kubernetes. */
export function template(values: string, ...sets: string[]): { status: number | null; said: string } {
  const set = sets.flatMap((s) => ['--set', s]);
  return run('helm', [
    ...[
      'template',
      'quell',
      CHART,
      '--namespace',
      'quell',
      '--kube-version',
      '1.35',
      '--values',
      `${CHART}/ci/${values}.yaml`,
    ],
    ...set,
  ]);
}

const seen = new Map<string, Rendered[]>();

/** The objects that the chart comes to with these values; rendered once. */
export function rendered(values: string, ...sets: string[]): Rendered[] {
  const key = [values, ...sets].join(' ');
  const known = seen.get(key);
  if (known) return known;
  const { status, said } = template(values, ...sets);
  if (status !== 0) throw new Error(said);
  const objects = parseAllDocuments(said).map((document) => document.toJS() as Rendered);
  seen.set(key, objects);
  return objects;
}

/** A YAML file whose anchors are merged, as compose and Helm read it. */
export function yamlOf<T>(text: string): T {
  return parse(text, { merge: true }) as T;
}

/** Seconds that Quell lets work in hand take when it is asked to stop and QUELL_STOP_SECONDS is not set. */
export function stopSeconds(): number {
  const { unset } = ENVIRONMENT.find((s) => s.name === 'QUELL_STOP_SECONDS')!;
  return Number(unset.replaceAll('`', ''));
}
