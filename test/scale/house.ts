import { Agent, request } from 'node:http';
import { z } from 'zod';
import type { AnyAction, CloudEdge, OpenCloud } from '../../src/domain/action.ts';
import { action } from '../../src/domain/action.ts';

/** What one account can do with its doors, wherever it is. */
export interface House extends OpenCloud {
  isOpen(door: string): Promise<boolean>;
  shut(door: string): Promise<Date>;
}

export const ACCOUNTS = Array.from({ length: 8 }, (_, i) => `acme-${i + 1}`);

const say = (open: boolean) => (open ? 'open' : 'shut');

/** Makes the fewest calls that an honest action can: one to read, one to write, one to look. */
export const shutDoor: AnyAction = action<House>()({
  id: 'aws.house.shut-door',
  cloud: 'aws',
  kind: 'revoke-sessions',
  title: 'Shut door {door}',
  docs: 'Shuts a door.',
  inputs: z.object({ house: z.string(), door: z.string() }),
  target: 'house',
  example: { house: 'acme-1', door: 'front' },
  permissions: { read: [], write: [] },
  effect: 'desired-state',
  reversible: 'full',
  notStopped: ['The window.'],
  attack: [],
  d3fend: [],
  sources: [],
  settlesWithinSeconds: 60,
  async plan({ door }, house) {
    const open = await house.isOpen(door);
    const changes = [{ resource: door, field: 'door', before: say(open), after: 'shut' }];
    return { changes, prior: { open }, basis: { open }, residual: [], safeReleaseAfterSeconds: 0 };
  },
  async apply({ door }, _receipt, house) {
    const at = await house.shut(door);
    const changes = [{ resource: door, field: 'door', before: 'open', after: 'shut' }];
    return { changes, at: at.toISOString(), written: {} };
  },
  async verify({ door }, _receipt, house) {
    const open = await house.isOpen(door);
    const evidence = [{ kind: 'effect' as const, asked: 'push', saw: say(open), ok: !open }];
    return { state: open ? 'pending' : 'contained', evidence, at: new Date().toISOString() };
  },
  planRelease: () => Promise.reject(new Error('nothing is released here')),
  release: () => Promise.reject(new Error('nothing is released here')),
});

/** Houses as the accounts of a cloud that Quell may act on. */
export function housesEdge(houseOf: (account: string) => House): CloudEdge<House> {
  return {
    cloud: 'aws',
    targets: () => ACCOUNTS.map((id) => ({ id, name: id })),
    open: async (account) => houseOf(account),
    check: async () => [],
    close: async () => undefined,
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 50 });

function call(url: string, method: 'GET' | 'PUT'): Promise<{ text: string; date: Date }> {
  return new Promise((done, fail) => {
    const asked = request(url, { method, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => done({ text, date: new Date(answer.headers.date ?? 0) }));
    });
    asked.on('error', fail);
    asked.end();
  });
}

/** The accounts of `cloud-process.ts`. @param who whose calls they are: only those of workers are under the limit. */
export function httpHouses(url: string, who: 'chat' | 'worker'): CloudEdge<House> {
  return housesEdge((account) => ({
    now: async () => (await call(`${url}/${who}`, 'GET')).date,
    isOpen: async (door) => (await call(`${url}/${who}/${account}/${door}`, 'GET')).text === 'open',
    shut: async (door) => (await call(`${url}/${who}/${account}/${door}`, 'PUT')).date,
  }));
}
