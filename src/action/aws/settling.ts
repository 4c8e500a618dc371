/**
 * IAM and Organizations answer reads from copies that lag behind. Until this long after a change, an old answer is
 * no sign that somebody undid it.
 */
export const SETTLES_WITHIN_SECONDS = 300;

/** Both times are the provider's. */
export function maySettle(appliedAt: string | undefined, now: Date): boolean {
  return appliedAt !== undefined && now.getTime() - Date.parse(appliedAt) < SETTLES_WITHIN_SECONDS * 1000;
}
