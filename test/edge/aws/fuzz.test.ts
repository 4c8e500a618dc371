import { startAws } from '../../../src/range/aws/start.ts';
import { standsBeingLiedTo } from '../lied-to.ts';

standsBeingLiedTo('aws', startAws);
