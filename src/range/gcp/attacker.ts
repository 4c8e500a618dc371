import type { Attacker, Attempt } from '../attacker.ts';
import { WORLD } from '../world.ts';
import { audienceOf } from './build.ts';
import { issue } from './issuer.ts';
import { federated, serviceAccount, workforce } from './principal.ts';
import { mint } from './sessions.ts';
import type { State } from './state.ts';

const { gcp } = WORLD;

interface Answer {
  outcome: Attempt['outcome'];
  detail: string;
  body: Record<string, unknown>;
}

interface Place {
  endpoint: string;
  state: State;
}

/** Most sessions that an attacker keeps; the two that it began with are never given up. */
const KEEP = 5;

/**
 * Holds two access tokens of the training account, a federated token, and a copy of the cluster's own token that makes
 * more of them for an hour: all stolen a moment ago.
 */
export function trainingAttacker(place: Place): Attacker {
  const identity = serviceAccount(gcp.serviceAccount);
  const held = [1, 2].map(() => mint(place.state, 'attacker', identity).token);
  const federatedToken = mint(place.state, 'attacker', federated(gcp.pool, WORLD.subject)).token;
  const copied = clusterToken(place, 'attacker');
  const machines: string[] = [];
  return {
    cloud: 'gcp',
    name: `ml-train from ${WORLD.attackerIp}`,
    round: async () => {
      const attempts: Attempt[] = [];
      for (const [index, token] of held.entries()) {
        const session = `with session ${index + 1}`;
        attempts.push(shown(`list training data ${session}`, await list(place, token)));
        attempts.push(shown(`create GPU machine ${session}`, await createMachine(place, token, machines)));
      }
      const old = await impersonate(place, federatedToken);
      attempts.push(shown('mint a session from the held federated token', old));
      const fresh = await federate(place, copied);
      attempts.push(shown('mint a session by a new federation', fresh));
      for (const { body } of [old, fresh]) {
        if (typeof body.accessToken === 'string' && held.length < KEEP) held.push(body.accessToken);
      }
      return attempts;
    },
  };
}

/** The real training job: reads its data with a session of its own, and gets a new one as it should. */
export function trainingWorkload(place: Place): Attacker {
  let token = mint(place.state, 'workload', serviceAccount(gcp.serviceAccount)).token;
  return {
    cloud: 'gcp',
    name: `ml-train from ${WORLD.clusterIp}`,
    round: async () => {
      const read = await list(place, token);
      const renewed = await federate(place, clusterToken(place, 'workload'));
      if (typeof renewed.body.accessToken === 'string') token = renewed.body.accessToken;
      return [shown('read training data', read), shown('renew the session', renewed)];
    },
  };
}

/** A member of staff whose console session was stolen; signing in again would take the password. */
export function staffAttacker(place: Place): Attacker {
  const identity = workforce(gcp.workforcePool, gcp.workforceSubject);
  const { token } = mint(place.state, 'staff-attacker', identity);
  return {
    cloud: 'gcp',
    name: `${gcp.workforceSubject} from ${WORLD.attackerIp}`,
    round: async () => [shown('list training data with the stolen console session', await list(place, token))],
  };
}

function list(place: Place, token: string): Promise<Answer> {
  return call(place, 'GET', 'storage.googleapis.com/storage/v1/b/ml-train-data/o', token);
}

async function createMachine(place: Place, token: string, machines: string[]): Promise<Answer> {
  const root = `compute.googleapis.com/compute/v1/projects/${gcp.project}/zones/${gcp.zone}/instances`;
  // Two miners are enough: the oldest makes room, so that the attacker never meets the quota by its own greed.
  const oldest = machines.length >= 2 ? machines[0] : undefined;
  if (oldest && (await call(place, 'DELETE', `${root}/${oldest}`, token)).outcome === 'allowed') machines.shift();
  const name = `miner-${place.state.kernel.id(8).toLowerCase()}`;
  const answer = await call(place, 'POST', root, token, {
    name,
    machineType: `zones/${gcp.zone}/machineTypes/a2-highgpu-1g`,
  });
  if (answer.outcome === 'allowed') machines.push(name);
  return answer;
}

/** What the cluster gives a pod of the training job: good for an hour, like any projected token. */
function clusterToken(place: Place, holder: string): string {
  const exp = Math.floor(place.state.kernel.now().getTime() / 1000) + 3600;
  return issue({ iss: WORLD.issuer, aud: audienceOf(gcp.pool, gcp.provider), sub: WORLD.subject, exp, holder });
}

async function federate(place: Place, subject_token: string): Promise<Answer> {
  const audience = audienceOf(gcp.pool, gcp.provider);
  const exchanged = await call(place, 'POST', 'sts.googleapis.com/v1/token', undefined, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience,
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token,
  });
  if (exchanged.outcome !== 'allowed') return exchanged;
  return impersonate(place, String(exchanged.body.access_token));
}

function impersonate(place: Place, token: string): Promise<Answer> {
  const path = `iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${gcp.serviceAccount}:generateAccessToken`;
  return call(place, 'POST', path, token, { scope: ['https://www.googleapis.com/auth/cloud-platform'] });
}

async function call(place: Place, method: string, path: string, token?: string, body?: object): Promise<Answer> {
  try {
    const response = await fetch(`${place.endpoint}/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    const outcome = response.ok ? 'allowed' : response.status === 429 || response.status >= 500 ? 'error' : 'refused';
    const error = answer.error as { message?: string } | string | undefined;
    const words = typeof error === 'string' ? String(answer.error_description) : (error?.message ?? 'done');
    return { outcome, detail: `${response.status} ${words}`, body: answer };
  } catch (error) {
    return { outcome: 'error', detail: error instanceof Error ? error.message : String(error), body: {} };
  }
}

function shown(what: string, { outcome, detail }: Answer): Attempt {
  return { what, outcome, detail };
}
