import { Agent, request } from 'node:http';
import type { CloudEdge } from '../../src/domain/action.ts';
import type { House } from '../bench/doors/shut-door.ts';

export const ACCOUNTS = Array.from({ length: 8 }, (_, i) => `acme-${i + 1}`);

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
