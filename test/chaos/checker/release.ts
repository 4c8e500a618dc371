import type { Violation } from '../history.ts';
import { acted, writes } from './cover.ts';
import { differences } from './difference.ts';
import type { Case } from './read.ts';

/** Machines that a release left as they are and said so: what runs again is for a person to decide. */
function leftOff(seen: Case): Set<string> {
  const kept = seen.steps.flatMap((step) => {
    if (step.plan.body.kind !== 'release' || step.planned.reversible !== 'partly') return [];
    return (step.applied?.written.kept ?? []) as { resource: string; field: string }[];
  });
  return new Set(kept.filter((k) => k.field === 'power').map((k) => k.resource.split('/').at(-1) ?? ''));
}

/** The world with those machines as they were. */
function startedAgain(world: unknown, before: unknown, names: Set<string>): unknown {
  type Azure = { azure?: { machines?: { name: string; power: unknown }[] } };
  const was = (before as Azure).azure?.machines ?? [];
  const copy = structuredClone(world) as Azure;
  for (const machine of copy.azure?.machines ?? []) {
    const old = was.find((m) => m.name === machine.name);
    if (old && names.has(machine.name) && machine.power === 'deallocated') machine.power = old.power;
  }
  return copy;
}

/** Released fully: exactly as before. Nothing ever changed: exactly as before, too. */
export function release(seen: Case): Violation[] {
  const { worlds, released } = seen.history;
  const touched = writes(seen).some(acted);
  if (released !== 'fully' && touched) return [];
  const why = touched ? 'after the release' : 'though Quell changed nothing';
  const after = startedAgain(worlds.after, worlds.before, leftOff(seen));
  return differences(worlds.before, after).map((d) => ({ promise: 'release', what: `${why}: ${d}` }));
}
