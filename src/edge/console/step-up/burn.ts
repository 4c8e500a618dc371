import type { JsonObject } from '../../../domain/json.ts';
import { shortDigest } from '../../../domain/plan.ts';
import type { ConsoleSignIn } from '../parts.ts';

/** Ends a link that somebody else tried to use, and says so in the timeline of its incident. */
export async function burn({ stepUps }: ConsoleSignIn, ref: string, how: string, more: JsonObject = {}): Promise<void> {
  const link = await stepUps.byRef(ref);
  if (!link) return;
  const { plan, digest, incident, person, principal, decision } = link;
  await stepUps.burn(ref, {
    stream: incident,
    type: 'approval.refused',
    actor: { person, surface: principal.surface },
    summary: `A fresh sign-in of ${person} for plan ${shortDigest(digest)} was ${how}; it does not count, and its link is dead`,
    data: { plan, digest, decision, fresh: true, ...more },
  });
}
