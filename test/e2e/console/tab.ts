export interface Shown {
  url: string;
  status: number;
  text: string;
  headers: Headers;
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const plain = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (e) => ENTITIES[e]!);

/** A browser at the console, without script: keeps its cookies, follows redirects, and sends the forms that it was shown. */
export class Tab {
  private readonly cookies = new Map<string, string>();
  private readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** The values of its cookies. */
  secrets(): string[] {
    return [...this.cookies.values()];
  }

  /** Its cookies, as it sends them. */
  cookie(): string {
    return [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  }

  /** How its cookies were set, by name. */
  readonly flags = new Map<string, string>();

  async get(path: string): Promise<Shown> {
    return this.go(new URL(path, this.origin).href, { method: 'GET' });
  }

  async post(path: string, fields: Record<string, string>, origin = this.origin): Promise<Shown> {
    return this.go(new URL(path, this.origin).href, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Sends the form of a page that was shown. */
  submit(page: Shown, action: string, more: Record<string, string> = {}): Promise<Shown> {
    return this.post(action, { ...Tab.fields(page.text, action), ...more });
  }

  private async go(url: string, init: RequestInit): Promise<Shown> {
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: this.cookie() },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = '', flags = ''] = /^([^=]+)=([^;]*);?\s*(.*)$/.exec(set) ?? [];
      this.flags.set(name, flags);
      if (/max-age=0/i.test(flags)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next !== null && new URL(next, url).origin === this.origin) {
      await answer.arrayBuffer();
      return this.go(new URL(next, url).href, { method: 'GET' });
    }
    return { url, status: answer.status, text: await answer.text(), headers: answer.headers };
  }

  static fields(page: string, action: string): Record<string, string> {
    const forms = [...page.matchAll(/<form\b[^>]*\baction="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
    const found = forms.find(([, to]) => to === action);
    if (!found) throw new Error(`no form for ${action} in: ${page.replaceAll(/<[^>]*>/g, ' ').slice(0, 400)}`);
    const inputs = [...found[2]!.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    return Object.fromEntries(inputs.map(([, name, value]) => [name!, plain(value!)]));
  }

  /** Where a page sends the browser by itself. */
  static goal(page: string): string {
    const url = /<meta http-equiv="refresh" content="0;url=([^"]*)">/.exec(page)?.[1];
    if (!url) throw new Error(`the page leads nowhere: ${page.replaceAll(/<[^>]*>/g, ' ').slice(0, 400)}`);
    return plain(url);
  }
}
