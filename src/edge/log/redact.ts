/** Bounds of one line: a log must never cost more than what it tells about. */
const DEEPEST = 8;
const MOST_NODES = 2000;
const MOST_ITEMS = 100;
const LONGEST = 8000;

const SECRET = '[secret]';

/** Names of fields whose values are never written, wherever they stand; compared in lower case, letters and digits alone. */
const ANYWHERE =
  /secret|password|passwd|passphrase|authorization|assertion|credential|privatekey|accesskey$|apikey|signingkey/;
const AT_THE_END = /(token|cookie|signature|jwt|bearer|sig|pwd)s?$/;

function isSecretName(name: string): boolean {
  const plain = name
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return ANYWHERE.test(plain) || AT_THE_END.test(plain);
}

/** True for what a secret can be. That one is there at all, or how many there are, may be said. */
function canHide(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== 'boolean';
}

interface Walk {
  scrub(text: string): string;
  nodes: number;
  /** Objects on the way down to the present one. */
  above: Set<object>;
}

function text(value: string, walk: Walk): string {
  const clean = walk.scrub(value.slice(0, LONGEST));
  return value.length > LONGEST ? `${clean}… (${value.length} characters)` : clean;
}

/** An error's own words and fields, its stack, and what caused it. */
function fieldsOf(value: object): [string, unknown][] {
  if (value instanceof Map) return [...value].map(([k, v]) => [String(k), v]);
  if (value instanceof Headers || value instanceof URLSearchParams) return [...value];
  const own = Object.keys(value).map((key): [string, unknown] => [key, read(value, key)]);
  if (!(value instanceof Error)) return own;
  const said = ['name', 'message', 'stack', 'cause'].map((key): [string, unknown] => [key, read(value, key)]);
  const errors: [string, unknown][] = value instanceof AggregateError ? [['errors', value.errors]] : [];
  return [...said.filter(([, v]) => v !== undefined), ...errors, ...own.filter(([k]) => !said.some(([s]) => s === k))];
}

function read(from: object, key: string): unknown {
  try {
    return Reflect.get(from, key);
  } catch {
    return '[unreadable]';
  }
}

/** `['authorization', 'Bearer …', 'host', …]`, as Node keeps raw headers, and `['authorization', 'Bearer …']` as a pair. */
function items(list: readonly unknown[], walk: Walk, depth: number): unknown[] {
  const shown = list
    .slice(0, MOST_ITEMS)
    .map((item, i) =>
      i > 0 && typeof list[i - 1] === 'string' && isNameAlone(list[i - 1] as string)
        ? SECRET
        : visit(item, walk, depth),
    );
  return list.length > MOST_ITEMS ? [...shown, `… (${list.length} items)`] : shown;
}

/** A header's name, rather than a sentence that speaks of one. */
function isNameAlone(word: string): boolean {
  return /^[\w-]{3,60}$/.test(word) && isSecretName(word);
}

function object(value: object, walk: Walk, depth: number): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return items(value, walk, depth);
  if (value instanceof Set) return items([...value], walk, depth);
  const json = !(value instanceof Error) && read(value, 'toJSON');
  if (typeof json === 'function')
    return visit(
      safely(() => json.call(value)),
      walk,
      depth + 1,
    );
  const fields = fieldsOf(value);
  // `{ name: 'authorization', value: '…' }`, as some libraries keep a header.
  const named = fields.some(([k, v]) => (k === 'name' || k === 'key') && typeof v === 'string' && isSecretName(v));
  const out: Record<string, unknown> = {};
  for (const [key, field] of fields.slice(0, MOST_ITEMS)) {
    const hidden = canHide(field) && (isSecretName(key) || (named && key === 'value'));
    out[walk.scrub(key.slice(0, 200))] = hidden ? SECRET : visit(field, walk, depth + 1);
  }
  return out;
}

function safely(work: () => unknown): unknown {
  try {
    return work();
  } catch {
    return '[unreadable]';
  }
}

function visit(value: unknown, walk: Walk, depth: number): unknown {
  if (typeof value === 'string') return text(value, walk);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'symbol' || typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (walk.above.has(value)) return '[circular]';
  if (depth > DEEPEST) return '[deeper]';
  if (++walk.nodes > MOST_NODES) return '[more]';
  walk.above.add(value);
  const out = safely(() => object(value, walk, depth));
  walk.above.delete(value);
  return out;
}

/**
 * A copy that is safe to write: what is named like a secret is gone at any depth, in arrays and maps of headers too; every
 * text goes through `scrub`; errors keep name, message, stack, cause and their own fields. Never throws; its size is bounded.
 */
export function redact(value: unknown, scrub: (text: string) => string): unknown {
  return visit(value, { scrub, nodes: 0, above: new Set() }, 0);
}
