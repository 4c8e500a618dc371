import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACTIONS } from '../action/registry.ts';
import { configurationDocs } from '../config/docs.ts';
import { openPolicy } from '../edge/opa/open.ts';
import { manifest } from '../edge/slack/manifest.ts';
import { type Edition, PLACEHOLDERS, manifest as teamsManifest } from '../edge/teams/manifest.ts';
import { playbookSchema } from '../plan/playbook/schema.ts';
import { readPlaybooks } from '../process/files.ts';
import type { ExampleRuns } from './example-run.ts';
import { headSentence, markdownHead } from './head.ts';
import type { Files } from './on-disk.ts';
import { actionPage } from './page/action.ts';
import { actionsPage } from './page/actions.ts';
import { commandsPage } from './page/commands.ts';
import { permissionTables, spliced } from './page/permissions.ts';
import { policyPage } from './page/policy.ts';
import { parityPage } from './parity/table.ts';
import { awsFiles } from './role/aws.ts';
import { azureFiles } from './role/azure.ts';
import { gcpFiles } from './role/gcp.ts';

/** Every generated file. @throws Fault when a kind of action is missing on a cloud */
export async function everything(root: string, runs: ExampleRuns): Promise<Files> {
  const actions = [...ACTIONS.values()];
  const playbooks = await readPlaybooks(join(root, 'playbooks'), ACTIONS);
  const infra = await readFile(join(root, 'docs/infra.md'), 'utf8');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const inTeams = (edition: Edition) => json(teamsManifest({ edition, version, ...PLACEHOLDERS }));
  const policy = await openPolicy({ directory: join(root, 'policy'), log: { warn: () => undefined } });
  return new Map([
    ['docs/actions/README.md', markdownHead('src/action') + actionsPage(actions)],
    ...actions.map((action): [string, string] => [
      `docs/actions/${action.id}.md`,
      markdownHead(`src/action/${action.id.replaceAll('.', '/')}.ts`) +
        actionPage(action, runs.get(action.id)!, playbooks),
    ]),
    ['docs/commands.md', markdownHead('src/command/table.ts') + commandsPage()],
    ['docs/parity.md', markdownHead('src/command/table.ts and the surfaces') + parityPage()],
    ['docs/configuration.md', markdownHead('src/config') + configurationDocs()],
    ['docs/policy.md', markdownHead('src/command and policy') + (await policyPage(policy))],
    ['docs/infra.md', spliced(infra, permissionTables())],
    [
      'playbooks/playbook.schema.json',
      json({ $comment: headSentence('src/action and src/domain'), ...playbookSchema(ACTIONS) }),
    ],
    // The same app for both values of `slack.mode`. The address of the second is nobody's, and must be replaced.
    ['infra/slack/manifest.json', json(manifest({ mode: 'socket' }))],
    ['infra/slack/manifest-http.json', json(manifest({ mode: 'http', url: 'https://quell.example.com/slack/events' }))],
    // Without an id and an address: `quell teams package` puts them in and adds the icons.
    ['infra/teams/manifest.json', inTeams('stable')],
    ['infra/teams/manifest-slash.json', inTeams('slash')],
    ...awsFiles(),
    ...gcpFiles(),
    ...azureFiles(),
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
