import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { azureFault, faultOf, faultWithoutAnswer } from './fault.ts';
import type { SignIn } from './signin.ts';

const TIME_LIMIT_MS = 30_000;

/**
 * One call is one request: repeating is the engine's, and a redirect is never followed. Azure sends none to these calls,
 * and the token, which is put on nearest to the wire, would go wherever it leads.
 */
export const ONE_CALL = { retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } } as const;

export function isSuccess({ status }: Pick<PipelineResponse, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** `GET management.azure.com/subscriptions/…`, without the query. */
export function describe(request: Pick<PipelineRequest, 'method' | 'url'>): string {
  const url = new URL(request.url);
  return `${request.method} ${url.host}${url.pathname}`;
}

/**
 * The outermost policy: whatever comes back that is no readable success leaves as a Fault, so that no client above it
 * ever sees another error. A read whose connection broke is tried once more, because idle connections do break; all
 * other repeating is the engine's.
 */
export function answersAsFaults(accepts: (response: PipelineResponse) => boolean = isSuccess): PipelinePolicy {
  return {
    name: 'quell-faults',
    async sendRequest(request, next) {
      const what = describe(request);
      request.timeout ||= TIME_LIMIT_MS;
      const response = await receive(request, next, what);
      if (!accepts(response)) throw refusal(what, response);
      if (!readable(response)) throw azureFault('garbage', `The answer to ${what} could not be read.`);
      return response;
    },
  };
}

type Next = (request: PipelineRequest) => Promise<PipelineResponse>;

async function receive(request: PipelineRequest, next: Next, what: string): Promise<PipelineResponse> {
  try {
    return await next(request);
  } catch (error) {
    const answered = answerOf(error);
    if (answered) return answered;
    const fault = faultWithoutAnswer(error, what);
    if (fault.code !== 'azure.unreachable' || request.method !== 'GET') throw fault;
  }
  try {
    return await next(request);
  } catch (error) {
    const answered = answerOf(error);
    if (answered) return answered;
    throw faultWithoutAnswer(error, what);
  }
}

/** Older clients throw on a refusal inside their pipeline; the answer hangs on the error. */
function answerOf(error: unknown): PipelineResponse | undefined {
  const response = (error as { response?: PipelineResponse } | null)?.response;
  return response && response.status >= 400 ? response : undefined;
}

function refusal(what: string, response: PipelineResponse) {
  return faultOf({
    what,
    status: response.status,
    body: response.bodyAsText ?? '',
    retryAfter: response.headers.get('retry-after') ?? undefined,
  });
}

function readable(response: PipelineResponse): boolean {
  const text = response.bodyAsText;
  if (!text || !/json/.test(response.headers.get('content-type') ?? 'json')) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Puts the bearer token on each request, in place of the clients' own policy: theirs keeps a token until its time is
 * up, even when the provider has stopped to accept it. A refused one is replaced once.
 */
export function authenticates(signIn: SignIn, scope: string): PipelinePolicy {
  return {
    name: 'quell-authenticates',
    async sendRequest(request, next) {
      if (!request.url.startsWith('https:')) {
        throw azureFault('invalid', 'Quell sends tokens over https only.', { fix: 'Use an https endpoint.' });
      }
      const send = async () => {
        const token = await signIn.token(scope);
        request.headers.set('authorization', `Bearer ${token}`);
        return { token, response: await next(request) };
      };
      const first = await send();
      if (first.response.status !== 401) return first.response;
      signIn.forget(first.token);
      return (await send()).response;
    },
  };
}
