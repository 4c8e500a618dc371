import { type Config, loadConfig } from '../../src/config.ts';
import { Fault } from '../../src/domain/fault.ts';

/** Obviously not real. */
export const TOKENS = {
  QUELL_SLACK_BOT_TOKEN: 'xoxb-fake-bot-token-for-tests',
  QUELL_SLACK_APP_TOKEN: 'xapp-fake-app-token-for-tests',
  QUELL_SLACK_SIGNING_SECRET: 'fake-signing-secret-for-tests',
  QUELL_TEAMS_APP_PASSWORD: 'fake-teams-password-for-tests',
  QUELL_SIGN_IN_CLIENT_SECRET: 'fake-client-secret-for-tests',
};

export const GOOD = `organization: Example Ltd
people:
  - id: ada
    name: Ada
    groups: [oncall]
    slack: U0AAAAAAA
  - id: bo
    name: Bo
    groups: [oncall, platform]
    slack: U0BBBBBBB
  - id: cy
    name: Cy
    groups: [platform]
approvals:
  contain:
    - group: oncall
  release:
    - group: platform
  early_release:
    - group: platform
  fresh_sign_in: never
protected: ["arn:aws:iam::*:role/break-glass"]
identities:
  ml-train:
    aws:
      account: "111122223333"
      region: eu-central-1
      role: ml-train
    azure:
      tenant: 11111111-aaaa-4aaa-8aaa-111111111111
      subscription: 22222222-bbbb-4bbb-8bbb-222222222222
      location: westeurope
      service_principal: 55555555-eeee-4eee-8eee-555555555555
slack:
  workspaces: [T0AAAAAAA]
  channel: C0AAAAAAA
aws:
  accounts:
    - id: "111122223333"
      name: ml-prod
      region: eu-central-1
      reader_role: arn:aws:iam::111122223333:role/quell-reader
      responder_role: arn:aws:iam::111122223333:role/quell-responder
azure:
  tenants:
    - id: 11111111-aaaa-4aaa-8aaa-111111111111
      reader_client_id: 77777777-1111-4111-8111-777777777777
      responder_client_id: 88888888-2222-4222-8222-888888888888
      subscriptions:
        - id: 22222222-bbbb-4bbb-8bbb-222222222222
`;

const nowhere = (): string => {
  throw new Error('no such file');
};

type Env = Record<string, string | undefined>;

export function load(text: string, env: Env = TOKENS, readFile: (path: string) => string = nowhere): Config {
  return loadConfig({ file: 'quell.yaml', text, env, readFile });
}

/** The fault of a text that must be refused. */
export function refused(text: string, env: Env = TOKENS, readFile: (path: string) => string = nowhere): Fault {
  try {
    load(text, env, readFile);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

/** GOOD with one piece replaced; a piece that is not there is a mistake of the test. */
export function but(piece: string, by: string): string {
  if (!GOOD.includes(piece)) throw new Error(`the fixture has no ${piece}`);
  return GOOD.replace(piece, () => by);
}
