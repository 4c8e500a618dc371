import type { Attacker, Attempt } from '../attacker.ts';
import { WORLD } from '../world.ts';
import { element, type Keys, post, type Reply } from './caller.ts';
import { projectToken } from './oidc.ts';
import { type AwsState, mint, roleArn } from './state.ts';

const { account, exportRole, region, role: roleName, scalingGroup } = WORLD.aws;
/** Sessions that are kept: the oldest and the newest. */
const MOST = 5;

interface Held extends Keys {
  name: string;
}

export interface AwsAttacker extends Attacker {
  /** Goes on to the export role with the newest session, as far as the cloud lets it. */
  chain(): Promise<Attempt>;
  /** Asks the training group for one machine more, and looks whether one came. */
  growGroup(): Promise<Attempt>;
}

/**
 * Somebody with sessions of the training role. The real workload reads a fresh projected token from its pod each time;
 * the attacker has a copy, which makes new sessions for an hour. The cloud cannot tell the two apart.
 */
export function holder(state: AwsState, url: string, ip: string, who: string, sessions: number): AwsAttacker {
  const role = state.roles.get(`${account}/${roleName}`)!;
  const held: Held[] = [];
  const copied = projectToken(state.kernel.now());
  let minted = 0;
  for (let i = 1; i <= sessions; i++) {
    const { accessKeyId, secret, token } = mint(state, role, `${who}-${i}`, role.maxSessionSeconds, who);
    held.push({ name: `session ${i}`, accessKeyId, secret, token });
  }
  const as = (keys?: Held) => ({ ip, region, at: state.kernel.now(), ...(keys ? { keys } : {}) });

  async function launch(session: Held): Promise<Attempt> {
    const form = {
      Action: 'RunInstances',
      Version: '2016-11-15',
      InstanceType: 'p5.48xlarge',
      MinCount: '1',
      MaxCount: '1',
    };
    return attempt(`start a p5.48xlarge with ${session.name}`, () => post(url, 'ec2', form, as(session)));
  }

  async function look(session: Held): Promise<Attempt> {
    const form = { Action: 'DescribeInstances', Version: '2016-11-15' };
    return attempt(`list machines with ${session.name}`, () => post(url, 'ec2', form, as(session)));
  }

  async function mintAnother(): Promise<Attempt> {
    const name = `${who}-web-${++minted}`;
    const form = {
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: roleArn(account, roleName),
      RoleSessionName: name,
      WebIdentityToken: who === 'attacker' ? copied : projectToken(state.kernel.now()),
    };
    return attempt('get a new session with the cluster’s token', async () => {
      const reply = await post(url, 'sts', form, as());
      if (reply.status === 200) keep(name, reply);
      return reply;
    });
  }

  function keep(name: string, { body }: Reply): void {
    held.push({
      name: `new session ${name}`,
      accessKeyId: element(body, 'AccessKeyId'),
      secret: element(body, 'SecretAccessKey'),
      token: element(body, 'SessionToken'),
    });
    // The oldest ones show whether a release brings them back to life.
    if (held.length > MOST) held.splice(sessions, 1);
  }

  return {
    cloud: 'aws',
    name: `${roleName} from ${ip}`,
    async round() {
      const attempts: Attempt[] = [];
      for (const session of [...held]) attempts.push(await look(session), await launch(session));
      attempts.push(await mintAnother());
      return attempts;
    },
    chain() {
      const name = `${who}-chained`;
      const RoleArn = roleArn(account, exportRole);
      const form = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn, RoleSessionName: name };
      return attempt(`go on to ${exportRole}`, async () => {
        const reply = await post(url, 'sts', form, as(held.at(-1)));
        if (reply.status === 200) keep(name, reply);
        return reply;
      });
    },
    async growGroup() {
      const count = () => state.instances.filter((one) => one.group?.endsWith(`/${scalingGroup}`)).length;
      const before = count();
      const form = {
        Action: 'UpdateAutoScalingGroup',
        Version: '2011-01-01',
        AutoScalingGroupName: scalingGroup,
        DesiredCapacity: String(before + 1),
      };
      const tried = await attempt('ask the scaling group for a machine', () =>
        post(url, 'autoscaling', form, as(held.at(-1))),
      );
      if (tried.outcome !== 'allowed' || count() > before) return tried;
      return { ...tried, outcome: 'refused', detail: 'the group took the number, and no machine came' };
    },
  };
}

async function attempt(what: string, call: () => Promise<Reply>): Promise<Attempt> {
  try {
    const { status, body } = await call();
    if (status === 200) return { what, outcome: 'allowed', detail: 'it worked' };
    const detail = `${element(body, 'Code')}: ${element(body, 'Message')}`;
    return { what, outcome: status >= 500 ? 'error' : 'refused', detail };
  } catch (error) {
    return { what, outcome: 'error', detail: error instanceof Error ? error.message : 'no answer' };
  }
}
