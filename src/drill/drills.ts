import type { IncidentRecord } from '../command/record.ts';
import { asFault, Fault } from '../domain/fault.ts';
import type { Incident, Place, Severity } from '../domain/incident.ts';
import type { Actor } from '../domain/person.ts';
import type { Drill } from './file.ts';

export interface DrillParts {
  drills: readonly Drill[];
  incidents: IncidentRecord;
  /** Where a channel id leads; undefined when no chat is connected. */
  place(channel: string | undefined, thread: string | undefined): Place | undefined;
  /** A fresh world for this drill, with its attackers; the one before is thrown away. */
  freshRange(): Promise<void>;
  /** Plans the drill's playbook in its incident, as a person's command would. */
  plan(drill: Drill, incident: Incident): Promise<void>;
}

/** @throws Fault `drill.unknown` */
export function findDrill(drills: readonly Drill[], name: string): Drill {
  const drill = drills.find((d) => d.name === name);
  if (drill) return drill;
  throw new Fault({
    code: 'drill.unknown',
    message: `There is no drill ${name.slice(0, 60)}.`,
    fix: `Known are ${drills.map((d) => d.name).join(', ') || 'none'}; a file in drills/ makes one.`,
  });
}

/**
 * Opens a drill's incident, posts its runbook, and plans its playbook against a fresh range. From there on it is the same
 * code path as in earnest, with real approvals. One drill at a time, because the range is one world.
 * @throws Fault `drill.unknown`, `drill.running`
 */
export async function startDrill(parts: DrillParts, name: string, by: Actor): Promise<Incident> {
  const drill = findDrill(parts.drills, name);
  const running = (await parts.incidents.incidents('open')).find((i) => i.mode === 'drill');
  if (running) {
    // A schedule has nobody to tell but those who left the other one open.
    const missed = `DRILL ${drill.name} was due and did not start, because ${running.id} is still open`;
    await parts.incidents.note([
      { stream: running.id, type: 'drill.missed', actor: by, summary: missed, data: { drill: drill.name } },
    ]);
    throw new Fault({
      code: 'drill.running',
      message: `${running.id} is still open, and the range is one world.`,
      fix: `\`close ${running.id}\` first.`,
      retry: 'when-fixed',
    });
  }
  await parts.freshRange();
  const place = parts.place(drill.channel, drill.thread);
  const incident = await parts.incidents.declare(
    {
      title: drill.title,
      severity: drill.severity as Severity,
      mode: 'drill',
      commander: by.person,
      suspects: [],
      ...(place ? { place } : {}),
    },
    (id) => ({
      stream: id,
      type: 'command.declared',
      actor: by,
      summary: `DRILL ${drill.name}: ${drill.title}`,
      data: { incident: id, severity: drill.severity, title: drill.title },
    }),
  );
  await parts.incidents.note([
    {
      stream: incident.id,
      type: 'drill.started',
      actor: by,
      summary: 'The runbook was posted',
      data: { drill: drill.name, runbook: drill.runbook },
    },
  ]);
  try {
    await parts.plan(drill, incident);
  } catch (thrown) {
    // One that cannot be planned would stay open and keep every later drill away.
    const { message } = asFault(thrown);
    const summary = `DRILL ${drill.name} cannot be planned and is closed: ${message}`;
    await parts.incidents.change(incident.id, { status: 'closed' }, [
      { stream: incident.id, type: 'drill.failed', actor: by, summary, data: { drill: drill.name } },
    ]);
    throw thrown;
  }
  return incident;
}
