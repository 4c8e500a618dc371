import type { Cloud } from '../domain/action.ts';
import type { Demand } from '../domain/approval.ts';
import type { Incident, Mode } from '../domain/incident.ts';
import type { Person, Surface } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';

/** A stage as policy sees it: what it would change, and what it needs so far. */
export interface StageFacts {
  id: string;
  clouds: Cloud[];
  /** Ids of its actions, each once. */
  actions: string[];
  needs: Demand[];
}

export interface PlanFacts {
  kind: 'contain' | 'release';
  mode: Mode;
  requester: string;
  early: boolean;
  /** Absent while the plan is not frozen. */
  id?: string;
  digest?: string;
  status?: Plan['status'];
  breakGlass?: string;
  /** Whole seconds since it was asked for: a tier is open from its own number on, and none is without this. */
  askedSecondsAgo?: number;
  stages: StageFacts[];
}

/** May this person do this? All that an answer may rest on; nothing else reaches policy. */
export interface Question {
  verb: string;
  /** True for a command that only shows something. */
  reads: boolean;
  person: {
    id: string;
    groups: string[];
    /** Of policy/roles.yaml, by the person's groups. */
    roles: string[];
    /** Whose place is taken, by group, where a right was lent. */
    through: Record<string, string>;
    /** There may be more groups, which cannot be read now. */
    unread?: true;
  };
  surface: Surface;
  incident?: Pick<Incident, 'id' | 'mode' | 'severity' | 'commander' | 'suspects' | 'status'>;
  plan?: PlanFacts;
  /** `approvals.fresh_sign_in` of quell.yaml, for `demands`; `sensitive` when left out. */
  freshSignIn?: 'sensitive' | 'always' | 'never';
}

export interface Answer {
  allow: boolean;
  /** The decision's id in the decision log. */
  id: string;
  /** SHA-256 of the question in its RFC 8785 form, lower-case hex. */
  input: string;
  /** Names of the rules that decided, such as `approve.member`. Empty where none did: then it is a no. */
  rules: string[];
  /** A no in a sentence for the person, and who or what helps. */
  why?: string;
  fix?: string;
}

/** What a stage needs before it may run: at least what was asked before. */
export interface StageDemand {
  needs: Demand[];
  /** Only votes with a fresh sign-in count. */
  fresh: boolean;
}

export interface Demands extends Answer {
  /** In the order of the stages. */
  stages: StageDemand[];
}

/** Who may run, approve, release and see; how many; and how strongly they must have signed in. */
export interface Decisions {
  /** Never rejects: what cannot be asked, answers late or makes no sense is a no, with a rule that says which. */
  ask(question: Question): Promise<Answer>;
  /** What each stage of a plan needs. Never rejects: without an answer `allow` is false, and no plan is frozen. */
  demands(question: Question): Promise<Demands>;
}

/** Decisions, and what people are to them. */
export interface Policy extends Decisions {
  /** Roles of this person by policy/roles.yaml; sorted. */
  rolesOf(person: Person): readonly string[];
}
