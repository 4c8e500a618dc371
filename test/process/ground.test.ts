import { describe, expect, it, vi } from 'vitest';
import { CLOUDS, type CloudEdge } from '../../src/domain/action.ts';
import { Grounds } from '../../src/process/ground.ts';
import type { Ground } from '../../src/process/setup.ts';

/** An edge that counts what is opened on it. */
function edge(cloud: CloudEdge['cloud'], opened: string[]): CloudEdge {
  return {
    cloud,
    targets: () => [{ id: 'prod', name: 'prod' }],
    open: async (target, access) => {
      opened.push(`${cloud} ${target} ${access}`);
      return { now: async () => new Date(0) };
    },
    check: async () => [],
    close: async () => undefined,
  };
}

function ground(opened: string[]): Ground {
  const edges = Object.fromEntries(CLOUDS.map((c) => [c, edge(c, opened)]));
  return { edges, identities: new Map([['ml-train', { name: 'ml-train' }]]) };
}

describe('a drill', () => {
  it('knows no cloud before its range is there, whatever the live configuration holds', async () => {
    const live: string[] = [];
    const grounds = new Grounds(ground(live), true);
    expect(grounds.of('drill').identities.size).toBe(0);
    for (const cloud of CLOUDS) {
      for (const access of ['read', 'write'] as const) {
        await expect(grounds.open('drill', cloud, 'prod', access)).rejects.toMatchObject({ code: 'drill.range-gone' });
      }
    }
    expect(live).toEqual([]);
  });

  it('opens the range’s clouds alone, and incidents in earnest go on opening the live ones', async () => {
    const [live, range]: [string[], string[]] = [[], []];
    const grounds = new Grounds(ground(live), true);
    grounds.rehearseOn(ground(range));
    await grounds.open('drill', 'aws', 'prod', 'write');
    expect({ live, range }).toEqual({ live: [], range: ['aws prod write'] });
    await grounds.open('live', 'aws', 'prod', 'read');
    expect({ live, range }).toEqual({ live: ['aws prod read'], range: ['aws prod write'] });
  });

  it('has no cloud any more once it is over, and its range is closed', async () => {
    const live: string[] = [];
    const close = vi.fn(async () => undefined);
    const grounds = new Grounds(ground(live), true);
    grounds.rehearseOn({ ...ground([]), close });
    await grounds.endRehearsal();
    expect(close).toHaveBeenCalledOnce();
    await expect(grounds.open('drill', 'gcp', 'prod', 'read')).rejects.toMatchObject({ code: 'drill.range-gone' });
    expect(live).toEqual([]);
  });
});

describe('the process that talks to chats', () => {
  it('opens nothing with responder credentials, live or in a drill', async () => {
    const opened: string[] = [];
    const grounds = new Grounds(ground(opened), false);
    grounds.rehearseOn(ground(opened));
    await expect(grounds.open('live', 'aws', 'prod', 'write')).rejects.toThrow('responder credentials');
    await expect(grounds.open('drill', 'aws', 'prod', 'write')).rejects.toThrow('responder credentials');
    expect(opened).toEqual([]);
    await grounds.open('live', 'aws', 'prod', 'read');
    expect(opened).toEqual(['aws prod read']);
  });

  it('says which section is missing for a cloud that is not configured', async () => {
    const grounds = new Grounds({ edges: {}, identities: new Map() }, true);
    await expect(grounds.open('live', 'azure', 'x', 'read')).rejects.toMatchObject({
      code: 'azure.not-configured',
      fix: expect.stringContaining('`azure:`'),
    });
  });
});
