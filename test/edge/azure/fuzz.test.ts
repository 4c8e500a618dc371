import { startAzure } from '../../../src/range/azure/start.ts';
import { standsBeingLiedTo } from '../lied-to.ts';

standsBeingLiedTo('azure', startAzure);
