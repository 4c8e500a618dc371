import { dimensionKey, type Limit, type Override, type State } from './state.ts';

export interface Demand {
  metric: string;
  dimensions: Record<string, string>;
  amount: number;
}

/** The written or the enforced overrides of a limit. */
export function overridesOf(state: State, metric: string, view: 'written' | 'enforced'): Override[] {
  return [...state.overrides.values()].map((o) => o[view]).filter((o) => o?.metric === metric) as Override[];
}

/** What a limit allows for these dimensions: the grant, and never more than an override that applies to them. */
export function effective(
  state: State,
  limit: Limit,
  dimensions: Record<string, string>,
  view: 'written' | 'enforced',
): number {
  const granted = limit.granted.get(dimensionKey(dimensions)) ?? limit.granted.get('{}') ?? 0;
  const applying = overridesOf(state, limit.metric, view)
    .filter((o) => Object.entries(o.dimensions).every(([k, v]) => dimensions[k] === v))
    .sort((a, b) => Object.keys(b.dimensions).length - Object.keys(a.dimensions).length);
  return Math.min(granted, applying[0]?.value ?? granted);
}

/** How much of a quota the running machines take. */
export function use(
  state: State,
  { metric, dimensions }: Demand,
  shape: (machineType: string, region: string) => Demand[],
): number {
  return [...state.instances.values()]
    .flatMap(({ machineType, zone }) => shape(machineType, zone.replace(/-[a-z]$/, '')))
    .filter((d) => d.metric === metric && dimensionKey(d.dimensions) === dimensionKey(dimensions))
    .reduce((sum, d) => sum + d.amount, 0);
}

/** The limit that a demand would break, if it breaks one. Running machines are never taken away. */
export function shortage(state: State, demand: Demand, used: number): (Demand & { limit: number }) | undefined {
  const found = state.limits.find((l) => l.metric === demand.metric);
  const limit = found ? effective(state, found, demand.dimensions, 'enforced') : 0;
  return used + demand.amount > limit ? { ...demand, limit } : undefined;
}

/** The quota adjuster, where it is on: a project that hits a granted limit gets more. An override stays in force. */
export function adjust(state: State, short: Demand): void {
  if (state.adjuster.enforced !== 'ENABLED') return;
  const limit = state.limits.find((l) => l.metric === short.metric);
  const key = dimensionKey(short.dimensions);
  const granted = limit?.granted.get(key);
  if (limit && granted !== undefined) limit.granted.set(key, granted + Math.max(1, Math.ceil(granted / 5)));
}
