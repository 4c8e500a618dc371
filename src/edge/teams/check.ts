import type { Check } from '../../domain/action.ts';
import { asFault } from '../../domain/fault.ts';
import { openOutbox } from '../outbox.ts';
import { Adapter } from './adapter.ts';
import { AUDIENCE, authentication, checkOptions } from './authentication.ts';
import type { TeamsOptions } from './options.ts';
import { PACE } from './pace.ts';
import { openSend } from './send.ts';
import { WAITS } from './waits.ts';

type Settings = Pick<
  TeamsOptions,
  'appId' | 'appType' | 'password' | 'tenants' | 'endpoints' | 'credentials' | 'channel' | 'serviceUrl' | 'waits'
>;

/** Signs in as the bot and asks who is in its channel; changes nothing. */
export async function checkTeams(settings: Settings): Promise<Check[]> {
  const what = 'Teams';
  try {
    checkOptions(settings);
    const { appId, tenants, serviceUrl, endpoints } = settings;
    const audience = endpoints?.audience ?? AUDIENCE;
    const adapter = new Adapter(authentication(settings));
    const { callMs } = { ...WAITS, ...settings.waits };
    const send = openSend(adapter, openOutbox(PACE), { appId, tenant: tenants[0]!, serviceUrl, audience, callMs });
    const members = await send.members(settings.channel);
    const people = members.length === 1 ? '1 person is' : `${members.length} people are`;
    return [{ ok: true, what, saw: `signed in as the bot; ${people} in its channel` }];
  } catch (thrown) {
    const { message, fix } = asFault(thrown);
    return [{ ok: false, what, saw: message, fix }];
  }
}
