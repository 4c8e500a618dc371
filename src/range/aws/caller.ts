import { sign } from './sigv4.ts';

export interface Keys {
  accessKeyId: string;
  secret: string;
  token: string;
}

export interface Reply {
  status: number;
  body: string;
}

/** Calls the simulated cloud over a socket as anybody could: a form, signed by hand when there are keys. */
export async function post(
  url: string,
  service: 'sts' | 'ec2' | 'autoscaling',
  form: Record<string, string>,
  from: { ip: string; region: string; at: Date; keys?: Keys },
): Promise<Reply> {
  const body = new URLSearchParams(form).toString();
  const plain = { host: new URL(url).host, 'content-type': 'application/x-www-form-urlencoded' };
  const headers = from.keys
    ? sign({ method: 'POST', url: '/', headers: plain, body }, from.keys, { region: from.region, service, at: from.at })
    : plain;
  const { host: _, ...sent } = headers;
  const response = await fetch(`${url}/`, { method: 'POST', headers: { ...sent, 'x-forwarded-for': from.ip }, body });
  return { status: response.status, body: await response.text() };
}

/** Text of the first element of that name; empty when there is none. */
export function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
