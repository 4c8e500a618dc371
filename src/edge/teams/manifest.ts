import { COMMANDS, type Command, type Verb } from '../../command/table.ts';

/** Which of two apps: `stable` is called by its name; `slash` has a menu of commands too, which Microsoft still calls a preview. */
export type Edition = 'stable' | 'slash';

export interface ManifestOptions {
  edition: Edition;
  /** Application (client) id of the bot; the app in Teams has the same. */
  appId: string;
  /** Of the console, without a trailing slash: the page that Teams shows as the app's. */
  url: string;
  /** Of Quell. Teams takes an app as a newer one when it is higher. */
  version: string;
}

/** A menu holds twelve. The others are typed as well; `help` lists them. */
export const MENU = [
  'declare',
  'contain',
  'approvals',
  'approve',
  'deny',
  'plan',
  'show',
  'timeline',
  'release',
  'note',
  'link',
  'help',
] as const satisfies readonly Verb[];

const VERSIONS = { stable: '1.25', slash: '1.29' } as const satisfies Record<Edition, string>;

function menu() {
  const commands: readonly Command[] = COMMANDS;
  return MENU.map((verb) => ({ title: verb, description: commands.find((c) => c.verb === verb)!.summary }));
}

/** Stands for the id and the address in the files that anybody may read; Teams refuses an app that still has them. */
export const PLACEHOLDERS = {
  appId: '00000000-0000-0000-0000-000000000000',
  url: 'https://quell.example.com',
} as const;

/** The app as Teams reads it from its package. It asks for no permission: Quell hears what is said to it, and nothing else. */
export function manifest({ edition, appId, url, version }: ManifestOptions) {
  const slash = edition === 'slash';
  const triggers = slash ? { triggers: ['mention', 'slash'] } : {};
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${VERSIONS[edition]}/MicrosoftTeams.schema.json`,
    manifestVersion: VERSIONS[edition],
    version,
    id: appId,
    developer: { name: 'Quell', websiteUrl: url, privacyUrl: url, termsOfUseUrl: url },
    name: { short: 'Quell', full: 'Quell: containment from one thread' },
    description: {
      short: 'Contains attacks on AI workloads on three clouds, from one thread.',
      full: 'Declare an incident, see every change that would stop the attacker on AWS, Google Cloud and Azure, have it approved by whoever may, and watch it being proven. Everything is kept in an audit record, and can be put back.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#1b2733',
    bots: [
      {
        botId: appId,
        scopes: ['team', 'groupChat', 'personal'],
        supportsFiles: false,
        isNotificationOnly: false,
        ...(slash ? { supportsTargetedMessages: true } : {}),
        commandLists: [{ ...triggers, scopes: ['team', 'groupChat', 'personal'], commands: menu() }],
      },
    ],
    defaultInstallScope: 'team',
    defaultGroupCapability: { team: 'bot', groupchat: 'bot' },
    validDomains: [new URL(url).hostname],
  };
}
