import { awsFault, isExpired } from './fault.ts';
import { isShaped } from './shapes.ts';

/** What every SDK client has in common, as far as it is used here. */
interface AnyClient {
  // biome-ignore lint/suspicious/noExplicitAny: each client's stack has input and output types of its own.
  middlewareStack: { add(middleware: any, options: any): void };
  destroy(): void;
}

/** One answer on its way in. */
interface Arrived {
  response: { statusCode: number; headers: Record<string, string>; body: unknown };
}

export interface Tending {
  /** `reader role of account 111122223333 (ml-prod)`. */
  as: string;
  /** Called with the Date header of every answer. */
  onDate(date: Date): void;
  /** Called when AWS says that the session has ended. */
  onExpired(): void;
}

/** Calls may take this long, in ms, before they count as lost. */
export const LIMITS = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** Makes a client answer with Faults only, never take garbage for an answer, and try again once where that is harmless. */
export function tend<C extends AnyClient>(client: C, tending: Tending): C {
  client.middlewareStack.add(faults(tending), { step: 'initialize', priority: 'high', name: 'quellFaults' });
  client.middlewareStack.add(reading(tending), { step: 'deserialize', priority: 'low', name: 'quellReading' });
  return client;
}

type Next = (args: unknown) => Promise<{ output?: unknown }>;

function faults({ as, onExpired }: Tending) {
  return (next: Next, context: { commandName?: string }) => async (args: unknown) => {
    const operation = (context.commandName ?? 'a call').replace(/Command$/, '');
    try {
      const answer = await next(args).catch((thrown: unknown) => {
        if (isExpired(thrown)) onExpired();
        else if (!isStale(thrown)) throw thrown;
        return next(args);
      });
      if (!isShaped(operation, answer.output)) throw unreadable(200);
      return answer;
    } catch (thrown) {
      throw awsFault(thrown, { as, operation });
    }
  };
}

/** An answer that came and is none: `aws.garbage`. */
function unreadable(httpStatusCode: number): Error {
  return Object.assign(new Error('unreadable answer'), { $metadata: { httpStatusCode } });
}

/** A kept connection that the other side had closed meanwhile. Every call here may be made twice. */
function isStale(thrown: unknown): boolean {
  return ['ECONNRESET', 'EPIPE'].includes((thrown as { code?: string } | undefined)?.code ?? '');
}

/** Stands nearest to the wire: notes the provider's time and looks whether a success is an answer at all. */
function reading({ onDate }: Tending) {
  return (next: (args: unknown) => Promise<Arrived>, context: { commandName?: string }) => async (args: unknown) => {
    const arrived = await next(args);
    const { response } = arrived;
    const date = new Date(response.headers.date ?? '');
    if (!Number.isNaN(date.getTime())) onDate(date);
    if (response.statusCode < 300) {
      const body = await collect(response.body);
      response.body = body;
      const operation = (context.commandName ?? '').replace(/Command$/, '');
      if (!isAnswer(body.toString('utf8', 0, 600), response.headers['content-type'] ?? '', operation)) {
        throw unreadable(response.statusCode);
      }
    }
    return arrived;
  };
}

/** The SDK takes an empty body and a page of HTML for an answer without fields; this does not. */
function isAnswer(head: string, type: string, operation: string): boolean {
  if (type.includes('json')) return head === '' || head.trimStart().startsWith('{');
  return new RegExp(`^\\s*(<\\?xml[^>]*>)?\\s*<${operation}Response[\\s>]`).test(head);
}

async function collect(body: unknown): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
