import { createDecipheriv, createHash } from 'node:crypto'

/**
 * What WeChat sealed in safe mode: the text inside, and the account it is for; null when the key does not open it.
 * Source: https://developers.weixin.qq.com/doc/oplatform/en/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html
 */
export function opened(sealed: string, aesKey: string): { text: string; appId: string } | null {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  if (key.length !== 32) return null
  try {
    // Its padding goes to 32 bytes, which is more than the cipher's own check allows.
    const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const padded = Buffer.concat([cipher.update(Buffer.from(sealed, 'base64')), cipher.final()])
    const padding = padded.at(-1) ?? 0
    if (padding < 1 || padding > 32) return null
    // 16 random bytes, the length of the text in 4, the text, the AppID
    const plain = padded.subarray(16, padded.length - padding)
    const end = plain.readUInt32BE(0) + 4
    if (end > plain.length) return null
    return { text: plain.toString('utf8', 4, end), appId: plain.toString('utf8', end) }
  } catch (error) {
    if (error instanceof RangeError || isOfCipher(error)) return null
    throw error
  }
}

/** How WeChat signs: the SHA-1 of the sorted parts, one after the other. */
export function signatureOf(...parts: string[]): string {
  return createHash('sha1').update(parts.toSorted().join('')).digest('hex')
}

function isOfCipher(error: unknown): boolean {
  return error instanceof Error && 'code' in error && `${error.code}`.startsWith('ERR_OSSL')
}
