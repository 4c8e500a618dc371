import { startQuell } from '../../../src/process/start.ts';
import { serversOf } from '../servers.ts';
import { onDoors } from './running.ts';

/** One worker of Quell, in a process of its own, until it is asked to stop. */
const quell = await startQuell(onDoors({ ...serversOf(process.argv.slice(2)), playbooks: [], roles: ['worker'] }));
process.once('SIGTERM', () => void quell.close().finally(() => process.exit(0)));
process.stdout.write('at work\n');
