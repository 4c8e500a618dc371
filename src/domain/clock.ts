/** A time of day as people read it aloud, of an ISO 8601 time in UTC: `03:10Z`. */
export function toTheMinute(iso: string): string {
  return `${iso.slice(11, 16)}Z`;
}

/** `03:10:42Z`. */
export function toTheSecond(iso: string): string {
  return `${iso.slice(11, 19)}Z`;
}
