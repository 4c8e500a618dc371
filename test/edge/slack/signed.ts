import { createHmac } from 'node:crypto';
import { SECRET } from './strict.ts';

/** How one delivery differs from what Slack would send. */
export interface Delivery {
  secret?: string;
  /** Age of the timestamp that is signed, in seconds. */
  age?: number;
  unsigned?: boolean;
  retry?: number;
}

/** Sends to the app as Slack does: signed, and with a clock on the acknowledgement. */
export async function deliver(port: number, type: 'form' | 'json', text: string, how: Delivery = {}) {
  const stamp = String(Math.floor(Date.now() / 1000) - (how.age ?? 0));
  const mac = createHmac('sha256', how.secret ?? SECRET)
    .update(`v0:${stamp}:${text}`)
    .digest('hex');
  const began = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    body: text,
    headers: {
      'content-type': type === 'form' ? 'application/x-www-form-urlencoded' : 'application/json',
      ...(how.unsigned ? {} : { 'x-slack-signature': `v0=${mac}`, 'x-slack-request-timestamp': stamp }),
      ...(how.retry ? { 'x-slack-retry-num': String(how.retry), 'x-slack-retry-reason': 'http_timeout' } : {}),
    },
  });
  return { status: response.status, body: await response.text(), ms: performance.now() - began };
}
