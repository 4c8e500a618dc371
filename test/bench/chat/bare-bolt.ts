import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { SECRET, TOKEN } from './slack-door.ts';

/** The floor of a click: Bolt with one listener that edits the message. It knows no person, no plan and no record. */
export async function startBareBolt(apiUrl: string): Promise<{ port: number; close(): Promise<void> }> {
  const receiver = new HTTPReceiver({ signingSecret: SECRET, logLevel: LogLevel.ERROR });
  const app = new App({
    receiver,
    logLevel: LogLevel.ERROR,
    authorize: async () => ({ botToken: TOKEN, botId: 'B1', botUserId: 'UBOT' }),
    clientOptions: { slackApiUrl: apiUrl },
  });
  app.action(/^floor/, async ({ ack, body, client }) => {
    await ack();
    const { channel, message } = body as { channel?: { id: string }; message?: { ts: string } };
    const text = 'Approved';
    await client.chat.update({
      channel: channel?.id ?? '',
      ts: message?.ts ?? '',
      text,
      blocks: [{ type: 'section', text: { type: 'plain_text', text } }],
    });
  });
  const server = await app.start(0);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: async () => void (await app.stop()),
  };
}
