import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { carry } from '../slack/carry.ts';

/**
 * Runs inside a network namespace that has nothing but its own loopback: starts the clients there, each in a folder of
 * its own, carries connections to them from Unix sockets, and lets them reach one port outside, the relay's.
 */
export interface Apart {
  /** Port by which a client finds the relay, and the socket that leads to it. */
  relay: { port: number; socket: string };
  clients: { port: number; socket: string; folder: string; endpoint: string }[];
  command: string[];
}

const { relay, clients, command } = JSON.parse(process.argv[2]!) as Apart;
const [program, ...args] = command;
carry(() => connect(relay.socket)).listen(relay.port, '127.0.0.1');
const children = clients.map(({ port, socket, folder, endpoint }) => {
  const env = { ...process.env, BROWSER: 'none', HOME: folder };
  const child = spawn(program!, [...args, '-e', endpoint, '-p', String(port)], {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  child.once('exit', (code) => process.exit(code ?? 1));
  carry(() => connect(port, '127.0.0.1')).listen(socket);
  return child;
});
const end = () => {
  for (const child of children) child.kill('SIGKILL');
};
// The test holds the other end: when it is gone, however it ended, these go too.
process.stdin.resume().once('end', end);
