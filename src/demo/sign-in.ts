/** A browser without a window, which the unattended demo signs in with: it keeps cookies, and sends the forms that it is shown. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  private async fetch(url: string, init: RequestInit): Promise<{ url: string; text: string }> {
    const { host } = new URL(url);
    const cookie = [...this.cookies].flatMap(([k, v]) =>
      k.startsWith(`${host} `) ? [`${k.slice(host.length + 1)}=${v}`] : [],
    );
    const headers = { ...init.headers, cookie: cookie.join('; ') };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      this.cookies.set(`${host} ${name}`, value);
    }
    const text = await answer.text();
    const next = answer.headers.get('location') ?? forwarded(text);
    if (next !== undefined) return this.open(new URL(next, url).href);
    if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
    return { url, text };
  }

  open(url: string): Promise<{ url: string; text: string }> {
    return this.fetch(url, {});
  }

  /** Sends the first form of a page whose address ends so. */
  submit(page: { url: string; text: string }, ends: string, more: Record<string, string> = {}) {
    const forms = [...page.text.matchAll(/<form\b[^>]*\baction="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
    const form = forms.find(([, to]) => plain(to!).split('?')[0]!.endsWith(ends));
    if (!form) throw new Error(`there is no form for ${ends}`);
    const hidden = [...form[2]!.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const fields = { ...Object.fromEntries(hidden.map(([, k, v]) => [k!, plain(v!)])), ...more };
    const url = new URL(plain(form[1]!), page.url);
    return this.fetch(url.href, {
      method: 'POST',
      headers: { origin: url.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  }
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const plain = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (e) => ENTITIES[e]!);

function forwarded(page: string): string | undefined {
  const url = /<meta http-equiv="refresh" content="0;url=([^"]*)">/.exec(page)?.[1];
  return url === undefined ? undefined : plain(url);
}

/** Opens the link of a fresh sign-in, signs in as this person, and confirms: as one does with a mouse. */
export async function signInFor(link: string, subject: string): Promise<void> {
  const browser = new Browser();
  const provider = await browser.submit(await browser.open(link), '/start');
  const confirm = await browser.submit(provider, '/authorize', { subject });
  const done = await browser.submit(confirm, new URL(confirm.url).pathname);
  if (!done.text.includes('Your decision')) throw new Error('the sign-in came to no decision');
}
