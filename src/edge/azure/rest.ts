import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type Pipeline,
  type PipelinePolicy,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { z } from 'zod';
import { Fault } from '../../domain/fault.ts';
import { azureFault, faultOf } from './fault.ts';
import { answersAsFaults, authenticates, describe, isSuccess, ONE_CALL } from './policies.ts';
import type { SignIn } from './signin.ts';

export interface RestCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query below the origin. */
  path: string;
  body?: object;
  signal: AbortSignal;
  /** Named in the fault when the provider refuses without saying what was missing. */
  permission?: string;
}

/** Plain REST for what no installed SDK covers: Microsoft Graph, and two calls of ARM. */
export interface Rest {
  /** Sends and reads a checked answer. @throws Fault `azure.*`; `azure.garbage` when the answer has another shape. */
  read<T>(call: RestCall, shape: z.ZodType<T>): Promise<T>;
  /** Sends; any success will do. */
  send(call: RestCall): Promise<void>;
  /** Sends and hands back a verdict: a success, a request that was found invalid, or one that a policy refused. */
  ask(call: RestCall): Promise<{ status: number; body: string }>;
}

/** REST at one origin, signed in for one scope. */
export function restAt(origin: string, scope: string, signIn: SignIn, ca: string | undefined): Rest {
  const client = createDefaultHttpClient();
  const options = { ...ONE_CALL, ...(ca ? { tlsOptions: { ca } } : {}) };
  const open = (faults: PipelinePolicy): Pipeline => {
    const pipeline = createPipelineFromOptions(options);
    pipeline.addPolicy(authenticates(signIn, scope), { phase: 'Sign' });
    pipeline.addPolicy(faults);
    return pipeline;
  };
  const strict = open(answersAsFaults());
  const lenient = open(answersAsFaults(isVerdict));

  const request = (call: RestCall) =>
    createPipelineRequest({
      method: call.method,
      url: `${origin}${call.path}`,
      abortSignal: call.signal,
      timeout: 30_000,
      headers: createHttpHeaders(
        call.body ? { accept: 'application/json', 'content-type': 'application/json' } : { accept: 'application/json' },
      ),
      ...(call.body ? { body: JSON.stringify(call.body) } : {}),
    });

  const receive = async (call: RestCall, pipeline = strict): Promise<PipelineResponse> => {
    try {
      return await pipeline.sendRequest(client, request(call));
    } catch (error) {
      throw nameThePermission(error, call);
    }
  };

  return {
    async read(call, shape) {
      const response = await receive(call);
      const parsed = shape.safeParse(response.bodyAsText ? JSON.parse(response.bodyAsText) : undefined);
      if (parsed.success) return parsed.data;
      const what = describe({ method: call.method, url: `${origin}${call.path}` });
      throw azureFault('garbage', `The answer to ${what} has another shape than Azure documents.`, {
        cause: parsed.error.issues,
      });
    },
    async send(call) {
      await receive(call);
    },
    async ask(call) {
      const response = await receive(call, lenient);
      return { status: response.status, body: response.bodyAsText ?? '' };
    },
  };
}

function isVerdict(response: PipelineResponse): boolean {
  if (response.status === 403) return /RequestDisallowedByPolicy/.test(response.bodyAsText ?? '');
  return isSuccess(response) || response.status === 400;
}

function nameThePermission(error: unknown, call: RestCall): unknown {
  if (!(error instanceof Fault) || error.code !== 'azure.denied' || !call.permission) return error;
  const cause = error.cause as { status?: number; code?: string; message?: string } | undefined;
  if (!cause?.status || /AADSTS|perform action/.test(cause.message ?? '')) return error;
  const body = JSON.stringify({ error: { code: cause.code, message: cause.message } });
  return faultOf({
    what: `${call.method} ${call.path.split('?')[0]}`,
    status: cause.status,
    body,
    permission: call.permission,
  });
}
