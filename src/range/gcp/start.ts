import type { Gcp } from '../../action/gcp/cloud.ts';
import { gcpEdge } from '../../edge/gcp/edge.ts';
import type { Attacker } from '../attacker.ts';
import type { RangeCloud } from '../cloud.ts';
import type { Kernel } from '../kernel.ts';
import { WORLD } from '../world.ts';
import { staffAttacker, trainingAttacker, trainingWorkload } from './attacker.ts';
import { audienceOf, buildState, OWNER, QUELL } from './build.ts';
import { issue } from './issuer.ts';
import { serviceAccount } from './principal.ts';
import { serve } from './server.ts';
import { accountRoutes } from './service/accounts.ts';
import { cloudQuotasRoutes } from './service/cloudquotas.ts';
import { computeRoutes } from './service/compute.ts';
import { credentialRoutes } from './service/credentials.ts';
import { denyRoutes } from './service/deny.ts';
import { poolRoutes } from './service/pools.ts';
import { projectRoutes } from './service/projects.ts';
import { serviceUsageRoutes } from './service/serviceusage.ts';
import { storageRoutes } from './service/storage.ts';
import { stsRoutes } from './service/sts.ts';
import { troubleshooterRoutes } from './service/troubleshooter.ts';
import { workforceRoutes } from './service/workforce.ts';
import { mint } from './sessions.ts';
import { snapshot } from './snapshot.ts';

/** The simulated Google Cloud, with what only it can offer. */
export interface GcpRange extends RangeCloud<Gcp> {
  /** `http://127.0.0.1:40123`: every Google host below its name, IAM at the root. */
  endpoint: string;
  /** A thief of a staff session (workforce identity federation), beside the thief of the training identity. */
  staffAttacker(): Attacker;
  /** An access token of the platform team, for changes by hand. */
  ownerToken(): string;
}

const ROUTES = [
  ...projectRoutes,
  ...accountRoutes,
  ...poolRoutes,
  ...workforceRoutes,
  ...denyRoutes,
  ...stsRoutes,
  ...credentialRoutes,
  ...serviceUsageRoutes,
  ...cloudQuotasRoutes,
  ...computeRoutes,
  ...storageRoutes,
  ...troubleshooterRoutes,
];

/** Starts a fresh world on loopback. Quell's edge comes in by its own federation, as it does in production. */
export async function startGcp(kernel: Kernel): Promise<GcpRange> {
  const state = buildState(kernel);
  const { endpoint, close } = await serve(state, ROUTES);
  const place = { endpoint, state };
  const { organization, project, projectNumber, reader, responder, workforcePool } = WORLD.gcp;
  const accounts = { reader_service_account: reader, responder_service_account: responder };
  const edge = gcpEdge(
    {
      projects: [{ id: project, number: projectNumber, ...accounts }],
      organization: { id: organization, name: 'contoso.example', workforce_pools: [workforcePool], ...accounts },
      break_glass: ['principal://goog/subject/ana@contoso.example'],
    },
    {
      endpoint,
      federation: { audience: audienceOf(QUELL.pool, QUELL.provider), subjectToken: () => quellToken(kernel) },
    },
  );
  return {
    edge,
    endpoint,
    attacker: () => trainingAttacker(place),
    workload: () => trainingWorkload(place),
    staffAttacker: () => staffAttacker(place),
    ownerToken: () => mint(state, 'owner', serviceAccount(OWNER)).token,
    snapshot: () => snapshot(state),
    close: async () => {
      await edge.close();
      await close();
    },
  };
}

async function quellToken(kernel: Kernel): Promise<string> {
  const exp = Math.floor(kernel.now().getTime() / 1000) + 600;
  const aud = audienceOf(QUELL.pool, QUELL.provider);
  return issue({ iss: QUELL.issuer, aud, sub: QUELL.subject, exp, holder: 'quell' });
}
