import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvers, oneMore, raise, unreachable } from '../../src/approval/needs.ts';
import type { ApprovalRecord } from '../../src/approval/record.ts';
import { type Ballot, castVote, refusal } from '../../src/approval/vote.ts';
import { missing, type Vote } from '../../src/domain/approval.ts';
import type { NewEvent } from '../../src/domain/event.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Needs } from '../../src/domain/playbook.ts';

/** More runs look deeper. */
const RUNS = Number(process.env.QUELL_MODEL_RUNS ?? 300);

const GROUPS = ['security', 'cloud', 'legal'] as const;
const IDS = ['ana', 'bo', 'cy', 'di', 'el', 'fay'];

const people = fc
  .array(fc.subarray([...GROUPS]), { minLength: IDS.length, maxLength: IDS.length })
  .map((all): Person[] => all.map((groups, i) => ({ id: IDS[i]!, name: IDS[i]!.toUpperCase(), groups })));
const need = fc.record({ group: fc.constantFrom(...GROUPS), count: fc.integer({ min: 1, max: 4 }) });
const needs = fc.array(need, { maxLength: 3 });
const suspects = fc.subarray(IDS, { maxLength: 2 });
const requester = fc.constantFrom(...IDS);

function planOf(asked: Needs[], by: string): Plan {
  const stage = { id: 's', title: 'S', needs: asked, after: 'applied' as const, steps: [] };
  return {
    id: 'plan-1',
    body: {
      incident: 'INC-1',
      mode: 'live',
      kind: 'contain',
      playbook: { id: 'p', title: 'P', digest: '' },
      inputs: {},
      requester: by,
      reason: 'r',
      early: false,
      stages: [stage],
      unplanned: [],
    },
    digest: 'a'.repeat(64),
    createdAt: '',
    approveBy: '',
    executeBy: '',
    status: 'pending',
  };
}

function incidentOf(under: string[]): Incident {
  return {
    id: 'INC-1',
    title: 't',
    severity: 1,
    mode: 'live',
    status: 'open',
    commander: 'ana',
    suspects: under,
    declaredAt: '',
  };
}

/** Who has voted how, and whether that is enough: counted on fingers. */
interface Model {
  people: Person[];
  needs: Needs[];
  requester: string;
  suspects: string[];
  votes: Map<string, Vote['decision']>;
}

/** What castVote was told to write, and what it told. */
interface Real {
  record: ApprovalRecord;
  noted: NewEvent[];
  written: Vote[];
}

function real(): Real {
  const written: Vote[] = [];
  const noted: NewEvent[] = [];
  const record: ApprovalRecord = {
    async vote(plan, vote) {
      written.push({ ...vote, at: '' });
      return { outcome: 'late', plan, votes: written };
    },
    votes: async () => written,
    expire: async () => [],
  };
  return { record, noted, written };
}

function mayVote(m: Model, person: Person, decision: Vote['decision']): boolean {
  if (m.suspects.includes(person.id)) return false;
  if (person.id === m.requester) return decision === 'deny';
  return m.needs.some((n) => person.groups.includes(n.group));
}

class Cast implements fc.AsyncCommand<Model, Real> {
  readonly who: number;
  readonly decision: Vote['decision'];
  constructor(who: number, decision: Vote['decision']) {
    this.who = who;
    this.decision = decision;
  }
  check(): boolean {
    return true;
  }
  toString(): string {
    return `${this.decision}(${IDS[this.who]})`;
  }

  async run(m: Model, r: Real): Promise<void> {
    const person = m.people[this.who]!;
    const { decision } = this;
    const ballot: Ballot = {
      plan: planOf(m.needs, m.requester),
      incident: incidentOf(m.suspects),
      person,
      actor: { person: person.id, surface: 'console' },
      decision,
      authenticated: 'test',
      policy: { allow: true, id: 'test', input: '', rules: ['test.yes'] },
    };
    const [wrote, told] = [r.written.length, r.noted.length];
    const note = async (events: NewEvent[]) => void r.noted.push(...events);
    const cast = castVote(r.record, note, m.people, ballot);
    if (mayVote(m, person, decision)) {
      await cast;
      expect(r.written.length).toBe(wrote + 1);
      expect(r.written.at(-1)).toMatchObject({ person: person.id, decision, groups: person.groups });
      m.votes.set(person.id, m.votes.get(person.id) ?? decision);
    } else {
      const fault = await cast.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(fault).toBeInstanceOf(Fault);
      expect((fault as Fault).message).toMatch(/\.$/);
      expect((fault as Fault).fix).not.toBe('');
      expect(r.written.length, 'a refused vote is not written').toBe(wrote);
      expect(r.noted.length, 'a refused vote is told').toBe(told + 1);
    }
    this.quorum(m, r);
  }

  /** Repeated votes change nothing, and what counts is people, each once. */
  quorum(m: Model, r: Real): void {
    const enough =
      m.needs.length > 0 &&
      m.needs.every((n) => {
        const yes = m.people.filter((p) => m.votes.get(p.id) === 'approve' && p.groups.includes(n.group));
        return yes.length >= n.count;
      });
    const first = [...m.votes].map(([id, decision]) => ({ ...r.written.find((v) => v.person === id)!, decision }));
    expect(missing({ needs: m.needs }, first, '').length === 0).toBe(enough);
    expect(missing({ needs: m.needs }, [...first, ...first], '').length === 0, 'a repeated vote counts once').toBe(
      enough,
    );
    if (enough) expect([...m.votes].some(([id]) => id !== m.requester && !m.suspects.includes(id))).toBe(true);
  }
}

const casts = fc
  .tuple(fc.nat(IDS.length - 1), fc.constantFrom('approve' as const, 'approve' as const, 'deny' as const))
  .map(([who, decision]) => new Cast(who, decision));

describe('approval', () => {
  it('takes votes of those who may vote, tells of the others, and counts people', async () => {
    await fc.assert(
      fc.asyncProperty(
        people,
        needs,
        requester,
        suspects,
        fc.commands([casts], { maxCommands: 20, size: 'max' }),
        (all, asked, by, under, commands) =>
          fc.asyncModelRun(
            () => ({
              model: { votes: new Map(), people: all, needs: asked, requester: by, suspects: under },
              real: real(),
            }),
            commands,
          ),
      ),
      { numRuns: RUNS },
    );
  });

  it('is out of reach exactly when all who may approve together are too few', () => {
    fc.assert(
      fc.property(people, needs, requester, suspects, (all, asked, by, under) => {
        const votes = all
          .filter((person) => {
            const ballot = { plan: planOf(asked, by), incident: incidentOf(under), person, authenticated: 'test' };
            const actor = { person: person.id, surface: 'console' as const };
            return refusal({ ...ballot, actor, decision: 'approve' }, all) === undefined;
          })
          .map(({ id, groups }): Vote => {
            return { person: id, decision: 'approve', groups, surface: 'console', authenticated: 'test', at: '' };
          });
        expect(votes.map((v) => v.person)).toEqual(approvers(asked, all, by, under).map((p) => p.id));
        expect(unreachable(asked, all, by, under).length > 0).toBe(missing({ needs: asked }, votes, '').length > 0);
      }),
      { numRuns: RUNS },
    );
  });

  it('can be made harder by configuration and by an early release, and never easier', () => {
    const votes = fc.array(
      fc
        .record({ person: fc.constantFrom(...IDS), groups: fc.subarray([...GROUPS]) })
        .map((v): Vote => ({ ...v, decision: 'approve', surface: 'console', authenticated: 'test', at: '' })),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(needs, needs, votes, (own, floor, cast) => {
        const met = (asked: Needs[]) => missing({ needs: asked }, cast, '').length === 0;
        const raised = raise(own, floor);
        if (own.length > 0 && met(raised)) expect(met(own)).toBe(true);
        if (floor.length > 0 && met(raised)) expect(met(floor)).toBe(true);
        if (met(oneMore(own))) expect(met(own)).toBe(true);
        expect(raise(raised, own)).toEqual(raised);
        expect(raise(floor, own)).toEqual(raised);
      }),
      { numRuns: RUNS },
    );
  });
});
