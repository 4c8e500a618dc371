/** Milliseconds by the machine's monotonic clock, which all processes of one run share. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
