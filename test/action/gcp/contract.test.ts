import denyPrincipal from '../../../src/action/gcp/iam/deny-principal.ts';
import disableServiceAccount from '../../../src/action/gcp/iam/disable-service-account.ts';
import disablePool from '../../../src/action/gcp/iam/disable-workload-identity-pool.ts';
import revokeWorkforceSessions from '../../../src/action/gcp/iam/revoke-workforce-sessions.ts';
import freezeGpu from '../../../src/action/gcp/quota/freeze-gpu.ts';
import { startGcp } from '../../../src/range/gcp/start.ts';
import { keepsTheContract } from '../contract.ts';

keepsTheContract(disableServiceAccount, startGcp);
keepsTheContract(disablePool, startGcp);
keepsTheContract(revokeWorkforceSessions, startGcp);
keepsTheContract(denyPrincipal, startGcp);
keepsTheContract(freezeGpu, startGcp);
