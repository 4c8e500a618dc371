import action from '../../../src/action/azure/entra/revoke-user-sessions.ts';
import { startAzure } from '../../../src/range/azure/start.ts';
import { keepsTheContract } from '../contract.ts';

keepsTheContract(action, startAzure);
