/** How long `5s`, `2m`, `1h` or `3d` is, in ms; null when it is not written so or longer than a year. */
export function duration(text: string): number | null {
  const [, count, unit] = written.exec(text) ?? []
  if (count === undefined || unit === undefined) return null
  const length = Number(count) * (lengths[unit] ?? 0)
  return length <= 366 * day ? length : null
}

/** How a length of time is written, for schemas. */
export const durationPattern = '^[0-9]{1,6}[smhd]$'

const day = 86_400_000
const written = /^([0-9]{1,6})([smhd])$/
const lengths: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: day }
