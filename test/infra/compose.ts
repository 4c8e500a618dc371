import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const COMPOSE = 'infra/compose';

/** A copy of infra/compose, as somebody has it who is about to start; without the secrets of whoever works here. */
export function installed(): string {
  const place = mkdtempSync(join(tmpdir(), 'quell-compose-'));
  cpSync(COMPOSE, place, { recursive: true, filter: (from) => !/[/\\\\](secrets|quell\.yaml)$/.test(from) });
  return place;
}
