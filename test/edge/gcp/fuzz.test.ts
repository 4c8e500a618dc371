import { startGcp } from '../../../src/range/gcp/start.ts';
import { standsBeingLiedTo } from '../lied-to.ts';

standsBeingLiedTo('gcp', startGcp);
