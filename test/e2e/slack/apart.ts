import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { carry } from './carry.ts';

/**
 * Runs inside a network namespace that has nothing but its own loopback: starts the workspace there, and carries
 * connections to it from a Unix socket, which is all that leads in. `node apart.ts <socket> <port> <command> <args…>`
 */
const [socket, port, command, ...args] = process.argv.slice(2);
const child = spawn(command!, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('exit', (code) => process.exit(code ?? 0));
// The test holds the other end: when it is gone, however it ended, this goes too.
process.stdin.resume().once('end', () => child.kill('SIGKILL'));
carry(() => connect(Number(port), '127.0.0.1')).listen(socket);
