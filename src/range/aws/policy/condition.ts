import type { Condition, Operator } from './document.ts';
import { matches, matchesArn } from './pattern.ts';

/** Context keys in lower case, each with one or more values. */
export type Context = ReadonlyMap<string, readonly string[]>;

const NEGATED: ReadonlySet<Operator> = new Set(['StringNotEquals', 'StringNotLike', 'ArnNotEquals', 'ArnNotLike']);

/** Does this one condition hold? All conditions of a statement must. */
export function holds(condition: Condition, context: Context): boolean {
  const present = context.get(condition.key);
  if (condition.operator === 'Null') {
    return condition.values.some((value) => (value.toLowerCase() === 'true') === (present === undefined));
  }
  if (present === undefined || present.length === 0) {
    if (condition.ifExists || condition.set === 'all') return true;
    // A key that is not there is not equal to anything: negated operators hold, all others do not.
    return condition.set !== 'any' && NEGATED.has(condition.operator);
  }
  const one = (value: string) => oneHolds(condition, value);
  return condition.set === 'all' ? present.every(one) : present.some(one);
}

function oneHolds(condition: Condition, value: string): boolean {
  const compare = COMPARE[condition.operator];
  return NEGATED.has(condition.operator)
    ? condition.values.every((wanted) => compare(value, wanted))
    : condition.values.some((wanted) => compare(value, wanted));
}

const COMPARE: Record<Operator, (value: string, wanted: string) => boolean> = {
  StringEquals: (value, wanted) => value === wanted,
  StringNotEquals: (value, wanted) => value !== wanted,
  StringLike: (value, wanted) => matches(wanted, value),
  StringNotLike: (value, wanted) => !matches(wanted, value),
  ArnEquals: (value, wanted) => matchesArn(wanted, value),
  ArnLike: (value, wanted) => matchesArn(wanted, value),
  ArnNotEquals: (value, wanted) => !matchesArn(wanted, value),
  ArnNotLike: (value, wanted) => !matchesArn(wanted, value),
  DateLessThan: (value, wanted) => time(value) < time(wanted),
  DateLessThanEquals: (value, wanted) => time(value) <= time(wanted),
  DateGreaterThan: (value, wanted) => time(value) > time(wanted),
  DateGreaterThanEquals: (value, wanted) => time(value) >= time(wanted),
  Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  Null: () => false,
};

/** ISO 8601 or seconds since the epoch. NaN compares as false, so a broken date matches nothing. */
function time(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
