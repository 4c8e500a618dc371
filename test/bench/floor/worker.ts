import { serversOf } from '../servers.ts';
import { startFloor } from './floor.ts';

/** One worker of the floor, in a process of its own, until it is asked to stop. */
const floor = await startFloor(serversOf(process.argv.slice(2)), { works: true });
process.once('SIGTERM', () => void floor.close().finally(() => process.exit(0)));
process.stdout.write('at work\n');
