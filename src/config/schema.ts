import { z } from 'zod';
import { Identity } from '../domain/identity.ts';
import { Needs } from '../domain/playbook.ts';
import { AwsConfig } from '../edge/aws/config.ts';
import { azureConfig } from '../edge/azure/config.ts';
import { gcpConfig } from '../edge/gcp/config.ts';
import { SignInConfig } from '../edge/sign-in/config.ts';
import { Console } from './console.ts';
import { Teams, TeamsAccount } from './teams.ts';

const word = z.string().regex(/^[a-z][a-z0-9]*([-.][a-z0-9]+)*$/, 'lower-case words joined by hyphens');
const quorum = z.array(Needs).min(1);
const minutes = z.int().min(1);

const Person = z.strictObject({
  id: word.describe('Short name that responders type and that the record keeps. Never reuse one.'),
  name: z.string().min(1).max(80).describe('Name as cards show it.'),
  groups: z
    .array(word)
    .describe('Groups of the person. Approvals ask for groups. Empty where a chat keeps them, under `groups`.'),
  slack: z
    .string()
    .regex(/^[UW][A-Z0-9]{6,20}$/, 'a Slack user id such as U012AB3CD, from the profile menu: Copy member ID')
    .optional()
    .describe('Slack user id. Without it the person is unknown in Slack. Never an e-mail address or a display name.'),
  teams: TeamsAccount.optional().describe(
    'Entra object id of the person. Without it, and without a link, the person is unknown in Teams.',
  ),
  login: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Login name on the machine that runs Quell. Without it the person is unknown in the shell there.'),
  subject: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'letters and digits without blanks')
    .optional()
    .describe(
      '`sub` of the person in ID tokens for Quell; in Entra not the object id. Without it, who first links the account says who it is.',
    ),
  sign_in_name: z
    .string()
    .min(1)
    .max(120)
    .optional()
    .describe('What the person types at the identity provider; filled in there, and believed by nobody.'),
});

const Group = z.strictObject({
  slack: z
    .string()
    .regex(/^S[A-Z0-9]{6,20}$/, 'a user group id such as S012AB3CD, not its handle')
    .describe('Slack user group. Its members are read again whenever one of them decides.'),
});

const Escalation = z
  .strictObject({
    to: word.describe('Group that is asked too.'),
    after_minutes: minutes.max(60).describe('Minutes after the request.'),
  })
  .describe('A further tier.');

const Approvals = z
  .strictObject({
    contain: quorum.describe('Least that any containment needs; a playbook may ask for more, never for less.'),
    release: quorum.describe('Least that any release needs.'),
    early_release: quorum.describe(
      'Asked besides one person more of each group in `release`, when stolen tokens would come back to life.',
    ),
    approve_within_minutes: minutes.max(60).default(10).describe('A plan expires when it is not approved by then.'),
    execute_within_minutes: minutes
      .max(24 * 60)
      .default(60)
      .describe('No step of an approved plan starts after this.'),
    escalation: z
      .record(word, z.array(Escalation).min(1))
      .default({})
      .describe('Who is asked too when nobody of a group has answered. The earlier group may still vote.'),
    break_glass: z
      .strictObject({
        group: word.describe('Group whose members may do it, each with a fresh sign-in and two reasons.'),
        review_within_hours: z
          .int()
          .min(1)
          .max(14 * 24)
          .default(24)
          .describe('By when somebody else must have looked at what was done.'),
      })
      .optional()
      .describe('Who may carry out a plan without its approvers when none can be reached. Left out: nobody.'),
    fresh_sign_in: z
      .enum(['sensitive', 'always', 'never'])
      .default('sensitive')
      .describe(
        'Which stages ask for a sign-in made for this very plan. `sensitive`: several clouds, cut federations, releases.',
      ),
  })
  .describe('Who must approve, whatever a playbook says. The requester never votes on their own plan.');

const Slack = z
  .strictObject({
    mode: z
      .enum(['socket', 'http'])
      .default('socket')
      .describe('`socket`: Quell calls Slack, no port is open. `http`: Slack calls Quell.'),
    port: z.int().min(1).max(65535).optional().describe('Port for `http`.'),
    workspaces: z
      .array(z.string().regex(/^[TE][A-Z0-9]{6,20}$/, 'a workspace or enterprise id such as T012AB3CD'))
      .min(1)
      .describe(
        'Workspace (T…) or enterprise (E…) ids, from Slack’s address in a browser. Nobody from elsewhere is heard.',
      ),
    channel: z
      .string()
      .regex(/^[CG][A-Z0-9]{6,20}$/, 'a channel id such as C012AB3CD, not a name')
      .describe(
        'Channel for incidents that were declared elsewhere, and for drills: its id, from the foot of its details.',
      ),
    command: z
      .string()
      .regex(/^\/[a-z0-9_-]{1,31}$/, 'a slash and lower-case letters')
      .default('/quell')
      .describe('Slash command, as in the app’s manifest.'),
    incident_channels: z
      .boolean()
      .default(false)
      .describe(
        'Give each incident a private channel of its own, with its commander and approvers in it, and without its suspects.',
      ),
  })
  .describe('Slack, where Quell is used from. Its tokens belong in the environment.');

const Limits = z
  .strictObject({
    steps_at_once: z.int().min(1).max(200).default(16).describe('Steps that one worker process has in hand.'),
    steps_per_account: z
      .int()
      .min(1)
      .max(200)
      .default(8)
      .describe('Steps of one account, project or subscription in hand, over all workers: clouds throttle by account.'),
  })
  .describe('How much is done at the same time. What finds no room waits its turn, severest first.');

// `*` or `**` alone would protect everything, and Quell could contain nothing.
const target = z
  .string()
  .max(512)
  .refine((text) => text.replaceAll('*', '').trim().length >= 3, 'at least three characters beside `*`');

/** `quell.yaml`: every section and field once. Validation, docs/configuration.md and `quell init` are printed from it. */
export const QuellFile = z.strictObject({
  organization: z.string().min(1).max(80).describe('Name of the organization, as cards show it.'),
  people: z.array(Person).min(2).describe('Everybody who may use Quell. Others are refused.'),
  groups: z
    .record(word, Group)
    .default({})
    .describe('Groups whose members are kept elsewhere. They count besides the people who name the group themselves.'),
  approvals: Approvals,
  protected: z
    .array(target)
    .default([])
    .describe(
      'What no action may ever touch: ARNs, e-mail addresses, object ids, names. `*` stands for any characters.',
    ),
  identities: z
    .record(word, Identity.omit({ name: true }))
    .default({})
    .describe('Workloads by the name that responders type, and where each lives on each cloud.'),
  slack: Slack.optional(),
  teams: Teams.optional(),
  console: Console.optional(),
  sign_in: SignInConfig.optional(),
  limits: Limits.prefault({}),
  playbooks: z.string().min(1).default('playbooks/').describe('Directory of playbooks, relative to this file.'),
  drills: z.string().min(1).default('drills/').describe('Directory of drills, relative to this file.'),
  policy: z
    .string()
    .min(1)
    .optional()
    .describe('Directory of the policy (policy.wasm and its Rego), relative to this file; Quell’s own when left out.'),
  roles: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File that says which group has which role, relative to this file; roles.yaml of the policy when left out.',
    ),
  aws: AwsConfig.optional().describe('Amazon Web Services: the accounts that Quell may act in.'),
  gcp: gcpConfig.optional().describe('Google Cloud: the projects that Quell may act in.'),
  azure: azureConfig.optional().describe('Azure and Entra ID: the tenants and subscriptions that Quell may act in.'),
});
export type QuellFile = z.infer<typeof QuellFile>;

/** The part of JSON Schema that the table's projections read. */
export interface Field {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Field>;
  items?: Field;
  /** `false` for a closed object, the value's form for a record. */
  additionalProperties?: Field | boolean;
}

/** The table as data, for walking. */
export const FIELDS = z.toJSONSchema(QuellFile, { io: 'input' }) as Field;

/** The field at a path such as `people, 0, id`; undefined where the table has none. */
export function fieldAt(path: readonly PropertyKey[]): Field | undefined {
  return path.reduce<Field | undefined>((field, key) => {
    if (typeof key === 'number' || field?.items) return field?.items;
    const own = field?.properties;
    if (own && Object.hasOwn(own, key)) return own[String(key)];
    return typeof field?.additionalProperties === 'object' ? field.additionalProperties : undefined;
  }, FIELDS);
}
