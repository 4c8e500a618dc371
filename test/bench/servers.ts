/** Where one program of the bench finds what it runs on. Floor and Quell have a database each, on the same servers. */
export interface Servers {
  databaseUrl: string;
  /** Undefined: the queue lives in the database. */
  redisUrl: string | undefined;
  doorsUrl: string;
}

/** For the command line of a process. */
export const argsOf = ({ databaseUrl, redisUrl, doorsUrl }: Servers): string[] => [
  databaseUrl,
  redisUrl ?? '',
  doorsUrl,
];

export function serversOf([databaseUrl = '', redisUrl = '', doorsUrl = '']: readonly string[]): Servers {
  return { databaseUrl, redisUrl: redisUrl || undefined, doorsUrl };
}
