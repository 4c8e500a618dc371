import { Fault } from '../../domain/fault.ts';

/** Keys of one session, in the SDK's own shape. */
export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/** The range's way in: replaces the endpoints and the base credentials, and nothing else. Production has none. */
export interface AwsAccess {
  endpoint: string;
  credentials: () => Promise<AwsKeys>;
}

/** One role's credentials: kept until shortly before they end, taken anew when AWS says that they have ended. */
export interface RoleCredentials {
  get(): Promise<AwsKeys>;
  forget(): void;
}

const MARGIN_MS = 5 * 60_000;

/** Shares one pending call among all who ask at once, and keeps no failure. */
export function keep(assume: () => Promise<AwsKeys>): RoleCredentials {
  let kept: Promise<AwsKeys> | undefined;
  let endsAt = 0;
  return {
    get() {
      if (kept && endsAt > Date.now() + MARGIN_MS) return kept;
      endsAt = Number.POSITIVE_INFINITY;
      const asked = assume();
      kept = asked;
      asked.then(
        (got) => {
          if (kept === asked) endsAt = got.expiration?.getTime() ?? 0;
        },
        () => {
          if (kept === asked) kept = undefined;
        },
      );
      return asked;
    },
    forget() {
      kept = undefined;
    },
  };
}

/** What the SDK finds by itself: a web identity first, then the container's or the machine's role. */
export async function baseCredentials(access: AwsAccess | undefined): Promise<() => Promise<AwsKeys>> {
  if (access) return access.credentials;
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  return fromNodeProviderChain();
}

/** Reads the answer to AssumeRole; an incomplete one is none. */
export function readCredentials(
  given:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
        Expiration?: Date | undefined;
      }
    | undefined,
): AwsKeys {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new Fault({
      code: 'aws.garbage',
      message: 'AWS answered AssumeRole without credentials.',
      fix: 'Quell tries again by itself. If it stays, look for a proxy between Quell and AWS.',
      retry: 'later',
    });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
