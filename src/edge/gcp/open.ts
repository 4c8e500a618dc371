import { setTimeout as sleep } from 'node:timers/promises';
import type { iam_v1 } from '@googleapis/iam';
import { z } from 'zod';
import type { Exchange, Gcp, Request } from '../../action/gcp/cloud.ts';
import { Caller } from './caller.ts';
import type { GcpAccess } from './config.ts';
import { impersonate, ownPool } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { asGcpFault, gcpFault } from './fault.ts';

export interface Target {
  kind: 'project' | 'organization';
  id: string;
  number: string;
  quell: { reader: string; responder: string };
  breakGlass: string[];
}

/** Between two looks at an operation. Google's quota and policy operations take about a second. */
const PAUSE_MS = 50;

/** Opens one target as one service account; fetches its first token at once, so that a bad set-up shows here. */
export async function openGcp(target: Target, email: string, access?: GcpAccess): Promise<Gcp> {
  const caller = new Caller(() => impersonate(email, access));
  await caller.getAccessToken().catch((error: unknown) => {
    throw asGcpFault(error, `the impersonation of ${email}`);
  });

  const send = async (request: Request) =>
    caller.request({
      url: url(request, access),
      method: request.method,
      signal: request.signal,
      responseType: 'json',
      ...(request.body === undefined ? {} : { data: request.body }),
    });

  return {
    id: target.id,
    number: target.number,
    quell: { ...target.quell, pool: await ownPool(access) },
    breakGlass: target.breakGlass,
    now: async () => {
      const path = `/v3/${target.kind}s/${target.id}`;
      const signal = AbortSignal.timeout(20_000);
      const reply = await send({ service: 'cloudresourcemanager', method: 'GET', path, signal });
      return serverTime(reply.headers.get('date'));
    },
    iam: async () => (await iamClient(caller, access)) as iam_v1.Iam,
    policies: async (signal) => policiesClient(caller.until(signal), access),
    call: async (request, answer) => {
      const read = answer.safeParse((await send(request)).data);
      if (read.success) return read.data;
      const what = `${request.method} ${request.service}.googleapis.com${request.path}`;
      throw gcpFault('garbage', `Google's answer to ${what} has not the shape that it should have.`, {
        cause: z.prettifyError(read.error),
      });
    },
    pause: async (signal) => {
      await sleep(PAUSE_MS, undefined, { signal }).catch((error: unknown) => {
        throw asGcpFault(error, 'a long-running operation');
      });
    },
    exchange: (audience, subjectToken, signal) => exchange(caller, access, audience, subjectToken, signal),
  };
}

function url(request: Request, access?: GcpAccess): string {
  const query = request.query ? `?${new URLSearchParams(request.query)}` : '';
  return `${endpoint(request.service, access)}${request.path}${query}`;
}

function serverTime(date: string | null): Date {
  const time = new Date(date ?? Number.NaN);
  if (Number.isNaN(time.getTime())) throw gcpFault('garbage', "Google's answer bears no date.");
  return time;
}

async function iamClient(caller: Caller, access?: GcpAccess): Promise<unknown> {
  const { iam } = await import('@googleapis/iam');
  // The package brings its own copy of the auth library, whose types are the same in all but name.
  const auth = caller as unknown as NonNullable<iam_v1.Options['auth']>;
  return iam({ version: 'v1', auth, rootUrl: `${endpoint('iam', access)}/` });
}

async function policiesClient(caller: Caller, access?: GcpAccess) {
  const { v2 } = await import('@google-cloud/iam');
  const root = new URL(endpoint('iam', access));
  const place = access ? { apiEndpoint: root.hostname, port: Number(root.port), protocol: 'http' } : {};
  type Auth = NonNullable<ConstructorParameters<typeof v2.PoliciesClient>[0]>['authClient'];
  // REST rather than gRPC: one transport, one place where errors become Faults.
  return faultsOnly(
    new v2.PoliciesClient({ ...place, fallback: true, authClient: caller as unknown as NonNullable<Auth> }),
  );
}

/** What this client throws on its own account, at an answer of another shape, becomes a Fault as well. */
function faultsOnly<T extends object>(client: T): T {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        const answer: unknown = value.apply(target, given);
        if (!(answer instanceof Promise)) return answer;
        return answer.catch((error: unknown) => {
          throw asGcpFault(error, `iam.googleapis.com ${String(name)}`);
        });
      };
    },
  });
}

/** Sends a token exchange that bears no credentials of Quell: what Google says about the pool is the answer. */
async function exchange(
  caller: Caller,
  access: GcpAccess | undefined,
  audience: string,
  subjectToken: string,
  signal: AbortSignal,
): Promise<Exchange> {
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience,
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token: subjectToken,
  });
  const what = 'POST sts.googleapis.com/v1/token';
  try {
    const reply = await caller.transporter.request<unknown>({
      url: `${endpoint('sts', access)}/v1/token`,
      method: 'POST',
      data: form,
      signal,
      responseType: 'json',
      redirect: 'manual',
      noProxy: ['127.0.0.1'],
      validateStatus: (status) => status === 200 || status === 400,
    });
    if (reply.status === 200) return { granted: true, error: undefined };
    const error = z.object({ error: z.string() }).safeParse(reply.data);
    if (!error.success) throw gcpFault('garbage', `Google's answer to ${what} could not be read.`);
    return { granted: false, error: error.data.error };
  } catch (error) {
    throw asGcpFault(error, what);
  }
}
