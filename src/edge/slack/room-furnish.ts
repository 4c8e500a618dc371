import { clip, seen } from '../../card/seen.ts';
import { asFault, type Fault } from '../../domain/fault.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Call } from './api.ts';
import { LIMITS } from './limits.ts';
import type { SlackOptions } from './options.ts';

export interface FurnishParts {
  call: Call;
  options: Pick<SlackOptions, 'consoleUrl' | 'messageFor'>;
  note(key: string, channel: string): Promise<void>;
  refused(what: string, fault: Fault): Promise<void>;
}

/** Says in an incident's channel what it is for: each once, and none in the others' way. */
export async function furnish(
  { call, options, note, refused }: FurnishParts,
  incident: Incident,
  channel: string,
): Promise<void> {
  async function once(name: string, otherwise: string, work: () => Promise<unknown>): Promise<void> {
    const key = `room-${name}:${incident.id}`;
    if (await options.messageFor(key)) return;
    try {
      await work();
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.retry === 'later') throw fault;
      await refused(otherwise, fault);
    }
    await note(key, channel);
  }

  const about = `${incident.mode.toUpperCase()} SEV${incident.severity} ${incident.id}: ${seen(incident.title)}`;
  const { consoleUrl } = options;
  // Side by side: the incident's first card waits for this.
  await Promise.all([
    once('topic', 'An incident\u2019s channel has no topic', () =>
      call('conversations.setTopic', { channel, topic: clip(about, LIMITS.channel.topic) }),
    ),
    consoleUrl &&
      once('bookmark', 'An incident\u2019s channel has no bookmark', () =>
        call('bookmarks.add', {
          channel_id: channel,
          title: clip(`${incident.id} on the console`, LIMITS.bookmark),
          type: 'link',
          link: new URL(`/incidents/${encodeURIComponent(incident.id)}`, consoleUrl).href,
        }),
      ),
  ]);
}
