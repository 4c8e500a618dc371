import type { Front } from '../command/surface.ts';
import { Desk } from '../desk/front.ts';
import type { DeskParts } from '../desk/parts.ts';
import { checkSchema } from '../edge/postgres/check-schema.ts';
import { type Database, openDatabase } from '../edge/postgres/database.ts';
import { openQueue } from '../edge/queue/open.ts';
import { protector } from '../plan/protect.ts';
import { Changes } from './changes.ts';
import { startChat } from './chat.ts';
import { CLOSE_LIMIT, Closing } from './closing.ts';
import { deskOf } from './desk.ts';
import { keepDirectory } from './directory.ts';
import { Grounds } from './ground.ts';
import { lately } from './lately.ts';
import { type Record, recordOf } from './record.ts';
import type { Setup, SurfacePorts } from './setup.ts';
import { stops } from './stops.ts';
import { watchedFront } from './watch/front.ts';
import { watchedRecord } from './watch/record.ts';
import { startWorker } from './worker.ts';

/** A running Quell process. */
export interface Quell {
  front: Front;
  desk: DeskParts;
  /** What a further surface may use, such as a health check. */
  ports: SurfacePorts;
  db: Database;
  /** Resolves at the next change of any incident. */
  nextChange(): Promise<string>;
  /** Resolves when every card shows the record. */
  shown(): Promise<void>;
  /** Takes nothing new, waits for work in hand within a limit, gives on the rest, then lets go of everything. */
  close(): Promise<void>;
}

/**
 * Puts one process together: record, queue, desk, and then the roles that it has.
 * @throws Fault when the database or the queue is not there, or not fit for use
 */
export async function startQuell(setup: Setup): Promise<Quell> {
  const closing = new Closing(setup.log);
  try {
    return await open(setup, closing);
  } catch (error) {
    await closing.run();
    throw error;
  }
}

/** A drill's range ends with its incident, wherever that was closed. */
async function endWithDrill(record: Record, grounds: Grounds, stream: string): Promise<void> {
  if (!grounds.isRehearsing(stream)) return;
  const { status } = await record.incidents.incident(stream);
  if (status === 'closed' && grounds.isRehearsing(stream)) await grounds.endRehearsal();
}

async function open(setup: Setup, closing: Closing): Promise<Quell> {
  const db = await openDatabase(setup.databaseUrl);
  closing.add(() => db.close());
  for (const edge of Object.values(setup.live.edges)) closing.add(() => edge.close());
  const { log, databaseUrl, redisUrl } = setup;
  const queue = await openQueue({ databaseUrl, log, ...(redisUrl ? { redisUrl } : {}) });
  closing.add(() => queue.close(CLOSE_LIMIT));

  const kept = recordOf(db, setup.perAccount);
  const record = setup.watch ? watchedRecord(kept, setup.watch) : kept;
  const grounds = new Grounds(setup.live, setup.roles.has('worker'));
  const desk = deskOf(setup, record, queue, grounds, protector(setup.protected));
  const answering = new Desk(desk, log);
  const front = setup.watch ? watchedFront(answering, setup.watch) : answering;
  const changes = new Changes();
  const unlisten = await db.listen(
    'quell',
    (stream) => changes.tell(stream),
    async () => {
      // Nobody told us what happened while the connection was away.
      const missed = await lately(record).catch((err: unknown) => {
        log.warn({ err }, 'what changed meanwhile is seen at its next change');
        return [];
      });
      for (const incident of [...missed, 'quell']) changes.tell(incident);
    },
  );
  closing.add(unlisten);
  if (setup.directory) await keepDirectory(setup.directory, record.links, changes, closing, log);

  let stopping = false;
  const ready = async () => {
    if (stopping) throw stops();
    await checkSchema(db);
    await queue.ready();
  };
  changes.on(
    (stream) => void endWithDrill(record, grounds, stream).catch((err) => log.warn({ err }, 'drill not ended')),
  );
  const ports: SurfacePorts = { ...record.messages, front, desk, changed: changes.on, ready, signIn: record };
  const keeper = setup.roles.has('chat') ? await startChat(setup, db, record, ports, closing) : undefined;
  if (setup.roles.has('worker')) await startWorker(setup, record, queue, grounds, desk, db.name, closing);
  return {
    front,
    desk,
    ports,
    db,
    nextChange: changes.next,
    shown: async () => keeper?.idle(),
    close() {
      stopping = true;
      return closing.run();
    },
  };
}
