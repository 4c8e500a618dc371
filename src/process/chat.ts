import { Keeper, type KeeperParts } from '../card/keeper.ts';
import { loadView } from '../desk/view.ts';
import type { Database } from '../edge/postgres/database.ts';
import { forgetDeliveries } from '../edge/postgres/messages.ts';
import { elapsed, every, wallClock } from '../edge/timer.ts';
import type { Closing } from './closing.ts';
import { elsewhere } from './elsewhere.ts';
import { lately } from './lately.ts';
import { tellOfPasskeys } from './passkeys.ts';
import type { Record } from './record.ts';
import { inItsRoom, intoItsRoom, openLending } from './rooms.ts';
import type { Setup, SurfacePorts } from './setup.ts';

/** Ms between two clearings of handled deliveries. */
const FORGET = 3_600_000;

/** Ms until cards that a chat would not take are tried again. */
const CATCH_UP = 15_000;

/** The chat role: connects the surfaces, and keeps their cards the picture of the record. */
export async function startChat(
  setup: Setup,
  db: Database,
  record: Record,
  ports: SurfacePorts,
  closing: Closing,
): Promise<Keeper> {
  const surfaces = await setup.surfaces(ports);
  closing.add(() => surfaces.close());
  const lag = setup.watch?.cards;
  const out: KeeperParts['out'] = (surface) => surfaces.outs.find((o) => o.surface === surface);
  const moved: KeeperParts['moved'] = (incident, place) =>
    record.incidents.change(incident.id, { place }, []).then(() => undefined);
  const rooms = { out, moved, floors: setup.floors, lent: () => record.delegations.delegations() };
  const keeper = new Keeper({
    load: async (id) => {
      lag?.loading(id);
      return inItsRoom(await loadView(ports.desk, id), rooms);
    },
    shown: (id) => lag?.shown(id),
    now: elapsed,
    out,
    moved,
    elsewhere: (incident, why) =>
      elsewhere(incident, why, { home: setup.defaultPlace, out, incidents: record.incidents }),
    gather: (view) => intoItsRoom(view, rooms),
    messagesFor: record.messages.messagesFor,
    showed: record.messages.showed,
    forget: record.messages.forget,
    failed: (err, incident) =>
      setup.log.error(
        { err, incident },
        'a card could not be shown; the record stands, and other surfaces still decide',
      ),
  });
  closing.add(every(FORGET, () => forgetDeliveries(db)));
  // Without a chat there is no card to keep; the console reads the record itself.
  if (surfaces.outs.length === 0) return keeper;
  let [stopping, unread, untold] = [false, false, false];
  const tellOwners = async () => {
    const pages = setup.signInAt?.();
    if (pages === undefined) return;
    const failed = (err: unknown) => setup.log.warn({ err }, 'the owner of a passkey is told of it later');
    const told = tellOfPasskeys(record, surfaces.outs, { pages, nowMs: wallClock(), failed });
    untold = !(await told.catch((err) => void failed(err)));
  };
  keeper.keep(false);
  const lending = openLending(record);
  /** A right that is lent while a plan waits calls somebody into its room, and nothing of the incident has changed. */
  const callBorrowers = async () => {
    if (!surfaces.outs.some((o) => o.invite)) return;
    try {
      for (const incident of await lending()) keeper.changed(incident);
    } catch {
      unread = true;
    }
  };
  ports.changed((incident) => {
    if (!keeper.keeps) return;
    if (incident !== 'quell') lag?.changed(incident);
    else void callBorrowers();
    keeper.changed(incident);
    if (incident === 'quell') void tellOwners();
  });
  const readAll = async () => {
    unread = true;
    try {
      for (const incident of await lately(record)) keeper.changed(incident);
      unread = false;
    } catch (err) {
      setup.log.warn({ err }, 'cards of incidents that do not change are looked at again later');
    }
  };
  // One process keeps the cards, whichever has the turn.
  const letGo = db.takeTurns(
    'cards',
    () => {
      if (stopping) return;
      keeper.keep(true);
      void readAll();
      void tellOwners();
    },
    () => {
      keeper.keep(false);
      lag?.forget();
    },
  );
  closing.add(async () => {
    stopping = true;
    await keeper.idle();
    await letGo();
  });
  closing.add(
    every(CATCH_UP, async () => {
      if (keeper.keeps && unread) await readAll();
      if (keeper.keeps && untold) await tellOwners();
      keeper.catchUp();
    }),
  );
  return keeper;
}
