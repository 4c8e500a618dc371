import { Keeper } from '../card/keeper.ts';
import { loadView } from '../desk/view.ts';
import type { Database } from '../edge/postgres/database.ts';
import { forgetDeliveries } from '../edge/postgres/messages.ts';
import { every } from '../edge/timer.ts';
import type { Closing } from './closing.ts';
import type { Record } from './record.ts';
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
  const keeper = new Keeper({
    load: (id) => {
      lag?.loading(id);
      return loadView(ports.desk, id);
    },
    shown: (id) => lag?.shown(id),
    people: setup.people,
    out: (surface) => surfaces.outs.find((o) => o.surface === surface),
    moved: (incident, place) => record.incidents.change(incident.id, { place }, []).then(() => undefined),
    messagesFor: record.messages.messagesFor,
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
  closing.add(() => keeper.idle());
  ports.changed((incident) => {
    if (incident !== 'quell') lag?.changed(incident);
    keeper.changed(incident);
  });
  // What changed while no chat process was there.
  for (const incident of await record.incidents.incidents('open')) keeper.changed(incident.id);
  closing.add(every(CATCH_UP, async () => keeper.catchUp()));
  return keeper;
}
