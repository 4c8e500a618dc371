import type { z } from 'zod';
import type { Json, JsonObject } from './json.ts';

export const CLOUDS = ['aws', 'gcp', 'azure'] as const;
export type Cloud = (typeof CLOUDS)[number];
/** What people call them. */
export const CLOUD_NAMES: Record<Cloud, string> = { aws: 'AWS', gcp: 'Google Cloud', azure: 'Azure' };

export const KINDS = ['revoke-sessions', 'disable-federation', 'freeze-gpu'] as const;
/** What an action is for, in the mission's words. Every kind exists on every cloud. */
export type Kind = (typeof KINDS)[number];

/**
 * What is safe when nobody knows whether a call arrived:
 * `desired-state`: do it again; `keyed`: again with the same key; `verifiable`: look first; `unsafe`: a person decides.
 */
export type EffectClass = 'desired-state' | 'keyed' | 'verifiable' | 'unsafe';

/** One change as a person reads it. `before` and `after` are short plain text; null means that the thing does not exist. */
export interface Change {
  /** Full name of the changed resource: an ARN, a Google resource name, an Azure resource id. */
  resource: string;
  /** What of it changes, in plain words: `inline policy QuellRevokeSessions`. */
  field: string;
  before: string | null;
  after: string | null;
}

/** Access that survives this action. */
export interface Residual {
  /** `chained sessions of role ml-export`. */
  what: string;
  /** Longest time it can last after the action is applied, in seconds; null when it does not end by itself. */
  forSeconds: number | null;
  /** How to end it sooner, or why nothing can. */
  why: string;
}

/** What plan() read and would do. Holds no clock and no randomness: it is hashed into the approval. */
export interface Planned<Prior extends JsonObject = JsonObject> {
  changes: Change[];
  /** The state to put back. Goes into the receipt, written once, before the first change. Never holds a secret. */
  prior: Prior;
  /**
   * The facts that the approval stands on. The worker plans again just before acting and stops when these differ.
   * Leave out what Quell itself changes and what changes all the time.
   */
  basis: JsonObject;
  residual: Residual[];
  /** Seconds after the action was applied until a release revives nothing (longest token lifetime); 0 when always safe. */
  safeReleaseAfterSeconds: number;
}

/** What apply() did. */
export interface Applied {
  changes: Change[];
  /** Provider's time of the change (the `Date` header), ISO 8601. */
  at: string;
  /** What verify() and release() need beyond the prior state, such as the id of something that apply() made. */
  written: JsonObject;
}

export interface Evidence {
  /** `config`: read back. `effect`: a simulation, a dry run or a probe. */
  kind: 'config' | 'effect';
  /** What was asked, in words: `simulate s3:ListAllMyBuckets with a token issued 1 s before the cutoff`. */
  asked: string;
  /** What came back: `explicitDeny`. */
  saw: string;
  ok: boolean;
}

/**
 * `contained` needs ok evidence of both kinds where the cloud offers an effect to look at;
 * `pending` means that it can still settle; `drifted` that somebody changed what we wrote.
 */
export interface Verification {
  state: 'contained' | 'pending' | 'drifted';
  evidence: Evidence[];
  /** Provider's time of this look, ISO 8601. */
  at: string;
  /** For `pending`: what is awaited. For `drifted`: the difference. */
  note?: string;
}

/** What a release would do now. `changes` empty and no `kept` means: exactly as it was. */
export interface ReleasePlan {
  changes: Change[];
  /** Changes that somebody else made since, which a release leaves alone. */
  kept: Change[];
  /** The facts that the approval of the release stands on. */
  basis: JsonObject;
  /** Provider's time of this look, ISO 8601: a safe release is judged by the provider's clock, not ours. */
  at: string;
}

export interface Released {
  changes: Change[];
  kept: Change[];
  at: string;
}

/** Written once, before the first change; a retry never overwrites it. */
export interface Receipt<Prior extends JsonObject = JsonObject> {
  prior: Prior;
  /** Provider's time when the prior state was read, ISO 8601. Sessions issued from here on are the attacker's new ones. */
  readAt: string;
  /** Set once the action was applied. */
  applied?: Applied;
}

/** What an action may know of its run. */
export interface ActionContext {
  /** Ownership marker, letters and digits only, the same for a plan's whole life: `QuellINC7a1b2c3d4`. */
  marker: string;
  /** Ends when the lease or the step's time limit does. Hand it to every call. */
  signal: AbortSignal;
}

/** What every opened cloud can tell, whichever it is. */
export interface OpenCloud {
  /** The provider's own time (the `Date` header of a cheap, read-only call). */
  now(): Promise<Date>;
}

/** `read` for looking and planning, `write` for acting: two credentials, held by different processes. */
export type Access = 'read' | 'write';

/** One line of `quell doctor`. */
export interface Check {
  ok: boolean;
  /** `AWS account 111122223333 (ml-prod), reader role`. */
  what: string;
  /** What was seen; for a failure, the cause. */
  saw: string;
  /** For a failure: the command or setting that mends it. For what is well: what would be better still. */
  fix?: string;
  /** Whose credentials were tried, where it says something about a cloud. */
  access?: Access;
}

/** One provider as configured: its targets and how to reach them. Built from settings by main.ts, or from the range. */
export interface CloudEdge<C extends OpenCloud = OpenCloud> {
  cloud: Cloud;
  /** Accounts, projects, subscriptions and tenants that may be opened. */
  targets(): { id: string; name: string }[];
  /** @throws Fault `<cloud>.unknown-target` for a target that is not configured. */
  open(target: string, access: Access): Promise<C>;
  check(): Promise<Check[]>;
  close(): Promise<void>;
}

/** What an action reads about itself in docs, roles, help and cards; and the five functions that do the work. */
export interface Action<
  Inputs extends z.ZodObject = z.ZodObject,
  Prior extends JsonObject = JsonObject,
  C extends OpenCloud = OpenCloud,
> {
  /** Dotted path of its file below src/action: `aws.iam.revoke-role-sessions`. */
  id: string;
  cloud: Cloud;
  kind: Kind;
  /** Imperative, with `{input}` for inputs: `Deny sessions of role {role} issued before now`. */
  title: string;
  /** Two or three sentences: what it does and how, for docs and help. */
  docs: string;
  inputs: Inputs;
  /** Which input names the account, project, subscription or tenant that the action works in; the edge is opened for it. */
  target: keyof z.infer<Inputs> & string;
  /** Real enough to run against the range: every example is run by a test. */
  example: z.infer<Inputs>;
  /** The provider's own permission names, exactly those of the calls made. `read`: plan and verify. `write`: apply and release, beyond read. */
  permissions: { read: string[]; write: string[] };
  /**
   * Permissions of calls that verify() makes in order to be refused: the refusal is the evidence. No role is granted
   * them; an answer other than a refusal means that a door is open.
   */
  probes?: string[];
  effect: EffectClass;
  /** `full`: release restores exactly. `none`: nothing to restore (a revocation). `partly`: docs say what stays. */
  reversible: 'full' | 'partly' | 'none';
  /** What this action does not stop, a sentence each. Shown on every card. */
  notStopped: string[];
  /** MITRE ATT&CK technique ids, and D3FEND technique ids. */
  attack: string[];
  d3fend: string[];
  /** Vendor pages that the behaviour was built from. */
  sources: string[];
  /** Seconds that the provider may need until a change is enforced everywhere. Verification gives up after this. */
  settlesWithinSeconds: number;

  plan(inputs: z.infer<Inputs>, cloud: C, ctx: ActionContext): Promise<Planned<Prior>>;
  apply(inputs: z.infer<Inputs>, receipt: Receipt<Prior>, cloud: C, ctx: ActionContext): Promise<Applied>;
  verify(inputs: z.infer<Inputs>, receipt: Receipt<Prior>, cloud: C, ctx: ActionContext): Promise<Verification>;
  /** Reads only: what release() would change, and what it would leave because somebody else changed it since. */
  planRelease(inputs: z.infer<Inputs>, receipt: Receipt<Prior>, cloud: C, ctx: ActionContext): Promise<ReleasePlan>;
  release(inputs: z.infer<Inputs>, receipt: Receipt<Prior>, cloud: C, ctx: ActionContext): Promise<Released>;
}

/** An action of any cloud, as the engine handles it. */
// biome-ignore lint/suspicious/noExplicitAny: the registry erases each action's own input, prior and cloud types.
export type AnyAction = Action<any, any, any>;

export type Inputs = { [name: string]: Json };

/** Fixes the types of one action value. The cloud type is named first because nothing else can infer it. */
export function action<C extends OpenCloud>() {
  return <I extends z.ZodObject, P extends JsonObject>(value: Action<I, P, C>): Action<I, P, C> => value;
}
