import { describe, expect, it } from 'vitest';
import { tooFewMembers } from '../../src/config/members.ts';
import { but, load, refused } from './fixture.ts';

const people = ['ada', 'bo', 'cy'].map((id) => ({ id, name: id, groups: id === 'cy' ? ['b'] : ['a', 'b'] }));

describe('a group that must approve', () => {
  it('needs one member more than its count, because the requester cannot vote', () => {
    expect(
      tooFewMembers(people, [
        { group: 'a', count: 1 },
        { group: 'b', count: 2 },
      ]),
    ).toEqual([]);
    expect(
      tooFewMembers(people, [
        { group: 'b', count: 2 },
        { group: 'a', count: 2 },
      ]),
    ).toEqual([
      {
        index: 1,
        message: '2 of a must approve, and a has 2 people: it needs 3, because the requester cannot vote.',
        fix: 'Add people to a under `people`, or ask for fewer.',
      },
    ]);
  });

  it('that nobody is in is named', () => {
    expect(tooFewMembers(people, [{ group: 'ghosts', count: 1 }])[0]?.message).toContain('ghosts has nobody');
  });

  it.each(['contain', 'release', 'early_release'])('is checked in the floor %s, with its place', (floor) => {
    const fault = refused(but(`  ${floor}:\n`, `  ${floor}:\n    - { group: oncall, count: 2 }\n`));
    expect(fault.message).toMatch(/quell\.yaml:\d+:7: 2 of oncall must approve, and oncall has 2 people: it needs 3/);
  });
});

describe('a group that Slack keeps', () => {
  const fromSlack = `groups:
  oncall:
    slack: S0ONCALL0
approvals:
`;

  it('is not counted from the file: how many it has is looked at live', () => {
    const text = but('approvals:\n', fromSlack).replace(
      '  contain:\n',
      '  contain:\n    - { group: oncall, count: 5 }\n',
    );
    expect(load(text).groups).toEqual({ oncall: { slack: 'S0ONCALL0' } });
    expect(tooFewMembers(people, [{ group: 'a', count: 9 }], { a: {} })).toEqual([]);
  });

  it('is named by its id and not by its handle, which anybody may change', () => {
    const fault = refused(but('approvals:\n', fromSlack.replace('S0ONCALL0', '"@oncall"')));
    expect(fault.message).toContain('a user group id such as S012AB3CD, not its handle');
  });

  it('needs a Slack to read it from', () => {
    const text = but('approvals:\n', fromSlack).replace(/^slack:\n {2}.*\n {2}.*\n/m, '');
    expect(refused(text).message).toContain('`groups.oncall` is read from Slack, and Slack is not configured.');
  });
});
