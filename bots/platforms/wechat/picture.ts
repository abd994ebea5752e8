import type { Fetch } from '../../channel.ts'
import { download } from '../download.ts'

/** The bytes of a picture that WeChat takes, and its type by what they are. Throws when it is none, or too large. */
export async function fetchPicture(
  fetch: Fetch,
  url: string,
  signal: AbortSignal,
): Promise<{ body: Uint8Array; type: string }> {
  const address = new URL(url)
  // Nobody's address is trusted: a message may name any.
  const { body } = await download(fetch, address, { headers: {}, signal, trusted: '' })
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > largest) throw new Error(`The picture at ${address.host} is larger than ${largest} bytes.`)
    parts.push(part)
  }
  const bytes = Buffer.concat(parts)
  const type = types.find(([start]) => bytes.subarray(0, start.length / 2).toString('hex') === start)?.[1]
  if (type === undefined) throw new Error(`What is at ${address.host} is no picture that WeChat takes.`)
  return { body: bytes, type }
}

/** Bytes. Source: https://developers.weixin.qq.com/doc/offiaccount/en/Asset_Management/New_temporary_materials.html */
const largest = 10_000_000

/** How a file begins, in hexadecimal digits, and what it is. */
const types: [string, string][] = [
  ['ffd8ff', 'image/jpeg'],
  ['89504e470d0a1a0a', 'image/png'],
  ['47494638', 'image/gif'],
  ['424d', 'image/bmp'],
]
