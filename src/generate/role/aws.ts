import { accountTemplate } from './aws-account.ts';
import { organizationTemplate } from './aws-organization.ts';
import { workloadTemplate } from './aws-workload.ts';

/** infra/aws: three CloudFormation templates. */
export function awsFiles(): [path: string, text: string][] {
  return [
    ['infra/aws/account.yaml', accountTemplate()],
    ['infra/aws/organization.yaml', organizationTemplate()],
    ['infra/aws/workload.yaml', workloadTemplate()],
  ];
}
