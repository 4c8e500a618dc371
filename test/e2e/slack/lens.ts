import type { Page } from 'playwright-core';

/**
 * The local client draws `[rich_text]` where Slack draws rich text. This lens stands between its server and its page and
 * turns such a block into the older section block, for the eyes alone: what Quell sends reaches the server unchanged.
 * A date is drawn as Slack draws today's for a reader in UTC.
 */
interface Node {
  [key: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown) => (Array.isArray(value) ? value.filter(isNode) : []);
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function inline(node: Node): string {
  const style = isNode(node.style) ? node.style : {};
  if (node.type === 'user') return `<@${String(node.user_id)}>`;
  if (node.type === 'date') return `Today ${new Date(Number(node.timestamp) * 1000).toISOString().slice(11, 19)}`;
  if (node.type === 'link') return `<${String(node.url)}|${escaped(String(node.text ?? node.url))}>`;
  const text = escaped(String(node.text ?? ''));
  const mark = style.code ? '`' : style.bold ? '*' : style.italic ? '_' : '';
  const inner = text.trim();
  return mark && inner && !inner.includes('\n') ? text.replace(inner, () => `${mark}${inner}${mark}`) : text;
}

function piece(node: Node): string {
  const elements = list(node.elements);
  if (node.type === 'rich_text_list') return elements.map((item) => `\u2022 ${piece(item)}`).join('\n');
  if (node.type === 'rich_text_preformatted')
    return elements.map((e) => `\`${String(e.text).split('\n').join('`\n`')}\``).join('');
  return elements.map(inline).join('');
}

export function throughLens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(throughLens);
  if (!isNode(value)) return value;
  if (value.type === 'rich_text') {
    return { type: 'section', text: { type: 'mrkdwn', text: list(value.elements).map(piece).join('\n') } };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, throughLens(inner)]));
}

function jsonThroughLens(text: string): string {
  try {
    return JSON.stringify(throughLens(JSON.parse(text)));
  } catch {
    return text;
  }
}

/** Puts the lens before a page. Call it before the page is opened. */
export async function wearLens(page: Page): Promise<void> {
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(typeof message === 'string' ? jsonThroughLens(message) : message));
  });
  await page.route(/\/(_control|api)\//, async (route) => {
    const response = await route.fetch();
    const json = response.headers()['content-type']?.includes('json');
    await route.fulfill(json ? { response, body: jsonThroughLens(await response.text()) } : { response });
  });
}
