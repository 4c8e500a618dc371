/** One line of a scrape. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Family {
  type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';
  help: string;
  samples: Sample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: (-?\d+))?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(,|$)/y;

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const at = LABEL.lastIndex;
    const found = LABEL.exec(text);
    if (!found) throw new Error(`not labels: ${text.slice(at)}`);
    const [, name, value] = found as unknown as [string, string, string];
    if (Object.hasOwn(labels, name)) throw new Error(`label ${name} twice: ${text}`);
    labels[name] = value.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
  }
  return labels;
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  if (text === 'NaN') return Number.NaN;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)) throw new Error(`not a number: ${text}`);
  return Number(text);
}

const SUFFIXES = { histogram: /_(bucket|sum|count)$/, summary: /_(sum|count)$/ } as const;

/**
 * Reads the text format 0.0.4 as strictly as it is written: HELP and TYPE once and before their samples, families in one
 * piece, no sample twice, histograms cumulative and whole.
 */
export function readScrape(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let now: [string, Family] | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const meta = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (meta) {
      const [, kind, name, rest] = meta as unknown as [string, string, string, string];
      if (!NAME.test(name)) throw new Error(`not a name: ${name}`);
      if (kind === 'HELP') {
        if (families.has(name)) throw new Error(`${name} twice`);
        now = [name, { type: 'untyped', help: rest, samples: [] }];
        families.set(...now);
      } else {
        if (now?.[0] !== name || now[1].samples.length > 0) throw new Error(`TYPE of ${name} is not with its HELP`);
        if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(`not a type: ${rest}`);
        now[1].type = rest as Family['type'];
      }
      continue;
    }
    if (line.startsWith('#')) throw new Error(`not a line of metadata: ${line}`);
    const found = LINE.exec(line);
    if (!found || !now) throw new Error(`not a sample: ${line}`);
    const [, name, labels = '', value] = found as unknown as [string, string, string | undefined, string];
    const [family, { type, samples }] = now;
    const base = type in SUFFIXES ? name.replace(SUFFIXES[type as keyof typeof SUFFIXES], '') : name;
    if (base !== family) throw new Error(`${name} stands among ${family}`);
    const sample = { name, labels: labelsOf(labels), value: numberOf(value) };
    const key = JSON.stringify([name, Object.entries(sample.labels).sort()]);
    if (seen.has(key)) throw new Error(`twice: ${line}`);
    seen.add(key);
    samples.push(sample);
  }
  for (const [name, family] of families) check(name, family);
  return families;
}

function check(name: string, { type, samples }: Family): void {
  if (type === 'counter' && samples.some((s) => !(s.value >= 0))) throw new Error(`${name} counts backwards`);
  if (type !== 'histogram') return;
  const series = Map.groupBy(samples, ({ labels: { le: _, ...rest } }) => JSON.stringify(Object.entries(rest).sort()));
  for (const [key, all] of series) {
    const buckets = all.filter((s) => s.name.endsWith('_bucket'));
    const count = all.find((s) => s.name.endsWith('_count'));
    const sum = all.find((s) => s.name.endsWith('_sum'));
    const bounds = buckets.map((b) => numberOf(b.labels.le ?? ''));
    const rising = (list: number[]) => list.every((n, i) => i === 0 || n >= list[i - 1]!);
    if (!count || !sum || bounds.at(-1) !== Number.POSITIVE_INFINITY || buckets.at(-1)?.value !== count.value)
      throw new Error(`${name}${key} is not whole`);
    if (!rising(bounds) || !rising(buckets.map((b) => b.value))) throw new Error(`${name}${key} is not cumulative`);
  }
}
