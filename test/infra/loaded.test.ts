import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { has, run, yamlOf } from './chart.ts';
import { COMPOSE, installed } from './compose.ts';

const text = readFileSync(`${COMPOSE}/compose.yaml`, 'utf8');
const loader = has('compose-go', '--help');

/** Loads the project with the code that Docker loads it with, files that it mounts being there. */
function load(change: (text: string) => string = (t) => t) {
  const place = installed();
  try {
    const secrets = Object.keys(yamlOf<{ secrets: object }>(text).secrets);
    writeFileSync(join(place, 'compose.yaml'), change(text));
    mkdirSync(join(place, 'secrets'));
    for (const name of ['quell.yaml', ...secrets.map((s) => `secrets/${s}`)]) writeFileSync(join(place, name), '');
    return run('compose-go', [join(place, 'compose.yaml')]);
  } finally {
    rmSync(place, { recursive: true });
  }
}

describe.skipIf(!loader)('compose.yaml, loaded as Docker loads it (needs compose-go)', () => {
  it('is a valid project', () => {
    const { status, said } = load();
    expect(said).toMatch(/^name: quell$/m);
    expect(status).toBe(0);
  });

  it.each([
    ['a key that there is not', 'read_only: true', 'readonly: true'],
    ['a number that is none', 'replicas: 2', 'replicas: two'],
    ['a start that waits for what nobody knows', 'condition: service_healthy', 'condition: service_happy'],
  ])('would not be with %s', (_, was, is) => {
    expect(text).toContain(was);
    expect(load((t) => t.replace(was, is)).status).not.toBe(0);
  });
});
