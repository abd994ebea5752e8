/** The value below which a share (0 to 1) of the values lies; 0 when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((left, right) => left - right)
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? 0
}
