import { ENVIRONMENT } from './environment-table.ts';

/** The password inside an address, as it stands there and as it is: it may turn up somewhere by itself. */
export function passwordsOf(value: string): string[] {
  const written = /^[a-z][a-z+]*:\/\/[^/:@]*:([^@]+)@/i.exec(value)?.[1];
  if (!written) return [];
  try {
    return [...new Set([written, decodeURIComponent(written)])];
  } catch {
    return [written];
  }
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
  const all = [...held, ...known];
  return [...new Set([...all, ...all.flatMap(passwordsOf)])];
}
