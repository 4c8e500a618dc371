import { Agent, request } from 'node:http';

/** One connection after the other is kept open, as the SDKs of the clouds do, and no more of them than an SDK opens. */
const agent = new Agent({ keepAlive: true, maxSockets: 50 });

export interface Answer {
  text: string;
  date: Date;
}

/** A bare HTTP call, the same one for the floor and for Quell. */
export function callDoors(url: string, method: 'GET' | 'PUT', door: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const call = request(`${url}/${door}`, { method, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => done({ text, date: new Date(answer.headers.date ?? 0) }));
    });
    call.on('error', fail);
    call.end();
  });
}
