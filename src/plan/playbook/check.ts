import { checkStep, type Registry } from './check-step.ts';
import type { Problem } from './problem.ts';
import type { Found } from './salvage.ts';
import type { Path, Source } from './source.ts';

/** Everything that is wrong with what a playbook says, as far as its form is sound. */
export function checkMeaning(found: Found, registry: Registry, source: Source): Problem[] {
  return [
    ...checkInputs(found, source),
    ...checkUnique('stage', found.stages, source),
    ...checkUnique(
      'step',
      found.steps.map(({ path, step }) => ({ path, id: step.id })),
      source,
    ),
    ...found.steps.flatMap((step) => checkStep(step, found.inputs, registry, source)),
    ...checkClouds(found, registry, source),
  ];
}

function checkInputs(found: Found, source: Source): Problem[] {
  return Object.entries(found.inputs).flatMap(([name, input]) => {
    if (name in Object.prototype) {
      // has(inputs.constructor) would find what every object inherits.
      const message = `\`${name}\` cannot be a name here.`;
      return [{ code: 'name', message, fix: 'Call it something else.', at: source.atKey(['inputs', name]) }];
    }
    if (input?.default === undefined) return [];
    const at = source.at(['inputs', name, 'default']);
    if (input.optional) {
      const fix = 'Keep one: with a default, the input always has a value.';
      return [{ code: 'default', message: `\`${name}\` is optional and has a default.`, fix, at }];
    }
    const wanted = input.type === 'boolean' ? 'boolean' : 'string';
    if (typeof input.default === wanted) return [];
    const fix = wanted === 'boolean' ? 'Write true or false, without quotes.' : 'Put it in quotes.';
    return [{ code: 'default', message: `The default of \`${name}\` is not a ${wanted}.`, fix, at }];
  });
}

function checkUnique(what: string, things: { path: Path; id: string | undefined }[], source: Source): Problem[] {
  const first = new Map<string, Path>();
  return things.flatMap(({ path, id }) => {
    if (id === undefined) return [];
    const before = first.get(id);
    const here = [...path, 'id'];
    if (before === undefined) {
      first.set(id, here);
      return [];
    }
    const message = `The ${what} id \`${id}\` is taken by line ${source.at(before).line}.`;
    return [{ code: `duplicate-${what}`, message, fix: 'Give each an id of its own.', at: source.at(here) }];
  });
}

/** A team must be as able on one cloud as on another: what a playbook promises to cover, it covers. */
function checkClouds(found: Found, registry: Registry, source: Source): Problem[] {
  const problems: Problem[] = [];
  const promised = new Set<string>(found.clouds.map(({ cloud }) => cloud));
  const covered = new Set<string>();
  let known = !found.partial && found.steps.length > 0;
  for (const { path, step } of found.steps) {
    const action = registry.get(step.action);
    known &&= action !== undefined;
    if (action === undefined) continue;
    covered.add(action.cloud);
    if (promised.size === 0 || promised.has(action.cloud)) continue;
    const message = `\`${step.action}\` works on ${action.cloud}, which \`clouds\` does not name.`;
    problems.push({
      code: 'cloud',
      message,
      fix: `Add ${action.cloud} to \`clouds\`.`,
      at: source.at([...path, 'action']),
    });
  }
  // With a step that nobody can read, a cloud that looks uncovered may not be.
  if (!known) return problems;
  for (const { path, cloud } of found.clouds) {
    if (covered.has(cloud)) continue;
    const message = `No step covers ${cloud}.`;
    problems.push({
      code: 'uncovered-cloud',
      message,
      fix: `Add a step for ${cloud}, or leave it out of \`clouds\`.`,
      at: source.at(path),
    });
  }
  return problems;
}
