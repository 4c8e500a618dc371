import { ENVIRONMENT } from './environment-table.ts';

/** The password inside an address, as it stands there and as it is: it may turn up somewhere by itself. */
export function passwordsOf(value: string): string[] {
  const written = /^[a-z][a-z+]*:\/\/[^/:@]*:([^@]+)@/i.exec(value)?.[1];
  return written ? [...new Set([written, decoded(written)])] : [];
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The values inside of headers, `name=value,name=value`, as they stand there and as they are sent, also without the scheme. */
function headersOf(value: string): string[] {
  if (!/^\s*[\w-]+=[^,]*(,\s*[\w-]+=[^,]*)*$/.test(value)) return [];
  const written = value.split(',').map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
  const sent = written.map(decoded);
  return [...written, ...sent, ...sent.map((s) => s.replace(/^(basic|bearer)\s+/i, ''))].filter((s) => s !== '');
}

/** Each value with what is a secret inside of it: the password of an address, the values of headers. */
export function withParts(values: readonly string[]): string[] {
  return [...new Set([...values, ...values.flatMap(passwordsOf), ...values.flatMap(headersOf)])];
}

/** Names of variables that hold secrets, whoever reads them: the SDKs of the clouds read their own. */
const SECRET_NAMES = /SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|PRIVATE_KEY|ACCESS_KEY$|API_KEY/i;

/** They name a place, which may be said. */
const PLACES = /(_FILE|_PATH|_URI|_ENDPOINT|APPLICATION_CREDENTIALS)$/;

/**
 * Every value that must never be written anywhere: Quell's own secrets, and what else is named like one.
 * @param known further ones, such as those that were read from files
 */
export function secretValues(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[] = [],
): string[] {
  const own = new Set<string>(ENVIRONMENT.filter((setting) => setting.secret).map((setting) => setting.name));
  const isSecret = (name: string) => own.has(name) || (SECRET_NAMES.test(name) && !PLACES.test(name));
  const held = Object.entries(env).flatMap(([name, value]) => (value && isSecret(name) ? [value] : []));
  return withParts([...held, ...known]);
}
