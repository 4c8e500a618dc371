import { type Logger, SocketModeReceiver, webApi } from '@slack/bolt';
import type { Log } from '../../job/worker.ts';
import { redact } from './api.ts';
import { refusal } from './faults.ts';
import type { Door } from './receiver.ts';

const LONGEST_WAIT_MS = 30_000;
const CONNECT_MS = 20_000;

/** Answers of apps.connections.open that waiting does not change. */
const FINAL = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'not_allowed_token_type']);

function finalError(thrown: unknown): string | undefined {
  if (!(thrown instanceof webApi.WebAPIPlatformError)) return undefined;
  return FINAL.has(thrown.data.error) ? thrown.data.error : undefined;
}

/**
 * Socket Mode, supervised. The library's own reconnection leaves a rejection unhandled when Slack stays away, which ends
 * the process; so it is switched off and this loop connects again, for as long as it takes.
 */
export function openSocket(appToken: string, apiUrl: string | undefined, logger: Logger, log: Log): Door {
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: { ...(apiUrl ? { slackApiUrl: apiUrl } : {}), retryConfig: { retries: 0 }, timeout: 10_000 },
    },
  });
  const { client } = receiver;
  let closing = false;
  let cancelWait = () => {};
  let running: Promise<void> | undefined;

  const wait = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      cancelWait = () => {
        clearTimeout(timer);
        done();
      };
    });

  /** Connects; a server that answers but never says hello counts as away. */
  async function connect(): Promise<void> {
    const timer = setTimeout(() => void client.disconnect(), CONNECT_MS);
    try {
      await client.start();
    } finally {
      clearTimeout(timer);
    }
  }

  async function keepConnected(first: Promise<void>): Promise<void> {
    let failures = 0;
    let attempt = first;
    while (!closing) {
      try {
        await attempt;
        failures = 0;
        await new Promise<void>((lost) => client.once('disconnected', () => lost()));
      } catch (thrown) {
        failures += 1;
        log.warn(
          {
            failures,
            cause: redact(thrown instanceof Error ? thrown.message : String(thrown ?? 'closed')),
          },
          'Slack cannot be reached; trying again',
        );
      }
      if (closing) return;
      await wait(failures === 0 ? 0 : Math.min(250 * 2 ** failures, LONGEST_WAIT_MS));
      if (!closing) attempt = connect();
      attempt.catch(() => undefined);
    }
  }

  return {
    receiver,
    port: () => undefined,
    async start() {
      const first = connect();
      try {
        await first;
      } catch (thrown) {
        const error = finalError(thrown);
        if (error) throw refusal(error);
      }
      running = keepConnected(first);
    },
    async close() {
      closing = true;
      cancelWait();
      await Promise.race([client.disconnect(), wait(1500)]);
      cancelWait();
      await Promise.race([running, wait(500)]);
      cancelWait();
    },
  };
}
