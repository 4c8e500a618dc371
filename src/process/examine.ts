import { ACTIONS } from '../action/registry.ts';
import { tooFewMembers } from '../config/members.ts';
import type { Config } from '../config.ts';
import { doctor, type Parts, type Probe } from '../doctor.ts';
import type { Check } from '../domain/action.ts';
import { asFault } from '../domain/fault.ts';
import { openDatabase } from '../edge/postgres/database.ts';
import { openQueue } from '../edge/queue/open.ts';
import { recordAddress } from './configured.ts';
import { edgesOf } from './edges.ts';
import { readPlaybooks } from './files.ts';

function databaseProbe(config: Config): Probe {
  const what = config.environment.databaseUrl ? 'PostgreSQL at DATABASE_URL' : 'PostgreSQL of Quell’s own in .quell/';
  return {
    what,
    async look() {
      const record = await recordAddress(config);
      try {
        const db = await openDatabase(record.url, 1);
        const { rows } = await db.query<{ version: string }>(`select current_setting('server_version') as version`);
        await db.close();
        return [{ ok: true, what, saw: `version ${rows[0]!.version}, schema up to date` }];
      } finally {
        await record.stop();
      }
    },
  };
}

function queueProbe(config: Config): Probe {
  const redisUrl = config.environment.redisUrl?.reveal();
  const what = redisUrl ? 'Queue on Redis' : 'Queue on PostgreSQL';
  return {
    what,
    async look() {
      const record = await recordAddress(config);
      try {
        const queue = await openQueue({ databaseUrl: record.url, ...(redisUrl ? { redisUrl } : {}) });
        const saw = queue.describe();
        await queue.close(2000);
        return [{ ok: true, what, saw }];
      } finally {
        await record.stop();
      }
    },
  };
}

function slackProbe(config: Config): Probe {
  return {
    what: 'Slack',
    async look(signal) {
      const token = config.environment.slackBotToken?.reveal();
      if (!token) {
        const saw = 'no bot token in the environment';
        return [{ ok: false, what: 'Slack', saw, fix: 'Set QUELL_SLACK_BOT_TOKEN to the app’s xoxb- token.' }];
      }
      const { checkSlack } = await import('../edge/slack/check.ts');
      return checkSlack(token, config.slack!.workspaces, signal);
    },
  };
}

/** Playbooks that can be read, and quorums of theirs that enough people can meet. */
async function playbookChecks(config: Config): Promise<Check[]> {
  const what = `Playbooks in ${config.playbooks}`;
  try {
    const playbooks = [...(await readPlaybooks(config.playbooks, ACTIONS)).values()];
    const short = playbooks.flatMap((playbook) =>
      playbook.stages.flatMap((stage) =>
        tooFewMembers(config.people, stage.needs).map(
          ({ message, fix }): Check => ({
            ok: false,
            what: `Playbook ${playbook.id}, stage ${stage.id}`,
            saw: message,
            fix,
          }),
        ),
      ),
    );
    return [{ ok: true, what, saw: playbooks.map((p) => p.id).join(', ') || 'none' }, ...short];
  } catch (thrown) {
    const { message, fix } = asFault(thrown);
    return [{ ok: false, what, saw: message, fix }];
  }
}

/** Looks at everything that the configuration points to. */
export async function examine(config: Config): Promise<Check[]> {
  const parts: Parts = {
    database: databaseProbe(config),
    queue: queueProbe(config),
    clouds: Object.values(await edgesOf(config)),
  };
  const checks = await doctor(config, config.slack ? { ...parts, slack: slackProbe(config) } : parts);
  return [...checks, ...(await playbookChecks(config))];
}
