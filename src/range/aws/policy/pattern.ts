/** `*` stands for any run of characters, `?` for one. Linear in practice: a policy's author cannot make it hang. */
export function matches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (pattern[p] === '?' || pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** ARNs are compared part by part: a wildcard does not reach over a colon, save in the last part. */
export function matchesArn(pattern: string, arn: string): boolean {
  const left = parts(pattern);
  const right = parts(arn);
  return left.length === 6 && right.length === 6 && left.every((part, i) => matches(part, right[i]!));
}

function parts(arn: string): string[] {
  const split = arn.split(':');
  return split.length <= 6 ? split : [...split.slice(0, 5), split.slice(5).join(':')];
}
