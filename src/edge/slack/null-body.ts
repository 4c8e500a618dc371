import { HTTPModuleFunctions, type HTTPReceiver } from '@slack/bolt';

/** True for a body that is JSON's `null`, plain or as a form's payload. */
function isNull(body: Buffer): boolean {
  if (body.length > 64) return false;
  const text = body.toString('utf8').trim();
  return text === 'null' || new URLSearchParams(text).get('payload')?.trim() === 'null';
}

/**
 * Bolt 5.1 reads a property of the parsed body outside of its error handling, so a signed `null` ends the process. Such a
 * body is turned away before Bolt sees it. Bolt finds the body already read and verifies its signature as ever.
 */
export function refuseNull(receiver: HTTPReceiver, endpoint: string, limit: number): void {
  const listen = receiver.requestListener;
  receiver.requestListener = (request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'POST' || path !== endpoint) return listen(request, response);
    const refuse = (status: number) => response.writeHead(status, { connection: 'close' }).end();
    HTTPModuleFunctions.bufferIncomingMessage(request, limit).then(
      (buffered) => (isNull(buffered.rawBody) ? refuse(400) : listen(request, response)),
      (error: unknown) =>
        refuse(error instanceof Error && 'statusCode' in error && error.statusCode === 413 ? 413 : 400),
    );
  };
}
