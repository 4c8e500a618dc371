import type { webApi } from '@slack/bolt';
import { clip } from '../../card/seen.ts';
import { COMMANDS, type Command } from '../../command/table.ts';
import { METHODS, OPTIONAL } from './api.ts';
import { SHORTCUTS } from './shortcuts.ts';

/** Bolt's own type of a manifest, so that a misspelt key does not compile. */
export type Manifest = webApi.AppsManifestValidateArguments['manifest'];

export interface ManifestOptions {
  mode: 'socket' | 'http';
  /** `/quell` unless another app has that name. */
  commandName?: string;
  /** For HTTP: where Slack reaches Quell, such as `https://quell.example.com/slack/events`. */
  url?: string;
}

type Scope = 'app_mentions:read' | 'commands' | NonNullable<(typeof METHODS)[keyof typeof METHODS]>;

/** The bot scopes: of every method that is called, of slash commands, and of mentions. */
export function scopes(): Scope[] {
  const called = Object.values(METHODS).filter((scope) => scope !== null);
  return [...new Set<Scope>(['app_mentions:read', 'commands', ...called])].sort();
}

function hint(): string {
  const shown: readonly Command[] = COMMANDS;
  return clip(
    `${shown
      .filter((c) => !c.shell)
      .map((c) => c.verb)
      .join(' | ')}`,
    1000,
  );
}

/**
 * The Slack app as Slack imports it. One slash command: the verbs are arguments, so that the words are the same in every
 * chat. `should_escape` makes a mentioned person arrive as an id and not as a name that anybody can choose.
 */
export function manifest(options: ManifestOptions): Manifest {
  const { mode, url } = options;
  const address = mode === 'http' && url ? url : undefined;
  return {
    _metadata: { major_version: 2, minor_version: 0 },
    display_information: {
      name: 'Quell',
      description: 'Contains attacks on AI workloads across AWS, Google Cloud and Azure, from one thread.',
      background_color: '#1b2733',
    },
    features: {
      // The messages tab is where Quell answers a person who asked from a channel that it is not in.
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'quell', always_online: true },
      shortcuts: SHORTCUTS.map(({ id, type, name, description }) => ({ callback_id: id, type, name, description })),
      slash_commands: [
        {
          command: options.commandName ?? '/quell',
          description: 'Declare, contain, approve, release: `help` lists everything.',
          usage_hint: hint(),
          should_escape: true,
          ...(address ? { url: address } : {}),
        },
      ],
    },
    oauth_config: { scopes: { bot: scopes(), bot_optional: scopes().filter((scope) => OPTIONAL.has(scope)) } },
    settings: {
      socket_mode_enabled: mode === 'socket',
      org_deploy_enabled: false,
      token_rotation_enabled: false,
      interactivity: { is_enabled: true, ...(address ? { request_url: address } : {}) },
      event_subscriptions: {
        bot_events: ['app_home_opened', 'app_mention'],
        ...(address ? { request_url: address } : {}),
      },
    },
  };
}
