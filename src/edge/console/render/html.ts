/** Markup that this program wrote. Nothing that comes from JSON can be one, so data is always escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Html | string | number | false | undefined | null | readonly Part[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}

function write(part: Part): string {
  if (part === false || part === undefined || part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return part.map(write).join('');
}

/** A template whose values are escaped; every attribute in it must be written with quotes. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let text = strings[0]!;
  for (let i = 0; i < parts.length; i++) text += write(parts[i]) + strings[i + 1]!;
  return new Html(text);
}

/** A value that may stand in `id`, `for` and `data-key`: letters, digits, `-` and `_`, and different for different input. */
export function key(...parts: string[]): string {
  return parts.map((p) => p.replace(/[^A-Za-z0-9]/g, (c) => `_${c.charCodeAt(0).toString(16)}_`)).join('-');
}
