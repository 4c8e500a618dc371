import { ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import { Fault } from '../../domain/fault.ts';
import { notConfigured } from './faults.ts';
import type { Credentials, Endpoints, TeamsOptions } from './options.ts';

/** What the bot's own tokens are for, in the public cloud. */
export const AUDIENCE = 'https://api.botframework.com';

type Whose = Pick<TeamsOptions, 'appId' | 'appType' | 'password' | 'tenants' | 'credentials' | 'endpoints'>;

const TYPES = { 'single-tenant': 'SingleTenant', 'managed-identity': 'UserAssignedMsi' } as const;

/** Microsoft's servers of one of its clouds. */
export interface Where {
  /** Of the public cloud they are the library's own. */
  endpoints?: Endpoints;
  serviceUrl: string;
}

const CLOUDS: Readonly<Record<'public' | 'us-government', Where>> = {
  public: { serviceUrl: 'https://smba.trafficmanager.net/teams/' },
  'us-government': {
    endpoints: {
      openIdMetadata: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
      issuer: 'https://api.botframework.us',
      login: 'https://login.microsoftonline.us/MicrosoftServices.onmicrosoft.us',
      audience: 'https://api.botframework.us',
    },
    serviceUrl: 'https://smba.infra.gov.teams.microsoft.us/teams/',
  },
};

/** @param serviceUrl when quell.yaml has one of its own */
export function whereIs(cloud: keyof typeof CLOUDS, serviceUrl?: string): Where {
  return { ...CLOUDS[cloud], ...(serviceUrl ? { serviceUrl } : {}) };
}

/** Checked before anything is opened. @throws Fault `teams.not-configured` */
export function checkOptions({ appId, appType, password, tenants, credentials }: Whose): void {
  if (!/^[0-9a-f-]{36}$/i.test(appId.trim()))
    throw notConfigured(
      'the bot’s application id',
      'Set teams.app_id in quell.yaml to the id of the app registration.',
    );
  if (tenants.length === 0)
    throw notConfigured(
      'a tenant',
      'Name the Entra tenant ids that may talk to Quell under teams.tenants in quell.yaml.',
    );
  if (appType === 'single-tenant' && !password?.trim() && !credentials)
    throw notConfigured('the bot’s secret', 'Set QUELL_TEAMS_APP_PASSWORD, or let the bot be a managed identity.');
  if (appType === 'managed-identity' && password?.trim())
    throw new Fault({
      code: 'teams.not-configured',
      message: 'The bot is a managed identity, and a managed identity has no secret.',
      fix: 'Remove QUELL_TEAMS_APP_PASSWORD and QUELL_TEAMS_APP_PASSWORD_FILE, or set teams.app_type to single-tenant.',
      retry: 'when-fixed',
    });
}

function credentialsOf({ appId, appType, password, tenants }: Whose): Credentials {
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppType: TYPES[appType],
    MicrosoftAppTenantId: tenants[0]!,
    ...(password ? { MicrosoftAppPassword: password } : {}),
  });
}

/** Whom we believe, and as whom we speak. The library checks signature, issuer, audience, time and service URL. */
export function authentication(options: Whose): ConfigurationBotFrameworkAuthentication {
  const { endpoints: e } = options;
  const elsewhere = e && {
    ToBotFromChannelOpenIdMetadataUrl: e.openIdMetadata,
    ToBotFromChannelTokenIssuer: e.issuer,
    ToBotFromEmulatorOpenIdMetadataUrl: e.openIdMetadata,
    ToChannelFromBotLoginUrl: e.login,
    ToChannelFromBotOAuthScope: e.audience,
    OAuthUrl: e.audience,
    CallerId: '',
    ValidateAuthority: false,
  };
  return new ConfigurationBotFrameworkAuthentication(
    { MicrosoftAppId: options.appId, ...elsewhere } as never,
    options.credentials ?? credentialsOf(options),
  );
}
