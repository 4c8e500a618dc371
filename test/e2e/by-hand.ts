import type { AwsRange } from '../../src/range/aws/start.ts';
import type { Role } from '../../src/range/aws/state.ts';
import type { Range } from '../../src/range/range.ts';
import { WORLD } from '../../src/range/world.ts';

/** The AWS role under attack, as the range keeps it. */
export function stolenRole(range: Range): Role {
  return (range.clouds.aws as unknown as AwsRange).state.roles.get(`${WORLD.aws.account}/${WORLD.aws.role}`)!;
}

/** A colleague lets one more service assume the role, in the console and without asking Quell. */
export function trustSomebodyElse(range: Range): void {
  const role = stolenRole(range);
  const trust = JSON.parse(role.trust.written) as { Statement: object[] };
  trust.Statement.push({
    Sid: 'Colleague',
    Effect: 'Allow',
    Principal: { Service: 'glue.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  role.trust.set(JSON.stringify(trust));
}
