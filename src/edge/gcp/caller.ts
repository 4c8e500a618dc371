import { AuthClient } from 'google-auth-library';
import { asGcpFault, gcpFault } from './fault.ts';

type Options = Parameters<AuthClient['request']>[0];
type Reply<T> = Awaited<ReturnType<AuthClient['request']>> & { data: T };

/** Longest wait for one answer. The engine has the patience; a call does not. */
const TIMEOUT_MS = 20_000;

/**
 * The one door to Google: every client here, whoever wrote it, sends its requests through a Caller. It signs them,
 * never retries (the engine does, by its own schedule), refuses answers that are no JSON object, and throws Faults alone.
 */
export class Caller extends AuthClient {
  private readonly connect: () => Promise<AuthClient>;
  private readonly signal: AbortSignal | undefined;
  private inner: Promise<AuthClient> | undefined;

  constructor(connect: () => Promise<AuthClient>, signal?: AbortSignal) {
    super();
    this.connect = connect;
    this.signal = signal;
  }

  /** A caller with the same credentials whose calls all end with this signal, for clients that take none themselves. */
  until(signal: AbortSignal): Caller {
    return new Caller(() => this.signer(), signal);
  }

  private signer(): Promise<AuthClient> {
    this.inner ??= this.connect();
    return this.inner;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the clients choose the type of the answer; the base class has it so.
  override async request<T = any>(options: Options): Promise<Reply<T>> {
    const what = name(options);
    try {
      const reply = (await this.send(options)) as Reply<T>;
      if (typeof reply.data !== 'object' || reply.data === null)
        throw gcpFault('garbage', `Google's answer to ${what} could not be read.`);
      return reply;
    } catch (error) {
      throw asGcpFault(error, what);
    }
  }

  /** For clients that read the body themselves: it is read and checked here first, then handed on whole. */
  override async fetch<T>(...args: Parameters<AuthClient['fetch']>): Promise<Reply<T>> {
    const [url, init] = args;
    const { body, signal, ...rest } = (init ?? {}) as Options & { body?: unknown; signal?: AbortSignal };
    const reply = await this.request({
      ...rest,
      url: String(url),
      ...(body === undefined ? {} : { data: body }),
      ...(signal ? { signal } : {}),
      responseType: 'json',
    });
    return new Response(JSON.stringify(reply.data), { status: reply.status }) as unknown as Reply<T>;
  }

  override async getRequestHeaders(url?: string | URL): Promise<Headers> {
    return (await this.signer()).getRequestHeaders(url);
  }

  override async getAccessToken() {
    return (await this.signer()).getAccessToken();
  }

  private async send(options: Options, again = true): Promise<unknown> {
    const signals = [options.signal, this.signal].filter((s) => s !== undefined && s !== null) as AbortSignal[];
    const ends = AbortSignal.any(signals);
    ends.throwIfAborted();
    try {
      const signer = await this.signer();
      return await signer.request({
        timeout: TIMEOUT_MS,
        ...options,
        signal: ends,
        retry: false,
        // Google sends none to these calls, and the token would go along.
        redirect: 'manual',
        noProxy: ['127.0.0.1'],
      });
    } catch (error) {
      // A token can die before its time (clock skew, a revoked session): one fresh credential, then it is an answer.
      const status = (error as { response?: { status?: number } }).response?.status;
      if (status !== 401 || !again) throw error;
      this.inner = this.connect();
      return this.send(options, false);
    }
  }
}

function name(options: Options): string {
  const url = new URL(String(options.url));
  const host = url.hostname === '127.0.0.1' ? '' : url.hostname;
  return `${(options.method ?? 'GET').toUpperCase()} ${host}${decodeURIComponent(url.pathname)}`;
}
