import { rolesOf } from '../../approval/roles.ts';
import type { Config } from '../../config.ts';
import type { Probe } from '../../doctor.ts';
import type { Check } from '../../domain/action.ts';
import { asFault } from '../../domain/fault.ts';
import { readBuilt } from '../../edge/opa/built.ts';
import { openPolicy } from '../../edge/opa/open.ts';
import { answersTo } from '../matrix.ts';
import { type PolicySource, policySource, rolesFrom, SHIPPED } from '../policy.ts';

const silent = { warn: () => undefined };

/** Who is what: people by role, and how many are only known by `unlisted`. */
async function checkRoles(source: PolicySource, people: Config['people']): Promise<Check> {
  const what = 'Roles';
  try {
    const roles = await rolesFrom(source);
    const count = new Map<string, number>();
    for (const { groups } of people)
      for (const role of rolesOf(roles, groups)) count.set(role, (count.get(role) ?? 0) + 1);
    const listed = new Set(Object.values(roles.roles).flat());
    const rest = people.filter((p) => !p.groups.some((g) => listed.has(g)));
    const by = [...count].map(([role, n]) => `${n} ${role}`).join(', ') || 'nobody has one';
    const also =
      rest.length > 0 ? `; ${rest.length} in no listed group: ${roles.unlisted.join(', ') || 'no role'}` : '';
    if (count.size > 0) return { ok: true, what, saw: `${by}${also}` };
    const fix = 'Name the groups of quell.yaml in a roles.yaml of yours, and that file under `roles` in quell.yaml.';
    return { ok: false, what, saw: `${by}${also}`, fix };
  } catch (thrown) {
    const { message, fix } = asFault(thrown);
    return { ok: false, what, saw: message, fix };
  }
}

/** Whether the server answers, and as the policy does that was built and tested. */
async function compare(source: PolicySource, directory: string, hash: string): Promise<Check> {
  const what = 'Policy at OPA_URL';
  const local = await answersTo(await openPolicy({ directory, log: silent }));
  const { url, token } = source;
  const server = await openPolicy({ directory, log: silent, url: url!, ...(token ? { token } : {}) });
  const first = await server.ask({} as never);
  const [rule = ''] = first.rules;
  if (rule.startsWith('policy.')) return { ok: false, what, saw: first.why!, fix: first.fix! };
  const remote = await answersTo(server);
  const other = [...local].filter(([asked, said]) => remote.get(asked) !== said).map(([asked]) => asked);
  if (other.length === 0) return { ok: true, what, saw: `answers ${local.size} questions as policy.wasm ${hash} does` };
  const some = other.slice(0, 3).join(', ');
  return {
    ok: false,
    what,
    saw: `answers ${other.length} of ${local.size} questions otherwise than policy.wasm ${hash}: ${some}`,
    fix: 'Start the server with the directory policy/ of this Quell; if its rules are meant, build Quell’s from them with `npm run policy`.',
  };
}

async function checkPolicy(source: PolicySource): Promise<Check> {
  const directory = source.directory ?? SHIPPED;
  try {
    const { built } = await readBuilt(directory);
    const hash = built.wasm.slice(0, 8);
    if (source.url) return await compare(source, directory, hash);
    const saw = `policy.wasm ${hash}, built by OPA ${built.opa} from the Rego that lies beside it`;
    return { ok: true, what: 'Policy in this process', saw };
  } catch (thrown) {
    const { message, fix } = asFault(thrown);
    return { ok: false, what: 'Policy', saw: message, fix };
  }
}

export function policyProbe(config: Config): Probe {
  const source = policySource(config);
  return { what: 'Policy', look: () => Promise.all([checkPolicy(source), checkRoles(source, config.people)]) };
}
