import pg from 'pg';

/**
 * An empty database of this name on the server that `admin` points to; one that was there is thrown away with all that
 * it held.
 * @returns its address
 */
export async function emptyDatabase(admin: string, name: string): Promise<string> {
  const quoted = pg.escapeIdentifier(name);
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    await client.query(`drop database if exists ${quoted} with (force)`);
    await client.query(`create database ${quoted}`);
  } finally {
    await client.end();
  }
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}
