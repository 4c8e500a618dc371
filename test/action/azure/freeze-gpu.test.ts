import action from '../../../src/action/azure/policy/freeze-gpu.ts';
import { startAzure } from '../../../src/range/azure/start.ts';
import { keepsTheContract } from '../contract.ts';

keepsTheContract(action, startAzure);
