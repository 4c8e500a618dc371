import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type App, HTTPReceiver, type Logger, type Receiver } from '@slack/bolt';
import { Fault } from '../../domain/fault.ts';
import { LIMITS } from './limits.ts';
import { refuseNull } from './null-body.ts';
import type { SlackOptions } from './options.ts';
import { openSocket } from './socket.ts';

const ENDPOINT = '/slack/events';
const LAST_ANSWERS_MS = 1000;

/** How Slack reaches us. */
export interface Door {
  receiver: Receiver;
  /** @throws Fault when it cannot open. */
  start(app: App): Promise<void>;
  close(app: App): Promise<void>;
  /** For HTTP, the port that is listened on. */
  port(): number | undefined;
}

const missing = (what: string, setting: string) =>
  new Fault({
    code: 'slack.not-configured',
    message: `Slack cannot be served without ${what}.`,
    fix: `Set ${setting}; it is shown in the settings of the Slack app.`,
    retry: 'when-fixed',
  });

function openHttp(signingSecret: string, port: number, logger: Logger): Door {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: ENDPOINT,
    bodyLimit: LIMITS.bodyBytes,
    logger,
  });
  refuseNull(receiver, ENDPOINT, LIMITS.bodyBytes);
  let listening: number | undefined;
  let server: Server | undefined;
  return {
    receiver,
    port: () => listening,
    async start() {
      try {
        server = await receiver.start(port);
        listening = (server.address() as AddressInfo).port;
      } catch (cause) {
        throw new Fault({
          code: 'slack.port',
          message: `Port ${port} cannot be opened for Slack.`,
          fix: 'Name a free port under slack.port in quell.yaml, or stop what uses this one.',
          retry: 'when-fixed',
          cause,
        });
      }
    },
    async close() {
      if (listening === undefined) return;
      listening = undefined;
      // A delivery that nobody answers must not keep a stopping process alive.
      const timer = setTimeout(() => server?.closeAllConnections(), LAST_ANSWERS_MS);
      await receiver.stop();
      clearTimeout(timer);
    },
  };
}

/** The door for this configuration. @throws Fault `slack.not-configured`: without its secret no door is opened. */
export function openDoor(options: SlackOptions, logger: Logger): Door {
  if (options.mode === 'http') {
    if (!options.signingSecret?.trim()) throw missing('the signing secret', 'QUELL_SLACK_SIGNING_SECRET');
    return openHttp(options.signingSecret, options.port ?? 3000, logger);
  }
  if (!options.appToken?.trim()) throw missing('an app-level token', 'QUELL_SLACK_APP_TOKEN');
  return openSocket(options.appToken, options.apiUrl, logger, options.log);
}
