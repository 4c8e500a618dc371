import { Fault, type Retry } from '../../domain/fault.ts';

interface Known {
  message: string;
  fix: string;
  retry: Retry;
}

const token: Known = {
  message: 'Slack does not accept the bot token.',
  fix: 'Install the app again in Slack and set QUELL_SLACK_BOT_TOKEN to the new token.',
  retry: 'when-fixed',
};
const channel: Known = {
  message: 'Quell is not in that Slack channel.',
  fix: 'Invite it there with `/invite @quell`.',
  retry: 'when-fixed',
};
const gone: Known = {
  message: 'That Slack message is gone.',
  fix: 'The record stands: the card can be posted again.',
  retry: 'never',
};
const form: Known = {
  message: 'The form could not be opened in time.',
  fix: 'Press the button or type the command once more.',
  retry: 'never',
};

/** What Slack answers, in words. The code is `slack.` and Slack's own, with dashes. */
const KNOWN: Record<string, Known> = {
  invalid_auth: token,
  not_authed: token,
  account_inactive: token,
  token_revoked: token,
  token_expired: token,
  missing_scope: {
    message: 'The Slack app lacks a permission.',
    fix: 'Update the app from infra/slack/manifest.json and install it again.',
    retry: 'when-fixed',
  },
  channel_not_found: channel,
  not_in_channel: channel,
  user_not_in_channel: { ...channel, message: 'That person is not in the Slack channel.', fix: 'Invite them there.' },
  is_archived: {
    message: 'That Slack channel is archived.',
    fix: 'Unarchive it, or name another one in quell.yaml.',
    retry: 'when-fixed',
  },
  message_not_found: gone,
  cant_update_message: gone,
  restricted_action: {
    message: 'The workspace does not let Quell make or change channels.',
    fix: 'An administrator can allow it under Settings, Permissions, Channel management.',
    retry: 'when-fixed',
  },
  plan_upgrade_required: {
    message: 'This workspace has no user groups: they need a paid plan.',
    fix: 'Name the members of the group under `people` in quell.yaml instead.',
    retry: 'when-fixed',
  },
  no_such_subteam: {
    message: 'Slack knows no such user group, or it is disabled.',
    fix: 'Check its id (S…) under `groups` in quell.yaml.',
    retry: 'when-fixed',
  },
  expired_trigger_id: form,
  exchanged_trigger_id: form,
  trigger_expired: form,
};

/** A refusal by Slack as a Fault. */
export function refusal(error: string): Fault {
  const known = KNOWN[error] ?? {
    message: `Slack refused the call: ${error.slice(0, 60)}.`,
    fix: 'Nothing was lost: the record, the console and the shell go on. Please report it if it lasts.',
    retry: 'never' as const,
  };
  return new Fault({ code: `slack.${error.replaceAll('_', '-').slice(0, 60)}`, ...known });
}

/** Slack did not answer, or answered with an error of its own. */
export function away(cause: string): Fault {
  return new Fault({
    code: 'slack.unreachable',
    message: 'Slack cannot be reached.',
    fix: 'Quell goes on trying. Meanwhile the console and the shell have the same commands.',
    retry: 'later',
    cause,
  });
}

/** Slack asked us to slow down. */
export function tooFast(seconds: number): Fault {
  return new Fault({
    code: 'slack.rate-limited',
    message: 'Slack asked Quell to wait.',
    fix: 'Quell waits as long as Slack asked and goes on by itself.',
    retry: 'later',
    afterMs: Math.max(1, seconds) * 1000,
  });
}

export function closed(): Fault {
  return new Fault({
    code: 'slack.closed',
    message: 'Quell is stopping, so nothing more is posted to Slack.',
    fix: 'Start it again: what is due is in the record and will be posted then.',
    retry: 'later',
  });
}
