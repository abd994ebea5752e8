/**
 * How many SMS a text is, as carriers count and bill: in GSM-7 160 septets, or 153 in each of several; as soon as
 * one character is outside of it, in UCS-2 70 units, or 67 in each of several. Source: 3GPP TS 23.038 and 23.040
 */
export function segments(text: string): { encoding: 'gsm7' | 'ucs2'; units: number; count: number } {
  const sizes = [...text].map(septets)
  if (sizes.includes(0))
    return {
      encoding: 'ucs2',
      units: text.length,
      count: parts(
        [...text].map((sign) => sign.length),
        70,
        67,
      ),
    }
  const units = sizes.reduce((sum, size) => sum + size, 0)
  return { encoding: 'gsm7', units, count: parts(sizes, 160, 153) }
}

/**
 * The text with typographic marks put plainly (“ ” … –), if it is fewer SMS that way and no longer than `most`: one
 * such mark alone more than doubles what a long text costs.
 */
export function thrifty(text: string, most: number): string {
  const plain = text.replace(
    /[\u00a0\u2002-\u200a\u2010-\u2026\u202f\u2032\u2033]/gu,
    (sign) => marks.get(sign) ?? sign,
  )
  return plain.length <= most && segments(plain).count < segments(text).count ? plain : text
}

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('\f^{}\\[~]|€')

function septets(sign: string): number {
  if (basic.has(sign)) return 1
  return extended.has(sign) ? 2 : 0
}

/** A character of several units is not cut: it goes to the next part as a whole. */
function parts(sizes: number[], whole: number, each: number): number {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total <= whole) return total === 0 ? 0 : 1
  let count = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > each) {
      count += 1
      used = 0
    }
    used += size
  }
  return count
}

const marks = new Map([
  ...[...'\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f'].map(
    (sign) => [sign, ' '] as const,
  ),
  ...[...'\u2010\u2011\u2012\u2013\u2014\u2015'].map((sign) => [sign, '-'] as const),
  ...[...'\u2018\u2019\u201a\u201b\u2032'].map((sign) => [sign, "'"] as const),
  ...[...'\u201c\u201d\u201e\u201f\u2033'].map((sign) => [sign, '"'] as const),
  ['\u2022', '-'],
  ['\u2026', '...'],
])
