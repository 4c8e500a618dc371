import pg from 'pg';

const RECONNECT_MS = 500;
/** A connection that is silent may be dead: a cable does not say that it was pulled. */
const BEAT_MS = 10_000;
/** The longest that an answer on a live connection takes. */
const ANSWER_MS = 5000;

/** Has the server look after a silent client: one whose machine is gone would keep its locks for hours. */
export const LIVE = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

export interface SessionParts {
  url: string;
  /** As PostgreSQL lists it. */
  name: string;
  /** Runs on each new connection, and makes it what it is. It may wait for its turn, without a limit. */
  begin(client: pg.Client): Promise<unknown>;
  /** The connection is back after it was away. */
  back?(): void;
  /** The connection is gone. */
  gone?(): void;
}

export interface Session {
  /** The first connection has begun, or cannot. */
  begun: Promise<void>;
  close(): Promise<void>;
}

/**
 * Keeps one connection that lasts, for what lives as long as a connection does: what it listens to, and the locks that it
 * holds. It connects again by itself.
 */
export function keepSession({ url, name, begin, back, gone }: SessionParts): Session {
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let beat: NodeJS.Timeout | undefined;
  const connect = async () => {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      keepAliveInitialDelayMillis: BEAT_MS,
      options: LIVE,
      application_name: name,
      connectionTimeoutMillis: ANSWER_MS,
    });
    const again = () => {
      clearInterval(beat);
      if (closed || client !== next) return;
      client = undefined;
      void next.end().catch(() => undefined);
      gone?.();
      timer = setTimeout(
        () =>
          connect()
            .then(() => back?.())
            .catch(() => undefined),
        RECONNECT_MS,
      );
    };
    client = next;
    next.on('error', again);
    next.on('end', again);
    try {
      await next.connect();
      await begin(next);
      if (closed) return;
    } catch (error) {
      again();
      throw error;
    }
    beat = setInterval(() => {
      next.query({ text: 'select 1', query_timeout: ANSWER_MS } as pg.QueryConfig).catch(again);
    }, BEAT_MS);
    beat.unref();
  };
  return {
    begun: connect(),
    async close() {
      closed = true;
      clearTimeout(timer);
      clearInterval(beat);
      await client?.end().catch(() => undefined);
    },
  };
}
