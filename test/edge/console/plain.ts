/** A browser without script: keeps its cookie, reads forms, sends them. */
export class Plain {
  cookie = '';
  readonly base: string;
  constructor(base: string) {
    this.base = base;
  }

  async get(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string; headers: Headers }> {
    const answer = await fetch(this.base + path, { headers: { cookie: this.cookie, ...headers }, redirect: 'manual' });
    const set = answer.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0]!;
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }

  async post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const answer = await fetch(this.base + path, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        cookie: this.cookie,
        origin: this.base,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }

  /** The fields of the first form of `page` that sends to `action` and, if given, holds `holds`. */
  static fields(page: string, action: string, holds = ''): Record<string, string> {
    const forms = [...page.matchAll(/<form\b[^>]*\baction="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
    const found = forms.find(([, to, inside]) => to === action && inside!.includes(holds));
    if (!found) throw new Error(`no form for ${action}`);
    const inputs = [...found[2]!.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    return Object.fromEntries(inputs.map(([, name, value]) => [name!, value!]));
  }
}
