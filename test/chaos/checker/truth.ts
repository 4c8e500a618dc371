import type { PlannedStep } from '../../../src/domain/plan.ts';

// biome-ignore lint/suspicious/noExplicitAny: a picture of a cloud, whose form each reader below knows for itself.
type Picture = any;

/** Picks out of a receipt's prior, and out of the cloud as it really was, what must agree. */
type Truth = (world: Picture, planned: PlannedStep, prior: Picture) => { said: unknown; was: unknown };

const sorted = (list: string[]) => [...list].sort();
const roleOf = (world: Picture, { inputs }: PlannedStep) => world.roles?.[`${inputs.account}/${inputs.role}`];
const named = (list: Picture[] | undefined, key: string, value: unknown) => list?.find((one) => one[key] === value);

/** Per action: its prior state, read out of the range itself instead of over its protocol. */
export const TRUTHS: Record<string, Truth> = {
  'aws.iam.revoke-role-sessions': (world, planned, prior) => ({
    said: prior.document,
    was: roleOf(world, planned)?.inline.QuellRevokeOlderSessions ?? null,
  }),
  'aws.iam.disable-federated-role': (world, planned, prior) => ({
    said: prior.trust,
    was: roleOf(world, planned)?.trust,
  }),
  'aws.organizations.freeze-gpu': (world, planned, prior) => ({
    said: [prior.attached, prior.groups.map((g: Picture) => [g.arn, sorted(g.suspended)])],
    was: [
      (world.attachments?.[planned.target] ?? []).includes(prior.policy),
      prior.groups.map((g: Picture) => {
        const key = Object.keys(world.groups ?? {}).find((k) => k.endsWith(g.name)) ?? '';
        return [g.arn, sorted(world.groups?.[key]?.suspended ?? ['?'])];
      }),
    ],
  }),
  'gcp.iam.disable-service-account': (world, { inputs }, prior) => ({
    said: prior.disabled,
    was: named(world.serviceAccounts, 'email', inputs.service_account)?.disabled,
  }),
  'gcp.iam.disable-workload-identity-pool': (world, { inputs }, prior) => ({
    said: prior.disabled,
    was: named(world.pools, 'id', inputs.pool)?.disabled,
  }),
  'gcp.quota.freeze-gpu': (world, _planned, prior) => ({
    said: [prior.adjuster, prior.quotas.filter((q: Picture) => q.override !== null).length],
    was: [world.adjuster, world.overrides?.length],
  }),
  'azure.entra.disable-service-principal': (world, { inputs }, prior) => {
    const held = Object.values(world.assignments ?? {}) as Picture[];
    const own = held.filter((a) => a.principalId === inputs.service_principal);
    return {
      said: [prior.enabled, sorted(prior.assignments.map((a: Picture) => a.name))],
      was: [
        named(world.servicePrincipals, 'id', inputs.service_principal)?.enabled,
        sorted(own.map((a: Picture) => a.name)),
      ],
    };
  },
  'azure.entra.remove-federated-credential': (world, { inputs }, prior) => {
    const show = (c: Picture) => [c.name, c.issuer, c.subject, c.audiences];
    return {
      said: prior.credentials.map(show),
      was: named(world.applications, 'id', inputs.application)?.credentials.map(show),
    };
  },
  'azure.policy.freeze-gpu': (world, _planned, prior) => ({
    said: [prior.frozen, prior.quotas.map((q: Picture) => [q.family, q.limit])],
    was: [
      Object.keys(world.policyAssignments ?? {}).some((k) => k.includes('quell-freeze-gpu')),
      prior.quotas.map((q: Picture) => [q.family, named(world.quotas, 'family', q.family)?.limit]),
    ],
  }),
};
