import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Moment } from './fault.ts';
import { type Gate, openGate } from './gate.ts';
import type { Link } from './link.ts';

let server: Server;
let gate: Gate;
let received: string[];
let moments: Moment[];
/** What a fault does at a boundary. */
let strike: (moment: Moment, link: Link) => void;
const clients: Socket[] = [];

/** A server that answers each message with its echo. */
beforeEach(async () => {
  received = [];
  moments = [];
  strike = () => undefined;
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received.push(String(chunk));
      socket.write(`echo ${String(chunk)}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  gate = await openGate(
    () => (server.address() as AddressInfo).port,
    (moment, link) => {
      moments.push(moment);
      strike(moment, link);
    },
  );
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await gate.close();
  await new Promise((closed) => server.close(closed));
});

async function client(): Promise<Socket> {
  const socket = connect(gate.port, '127.0.0.1');
  clients.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

const answer = async (socket: Socket) => String((await once(socket, 'data'))[0]);

it('carries bytes both ways, and names the four boundaries of a message', async () => {
  const socket = await client();
  socket.write('one');
  expect(await answer(socket)).toBe('echo one');
  socket.write('two');
  expect(await answer(socket)).toBe('echo two');
  const one = ['request', 'forwarded', 'answer', 'answered'];
  expect(moments).toEqual([...one, ...one]);
});

it('a cut before a message is handed on: the server never sees it', async () => {
  strike = (moment, link) => moment === 'request' && link.cut();
  const socket = await client();
  const closed = once(socket, 'close');
  socket.write('lost');
  await closed;
  expect(received).toEqual([]);
});

it('a cut before an answer is handed on: the server has acted, and the caller does not know', async () => {
  strike = (moment, link) => moment === 'answer' && link.cut();
  const socket = await client();
  let heard = '';
  socket.on('data', (chunk) => {
    heard += String(chunk);
  });
  const closed = once(socket, 'close');
  socket.write('acted');
  await closed;
  expect(received).toEqual(['acted']);
  expect(heard).toBe('');
});

it('a held message comes late, and whole', async () => {
  strike = (moment, link) => moment === 'request' && link.hold(60);
  const socket = await client();
  const from = performance.now();
  socket.write('late');
  expect(await answer(socket)).toBe('echo late');
  expect(performance.now() - from).toBeGreaterThan(50);
});

it('a doubled request reaches the server twice, and its caller gets one answer', async () => {
  let doubled = 0;
  strike = (moment, link) =>
    moment === 'request' &&
    link.double(() => {
      doubled += 1;
    });
  const socket = await client();
  socket.write('again');
  expect(await answer(socket)).toBe('echo again');
  expect(received).toEqual(['again', 'again']);
  expect(doubled).toBe(1);
});

it('a half-open connection takes bytes and gives none, until it is reset', async () => {
  strike = (moment, link) => moment === 'request' && link.swallow(50);
  const socket = await client();
  const closed = once(socket, 'close');
  const from = performance.now();
  socket.write('into nothing');
  await closed;
  expect(performance.now() - from).toBeGreaterThan(40);
  expect(received).toEqual([]);
});

it('cuts every connection at once, and takes new ones', async () => {
  const sockets = await Promise.all([client(), client()]);
  for (const socket of sockets) {
    socket.write('hello');
    await answer(socket);
  }
  const closed = Promise.all(sockets.map((s) => once(s, 'close')));
  gate.cut();
  await closed;
  const next = await client();
  next.write('back');
  expect(await answer(next)).toBe('echo back');
});
