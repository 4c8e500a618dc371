import action from '../../../src/action/azure/entra/disable-service-principal.ts';
import { startAzure } from '../../../src/range/azure/start.ts';
import { keepsTheContract } from '../contract.ts';

keepsTheContract(action, startAzure);
