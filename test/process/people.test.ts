import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Link, LinkRecord } from '../../src/approval/sign-in.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { Principal } from '../../src/domain/person.ts';
import { People } from '../../src/process/people.ts';
import { policyOf, SHIPPED } from '../../src/process/policy.ts';
import { asked } from '../edge/opa/questions.ts';

const ISSUER = 'https://login.example.com';
const ALL = [
  { id: 'ana', name: 'Ana', groups: ['responders'], slack: 'U0000001', login: 'ana' },
  { id: 'bo', name: 'Bo', groups: ['security-oncall'], slack: 'U0000002', subject: 'sub-bo' },
  { id: 'cy', name: 'Cy', groups: ['cloud-platform'] },
  { id: 'eve', name: 'Eve', groups: [], slack: 'U0000005' },
];
const slack = (user: string, tenant = 'T1'): Principal => ({ surface: 'slack', tenant, user });

let links: Link[];
let people: People;
const linked = (principal: Principal, person: string, subject: string, endedAt?: string) => {
  const at = '2026-11-03T03:12:40Z';
  links.push({ principal, issuer: ISSUER, subject, person, at, ...(endedAt ? { endedAt } : {}) });
};
beforeEach(async () => {
  links = [];
  people = new People(ALL, ISSUER);
  await people.connect({ links: async () => [...links] } as LinkRecord);
});

describe('one person', () => {
  it('is known by each account that quell.yaml names, and by no other’s', () => {
    expect(people.personOf(slack('U0000001'))?.id).toBe('ana');
    expect(people.personOf({ surface: 'cli', tenant: 'local', user: 'ana' })?.id).toBe('ana');
    expect(people.personOf({ surface: 'console', tenant: 'local', user: 'bo' })?.id).toBe('bo');
    expect(people.personOf({ surface: 'cli', tenant: 'local', user: 'U0000001' })).toBeUndefined();
    expect(people.personOf(slack('U0000009'))).toBeUndefined();
    expect(people.personOf({ surface: 'teams', tenant: 'x', user: 'undefined' })).toBeUndefined();
  });

  it('is known by an account that was linked, in its own workspace, until that ends', async () => {
    linked(slack('U0000009'), 'cy', 'sub-cy');
    expect(people.personOf(slack('U0000009'))).toBeUndefined();
    await people.reload();
    expect(people.personOf(slack('U0000009'))?.id).toBe('cy');
    expect(people.personOf(slack('U0000009', 'T2'))).toBeUndefined();
    expect(people.account('cy', 'slack')).toBe('U0000009');
    links[0]!.endedAt = '2026-11-04T00:00:00Z';
    await people.reload();
    expect(people.personOf(slack('U0000009'))).toBeUndefined();
    expect(people.account('cy', 'slack')).toBeUndefined();
  });

  it('has had each account that was linked, until that is somebody else’s', async () => {
    linked(slack('U0000009'), 'bo', 'sub-bo', '2026-11-04T00:00:00Z');
    linked(slack('U0000008'), 'bo', 'sub-bo');
    linked({ surface: 'teams', tenant: 'T', user: 'bo-in-teams' }, 'bo', 'sub-bo');
    await people.reload();
    expect(people.accounts('bo', 'slack')).toEqual(['U0000002', 'U0000009', 'U0000008']);
    expect(people.accounts('cy', 'slack')).toEqual([]);
    linked(slack('U0000009'), 'cy', 'sub-cy');
    await people.reload();
    expect(people.accounts('bo', 'slack')).toEqual(['U0000002', 'U0000008']);
    expect(people.accounts('cy', 'slack')).toEqual(['U0000009']);
  });

  it('is whom quell.yaml says, whatever was linked', async () => {
    linked(slack('U0000002'), 'cy', 'sub-cy');
    await people.reload();
    expect(people.personOf(slack('U0000002'))?.id).toBe('bo');
  });

  it('is nobody once quell.yaml has forgotten them', async () => {
    linked(slack('U0000009'), 'gone', 'sub-gone');
    await people.reload();
    expect(people.personOf(slack('U0000009'))).toBeUndefined();
    expect(people.personBy(ISSUER, 'sub-gone')).toBeUndefined();
    expect(people.account('gone', 'slack')).toBeUndefined();
  });

  it('has one identity: the subject in quell.yaml, or else the one that was linked, also after the account left', async () => {
    linked(slack('U0000009'), 'cy', 'sub-cy', '2026-11-04T00:00:00Z');
    linked(slack('U0000008'), 'bo', 'sub-another');
    await people.reload();
    expect(people.personBy(ISSUER, 'sub-bo')?.id).toBe('bo');
    expect(people.personBy(ISSUER, 'sub-cy')?.id).toBe('cy');
    expect(people.personBy(ISSUER, 'sub-another')).toBeUndefined();
    expect(people.personBy('https://attacker.example', 'sub-bo')).toBeUndefined();
    expect(people.personBy(ISSUER, 'bo')).toBeUndefined();
    expect(people.subjectOf('bo')).toBe('sub-bo');
    expect(people.subjectOf('cy')).toBe('sub-cy');
    expect(people.subjectOf('ana')).toBeUndefined();
  });
});

describe('groups that a chat keeps', () => {
  const groups = (lately: () => Promise<Map<string, Set<string>>>, now = lately) => people.keepGroups({ lately, now });
  const groupsOf = (id: string) => people.people.find((p) => p.id === id)?.groups;
  const away = () => Promise.reject(new Fault({ code: 'people.unreadable', message: 'Away.', fix: 'Wait.' }));

  it('count besides those of quell.yaml, also for an account that was linked', async () => {
    linked(slack('U0000009'), 'cy', 'sub-cy');
    await people.reload();
    groups(async () => new Map([['security-oncall', new Set(['U0000001', 'U0000009', 'U0000099'])]]));
    await people.refresh();
    expect(groupsOf('ana')).toEqual(['responders', 'security-oncall']);
    expect(groupsOf('cy')).toEqual(['cloud-platform', 'security-oncall']);
    expect(people.personOf(slack('U0000099'))).toBeUndefined();
  });

  it('are read anew for a decision, and decide nothing when they cannot be read', async () => {
    groups(async () => new Map([['security-oncall', new Set(['U0000001'])]]), away);
    await people.refresh();
    await expect(people.peopleNow()).rejects.toMatchObject({ code: 'people.unreadable' });
  });

  it('are empty on cards while they cannot be read', async () => {
    groups(async () => new Map([['security-oncall', new Set(['U0000001'])]]));
    await people.refresh();
    groups(away);
    await expect(people.refresh()).rejects.toMatchObject({ code: 'people.unreadable' });
    expect(groupsOf('ana')).toEqual(['responders']);
  });

  describe('make nobody more than they are while they cannot be read', () => {
    const unlisted = { directory: SHIPPED, roles: fileURLToPath(new URL('unlisted.yaml', import.meta.url)) };
    const settles = async (id: string) => {
      const policy = await policyOf(unlisted, { warn: () => undefined });
      const person = { ...people.people.find((p) => p.id === id)!, roles: [], through: {} };
      return (await policy.ask(asked({ verb: 'settle', person }))).allow;
    };

    it('before they were read for the first time, and after they could not be', async () => {
      expect(await settles('eve')).toBe(true);
      groups(away);
      expect(await settles('eve')).toBe(false);
      groups(async () => new Map([['auditors', new Set(['U0000005'])]]));
      await people.refresh();
      expect(await settles('eve')).toBe(false);
      groups(away);
      await expect(people.refresh()).rejects.toMatchObject({ code: 'people.unreadable' });
      expect(await settles('eve')).toBe(false);
      await expect(people.peopleNow()).rejects.toMatchObject({ code: 'people.unreadable' });
      expect(await settles('eve')).toBe(false);
    });

    it('and nobody less whose groups quell.yaml says, or who has no account there', async () => {
      groups(away);
      const sure = await people.surePeople();
      expect(sure.filter((p) => p.unread).map((p) => p.id)).toEqual(['ana', 'bo', 'eve']);
      expect(await settles('ana')).toBe(true);
      expect(await settles('cy')).toBe(true);
    });
  });
});
