import { z } from 'zod';
import type { Environment } from './environment.ts';
import type { Problem } from './problem.ts';
import type { Source } from './yaml.ts';

const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'an id such as 01234567-89ab-cdef-0123-456789abcdef');

/** Entra object id of a person in Teams. */
export const TeamsAccount = uuid;

export const Teams = z
  .strictObject({
    app_id: uuid.describe('Application (client) id of the bot’s app registration.'),
    app_type: z
      .enum(['single-tenant', 'managed-identity'])
      .default('single-tenant')
      .describe('`single-tenant`: the bot signs in with a secret from the environment. `managed-identity`: with none.'),
    tenants: z.array(uuid).min(1).describe('Entra tenant ids, the bot’s own first. Nobody from elsewhere is heard.'),
    channel: z
      .string()
      .regex(/^19:[^;\s]{6,200}@thread\.(tacv2|v2|skype)$/, 'a conversation id such as 19:…@thread.tacv2')
      .describe('Channel for incidents that were declared elsewhere, from its link in Teams.'),
    service_url: z
      .url({ protocol: /^https$/ })
      .optional()
      .describe('Where Teams is reached until it has told Quell otherwise. Its cloud’s own address when left out.'),
    port: z.int().min(1).max(65535).default(3978).describe('Port that Teams’ requests arrive at, below /api/messages.'),
    cloud: z.enum(['public', 'us-government']).default('public').describe('Microsoft’s cloud that the tenant is in.'),
  })
  .describe('Microsoft Teams, where Quell is used from. Its secret belongs in the environment.');

/** The bot's secret, where it needs one and it is missing. Only the chat role speaks with Teams. */
export function missingTeamsSecret(
  teams: z.infer<typeof Teams> | undefined,
  environment: Environment,
  source: Source,
): Problem[] {
  if (teams?.app_type !== 'single-tenant' || !environment.roles.includes('chat')) return [];
  if (environment.teamsPassword) return [];
  return [
    {
      message: 'Teams is configured as `single-tenant`, and QUELL_TEAMS_APP_PASSWORD is not set.',
      fix: 'Set it, or name the file that holds it in QUELL_TEAMS_APP_PASSWORD_FILE.',
      at: source.atKey(['teams']),
    },
  ];
}
