import { tooFewMembers } from '../../config/members.ts';
import type { Config } from '../../config.ts';
import type { Check } from '../../domain/action.ts';
import { asFault } from '../../domain/fault.ts';
import { type ChatGroups, withMembers } from '../groups.ts';

/** Reads the groups that a chat keeps, as a decision would, and says who of them is known and whether they are enough. */
export async function checkGroups(
  { people, groups, floors }: Pick<Config, 'people' | 'groups' | 'floors'>,
  chat: ChatGroups,
): Promise<Check[]> {
  const names = Object.keys(groups);
  const lineOf = (name: string) => `Group ${name} (Slack user group ${groups[name]!.slack})`;
  try {
    const members = withMembers(people, await chat.now(), (id) => people.find((p) => p.id === id)?.slack);
    const needs = Object.values(floors).flat();
    return names.map((name): Check => {
      const known = members.filter((p) => p.groups.includes(name)).map((p) => p.id);
      const [short] = tooFewMembers(
        members,
        needs.filter((n) => n.group === name),
      );
      const saw = known.length === 0 ? 'nobody of it is under `people`' : `${known.length} known: ${known.join(', ')}`;
      const what = lineOf(name);
      if (!short && known.length > 0) return { ok: true, what, saw };
      const fix = 'Add its members under `people` with their Slack ids, or change the group in Slack.';
      return { ok: false, what, saw: short?.message ?? saw, fix };
    });
  } catch (thrown) {
    const { message, fix } = asFault(thrown);
    return names.map((name): Check => ({ ok: false, what: lineOf(name), saw: message, fix }));
  }
}
