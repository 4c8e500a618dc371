import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { IAM } from '@aws-sdk/client-iam';
import type { Organizations } from '@aws-sdk/client-organizations';
import type { STS } from '@aws-sdk/client-sts';
import type { OpenCloud } from '../../domain/action.ts';

/**
 * One AWS account, opened as Quell's reader or responder role there. Clients are loaded when they are first asked for;
 * whatever they throw is a Fault of the `aws.` family.
 */
export interface AwsCloud extends OpenCloud {
  account: string;
  /** ARN of the account's reader role: a principal that exists and that nobody exempts, fit to try a freeze on. */
  readerRole: string;
  /** ARN patterns of roles that no action may change: break-glass roles and Quell's own. */
  protectedRoles: string[];
  iam(): Promise<IAM>;
  sts(): Promise<STS>;
  ec2(region: string): Promise<EC2>;
  autoScaling(region: string): Promise<AutoScaling>;
  /** @throws Fault `aws.unknown-target` when no organization is configured. */
  organization(): Promise<AwsOrganization>;
}

/** The organization, through its management account or a delegated administrator. */
export interface AwsOrganization {
  api: Organizations;
  /** Id or name of the freeze policy, from the configuration. */
  freezePolicy: string;
}
