import type { PolicyAssignment, PolicyDefinition } from '@azure/arm-policy';

/** A role assignment with everything that is needed to write it again under its own name. */
export interface RoleAssignment {
  id: string;
  name: string;
  scope: string;
  roleDefinitionId: string;
  principalId: string;
  principalType: string | null;
  description: string | null;
  condition: string | null;
  conditionVersion: string | null;
  delegatedManagedIdentityResourceId: string | null;
}

/** A role assignment as it stands, with the time when it was made (ISO 8601), where Azure says it. */
export type StandingAssignment = RoleAssignment & { createdOn: string | null };

export interface Decision {
  action: string;
  allowed: boolean;
}

export interface GpuMachine {
  id: string;
  group: string;
  name: string;
  size: string;
  location: string;
}

/** A workspace's cap on the cores of one family of machines. */
export interface WorkspaceQuota {
  id: string;
  type: string;
  family: string;
  limit: number;
}

/** What a trial deployment met. `refusals` are error codes, each with the policy assignments that it names. */
export interface Trial {
  accepted: boolean;
  refusals: { code: string; assignments: string[] }[];
}

/** One subscription through Azure Resource Manager. */
export interface Subscription {
  id: string;
  /** Assignments of a principal and of its groups, at, above and below the subscription. */
  assignmentsOf(principal: string, signal: AbortSignal): Promise<StandingAssignment[]>;
  /** Name of a role, for people. */
  roleName(roleDefinitionId: string, signal: AbortSignal): Promise<string>;
  removeAssignment(assignment: RoleAssignment, signal: AbortSignal): Promise<void>;
  writeAssignment(assignment: RoleAssignment, signal: AbortSignal): Promise<void>;
  /** Asks Azure's decision engine what a principal, with its groups, may do on a scope now. */
  mayDo(principal: string, scope: string, actions: string[], signal: AbortSignal): Promise<Decision[]>;

  policyDefinition(name: string, signal: AbortSignal): Promise<PolicyDefinition | null>;
  writePolicyDefinition(name: string, value: PolicyDefinition, signal: AbortSignal): Promise<void>;
  removePolicyDefinition(name: string, signal: AbortSignal): Promise<void>;
  policyAssignment(name: string, signal: AbortSignal): Promise<PolicyAssignment | null>;
  writePolicyAssignment(name: string, value: PolicyAssignment, signal: AbortSignal): Promise<void>;
  removePolicyAssignment(name: string, signal: AbortSignal): Promise<void>;

  /** Machines of all sizes and places of the subscription; scale sets and clusters are not among them. */
  machines(signal: AbortSignal): Promise<GpuMachine[]>;
  /** `running`, `deallocating`, `deallocated`, `stopped`, `starting`… */
  power(machine: GpuMachine, signal: AbortSignal): Promise<string>;
  /** Asks for the machine to be deallocated, and returns when Azure has accepted that. */
  deallocate(machine: GpuMachine, signal: AbortSignal): Promise<void>;

  quotas(location: string, signal: AbortSignal): Promise<WorkspaceQuota[]>;
  /** @throws Fault `azure.conflict` naming each quota that Azure did not accept. */
  writeQuotas(location: string, quotas: WorkspaceQuota[], signal: AbortSignal): Promise<void>;

  resourceGroups(signal: AbortSignal): Promise<string[]>;
  /** Validates a deployment of these resources into a group, without making them. */
  tryDeployment(group: string, resources: object[], signal: AbortSignal): Promise<Trial>;
}
