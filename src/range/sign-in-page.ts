const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const text = (plain: string) => plain.replace(/[&<>"']/g, (c) => ENTITIES[c]!);

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }
button { display: block; width: 100%; min-height: 48px; margin: .6rem 0; padding: .6rem 1rem; font: inherit; font-weight: 600; text-align: left; cursor: pointer; border: 1px solid #7c8894; border-radius: 8px; background: Field; color: FieldText; }
button:focus-visible { outline: 3px solid #1d7f99; outline-offset: 2px; }`;

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

/** Where one says who one is. There is no password: this provider is part of the demo. */
export function choicePage(people: readonly { subject: string; name: string }[], query: string): string {
  const buttons = people.map((p) => `<button name="subject" value="${text(p.subject)}">${text(p.name)}</button>`);
  return page(
    'Who are you?',
    `<h1>Who are you?</h1><p>This is the demo’s identity provider. A real one asks for your passkey or your password; here a button will do. Quell believes what it says, and checks when you pressed it.</p><form method="post" action="/authorize?${text(query)}">${buttons.join('')}</form>`,
  );
}

export function refusalPage(): string {
  return page(
    'Not this way',
    '<h1>Not this way</h1><p>Nobody can be signed in by this address. Go back to Quell and start once more.</p>',
  );
}
