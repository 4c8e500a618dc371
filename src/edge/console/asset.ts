import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

interface Asset {
  type: string;
  body: string;
  etag: string;
}

const SCRIPTS = ['console.js', 'morph.js', 'passkey.js'];
const SHEETS = ['base.css', 'parts.css', 'card.css', 'incident.css', 'sign-in.css'];

function asset(type: string, files: string[]): Asset {
  const body = files.map((name) => readFileSync(new URL(`./static/${name}`, import.meta.url), 'utf8')).join('\n');
  return { type, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

/** The scripts, and one stylesheet made of its parts, by name. Read once, when the console opens. */
export function assets(): Map<string, Asset> {
  return new Map([
    ...SCRIPTS.map((name) => [name, asset('text/javascript; charset=utf-8', [name])] as const),
    ['console.css', asset('text/css; charset=utf-8', SHEETS)] as const,
  ]);
}
