import action from '../../../src/action/azure/entra/remove-federated-credential.ts';
import { startAzure } from '../../../src/range/azure/start.ts';
import { keepsTheContract } from '../contract.ts';

keepsTheContract(action, startAzure);
