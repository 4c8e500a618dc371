import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backends } from '../backends.ts';
import type { Doors } from '../doors/doors.ts';
import { ROOT, run } from '../process.ts';
import { median } from '../report/numbers.ts';

const roles = (name: string) => `${name}_role: arn:aws:iam::111122223333:role/quell-${name}`;
const accounts = (name: string) => `${name}_service_account: quell-${name}@ml-prod-42.iam.gserviceaccount.com`;

/** Three clouds that do not exist; nothing is called at the start. Without Slack, which would have to answer. */
const SETTINGS = `organization: Example
people:
  - { id: ana, name: Ana, groups: [security-oncall, cloud-platform] }
  - { id: bo, name: Bo, groups: [security-oncall, cloud-platform] }
approvals:
  contain: [{ group: security-oncall }]
  release: [{ group: security-oncall }]
  early_release: [{ group: cloud-platform }]
  fresh_sign_in: never
playbooks: ${ROOT}/playbooks
drills: ${ROOT}/drills
aws:
  accounts:
    - { id: "111122223333", name: ml-prod, region: eu-central-1, ${roles('reader')}, ${roles('responder')} }
gcp:
  projects:
    - { id: ml-prod-42, number: "424242424242", ${accounts('reader')}, ${accounts('responder')} }
azure:
  tenants:
    - id: 11111111-aaaa-4aaa-8aaa-111111111111
      reader_client_id: 77777777-1111-4111-8111-777777777777
      responder_client_id: 88888888-2222-4222-8222-888888888888
      subscriptions: [{ id: 22222222-bbbb-4bbb-8bbb-222222222222 }]
`;

export interface Started {
  /** `main.ts start` on a database that has its schema already, until it says that it is ready. Milliseconds. */
  startMs: number;
  /** Resident MiB of that process when it is ready; undefined where /proc does not tell. */
  idleMb: number | undefined;
  /** The demo in an empty directory, until its console answers. Milliseconds. */
  demoMs: number;
  /** Resident MiB of one process with everything loaded: at its start, and after 50 contained incidents. */
  residentMb: { start: number; after: number };
}

async function settings(directory: string): Promise<Record<string, string>> {
  const file = join(directory, 'quell.yaml');
  await writeFile(file, SETTINGS);
  return { QUELL_CONFIG: file };
}

/** Resident memory as Linux tells it. */
async function residentMb(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}

async function start(env: Record<string, string>): Promise<{ ms: number; mb: number | undefined }> {
  const from = performance.now();
  const quell = run('src/main.ts', ['start'], env);
  try {
    await quell.said(/Quell is ready/);
    return { ms: performance.now() - from, mb: await residentMb(quell.pid) };
  } finally {
    await quell.stop();
  }
}

async function coldDemo(directory: string): Promise<number> {
  const from = performance.now();
  const demo = run('test/bench/product/cold-demo.ts', [ROOT, directory]);
  try {
    const [, url = ''] = await demo.said(/(http:\S+)/);
    const page = await fetch(url);
    await page.text();
    if (!page.ok) throw new Error(`the console of the demo answers ${page.status}`);
    return performance.now() - from;
  } finally {
    await demo.stop();
  }
}

async function resident(env: Record<string, string>, databaseUrl: string, doors: Doors) {
  const child = run('test/bench/product/resident.ts', [databaseUrl, doors.url], env);
  const [line = ''] = await child.said(/\{"start".*\}/).finally(() => child.stop());
  return JSON.parse(line) as { start: number; after: number };
}

/** Processes as a person starts them, one after the other. */
export async function measureStarted(backends: Backends, doors: Doors, times: number): Promise<Started> {
  const databaseUrl = await backends.database();
  const env = { ...(await settings(backends.directory)), DATABASE_URL: databaseUrl, REDIS_URL: '' };
  await start(env); // makes the schema
  const starts: { ms: number; mb: number | undefined }[] = [];
  for (let i = 0; i < times; i++) starts.push(await start(env));
  const mb = starts.flatMap((s) => s.mb ?? []);
  return {
    startMs: median(starts.map((s) => s.ms)),
    idleMb: mb.length > 0 ? median(mb) : undefined,
    demoMs: await coldDemo(join(backends.directory, 'demo')),
    residentMb: await resident(env, await backends.database(), doors),
  };
}
