import type { Person } from '../domain/person.ts';
import type { Needs } from '../domain/playbook.ts';

/** A quorum that cannot be met whenever a member of the group asks: a sentence and a fix. */
export interface Short {
  /** Index in the needs that were given. */
  index: number;
  message: string;
  fix: string;
}

/**
 * Quorums of floors or of a playbook that too few people can meet. A group needs one member more than its count,
 * because whoever asks cannot vote.
 *
 * @param elsewhere Groups by name whose members a chat keeps: how many there are is not for a file to say
 */
export function tooFewMembers(people: readonly Person[], needs: readonly Needs[], elsewhere: object = {}): Short[] {
  return needs.flatMap(({ group, count }, index) => {
    if (Object.hasOwn(elsewhere, group)) return [];
    const members = people.filter((p) => p.groups.includes(group)).length;
    if (members > count) return [];
    const has = members === 0 ? 'nobody' : members === 1 ? '1 person' : `${members} people`;
    return [
      {
        index,
        message: `${count} of ${group} must approve, and ${group} has ${has}: it needs ${count + 1}, because the requester cannot vote.`,
        fix: `Add people to ${group} under \`people\`, or ask for fewer.`,
      },
    ];
  });
}
