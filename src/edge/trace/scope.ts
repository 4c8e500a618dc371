import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { withoutSecrets } from '../../domain/secret-shape.ts';
import type { Attributes } from './traces.ts';

/** Trace and root span of a plan, from its digest. */
export function planIds(digest: string): { traceId: string; spanId: string } {
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) };
}

function below(digest: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { ...planIds(digest), traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

/** Texts come from the record and from clouds. */
export function clean(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([k, v]) => [
      k,
      typeof v === 'string' ? withoutSecrets(v.slice(0, 10_000)).slice(0, 1000) : v,
    ]),
  );
}

/**
 * Something that goes on. Its span is begun late, with the time when it really began: only while it goes on does it turn
 * out which plan it belongs to, or that nothing came of it.
 */
export class Scope {
  readonly name: string;
  private readonly tracer: Tracer;
  private readonly above: Scope | undefined;
  private readonly kind: SpanKind;
  private readonly began = Date.now();
  private attributes: Attributes;
  private digest: string | undefined;
  private span: Span | undefined;
  private dropped = false;

  constructor(tracer: Tracer, name: string, attributes: Attributes, above?: Scope, kind: SpanKind = SpanKind.INTERNAL) {
    this.tracer = tracer;
    this.name = name;
    this.attributes = attributes;
    this.above = above;
    this.kind = kind;
  }

  private top(): Scope {
    return this.above ? this.above.top() : this;
  }

  belongsTo(digest: string): void {
    const top = this.top();
    if (!top.span) top.digest = digest;
  }

  drop(): void {
    this.top().dropped = true;
  }

  note(attributes: Attributes): void {
    if (this.span) this.span.setAttributes(clean(attributes));
    else this.attributes = { ...this.attributes, ...attributes };
  }

  /** The span, begun by now at the latest. */
  begun(): Span {
    if (this.span) return this.span;
    const parent = this.above
      ? trace.setSpan(ROOT_CONTEXT, this.above.begun())
      : this.digest
        ? below(this.digest)
        : ROOT_CONTEXT;
    const options = { startTime: this.began, attributes: clean(this.attributes), kind: this.kind };
    this.span = this.tracer.startSpan(this.name, options, parent);
    return this.span;
  }

  /** @param error its code, when it went wrong */
  end(error?: string): void {
    if (this.top().dropped) return;
    const span = this.begun();
    if (error) {
      span.setAttribute('error.type', error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }
}
