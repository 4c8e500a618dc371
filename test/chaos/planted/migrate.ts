import { openDatabase } from '../../../src/edge/postgres/database.ts';

/** Brings a fresh database to the schema of a Quell in which a bug is planted; started with it, for that alone. */
const url = process.argv[2];
if (!url) throw new Error('migrate.ts <database url>');
const db = await openDatabase(url, 1);
await db.close();
