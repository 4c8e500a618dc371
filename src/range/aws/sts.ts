import { authorizeAssume, authorizeFederated, sessionArn } from './authorize.ts';
import { OIDC_HOST } from './found.ts';
import { readToken } from './oidc.ts';
import { type ApiCall, AwsError, type Operations, optional, text } from './operation.ts';
import { mint, type Role, type Session } from './state.ts';
import { callerAt } from './who.ts';

function target(call: ApiCall): Role | undefined {
  const arn = text(call.params, 'RoleArn');
  return [...call.state.roles.values()].find((role) => role.arn === arn);
}

/** Role chaining gets an hour at most; everybody else what the role allows. */
function seconds(call: ApiCall, role: Role, most = role.maxSessionSeconds): number {
  const asked = Number(optional(call.params, 'DurationSeconds') ?? 3600);
  if (!(asked >= 900 && asked <= most)) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return asked;
}

function answer(session: Session): object {
  return {
    AssumedRoleUser: { AssumedRoleId: `${session.role.id}:${session.name}`, Arn: sessionArn(session) },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secret,
      SessionToken: session.token,
      Expiration: new Date(session.expiresAt * 1000).toISOString(),
    },
  };
}

const free = { decision: 'allowed', because: 'nobody needs a permission for it', allowedByOrganization: true } as const;
const unknown = (action: string) =>
  ({
    decision: 'implicitDeny',
    because: `because no role trust policy allows the ${action} action`,
    allowedByOrganization: true,
  }) as const;

export const STS: Operations = {
  GetCallerIdentity: {
    permission: 'sts:GetCallerIdentity',
    write: false,
    resources: () => ['*'],
    authorize: () => free,
    answer: ({ caller }) => ({
      UserId: `${caller!.role.id}:${caller!.name}`,
      Account: caller!.role.account,
      Arn: sessionArn(caller!),
    }),
  },
  AssumeRole: {
    permission: 'sts:AssumeRole',
    write: false,
    resources: (call) => [text(call.params, 'RoleArn')],
    authorize: (call) => {
      const role = target(call);
      if (!role) return unknown('sts:AssumeRole');
      const assume = authorizeAssume(call, role, 'sts:AssumeRole');
      if (assume.decision !== 'allowed' || !optional(call.params, 'SourceIdentity')) return assume;
      return authorizeAssume(call, role, 'sts:SetSourceIdentity');
    },
    answer: (call) => {
      const role = target(call)!;
      const who = role.name.startsWith('quell-') ? role.name : call.caller!.who;
      return answer(mint(call.state, role, text(call.params, 'RoleSessionName'), seconds(call, role, 3600), who));
    },
  },
  AssumeRoleWithWebIdentity: {
    permission: 'sts:AssumeRoleWithWebIdentity',
    write: false,
    resources: (call) => [text(call.params, 'RoleArn')],
    authorize: (call) => {
      const role = target(call);
      const claims = readToken(text(call.params, 'WebIdentityToken'));
      if (!claims) throw new AwsError('InvalidIdentityToken', 'The web identity token is not valid.');
      if (claims.exp * 1000 <= call.state.kernel.now().getTime()) {
        throw new AwsError('ExpiredTokenException', 'The web identity token that was passed is expired.');
      }
      if (!role) return unknown('sts:AssumeRoleWithWebIdentity');
      const host = claims.iss.replace('https://', '');
      if (host !== OIDC_HOST)
        throw new AwsError('InvalidIdentityToken', 'No OpenIDConnect provider found in your account.');
      const provider = `arn:aws:iam::${role.account}:oidc-provider/${host}`;
      return authorizeFederated(call, role, provider, { [`${host}:sub`]: claims.sub, [`${host}:aud`]: claims.aud });
    },
    answer: (call) => {
      const role = target(call)!;
      const session = mint(
        call.state,
        role,
        text(call.params, 'RoleSessionName'),
        seconds(call, role),
        callerAt(call.sourceIp),
      );
      return { ...answer(session), SubjectFromWebIdentityToken: readToken(text(call.params, 'WebIdentityToken'))!.sub };
    },
  },
};
