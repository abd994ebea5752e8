import { fileTypeFromBuffer } from 'file-type'

/** A file with the media type that its bytes say, whatever was told of it. */
export interface Sniffed {
  type: string
  body: Uint8Array
}

/** Looks into a file's bytes; what they do not tell is a stream of bytes. */
export async function sniff(body: Uint8Array): Promise<Sniffed> {
  const found = await fileTypeFromBuffer(body).catch(() => undefined)
  return { type: found?.mime ?? unknown, body }
}

const unknown = 'application/octet-stream'

/** Reads a file to its end and looks into it. Throws when it is larger than `most` bytes. */
export async function readFile(stream: ReadableStream<Uint8Array>, most: number): Promise<Sniffed> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return sniff(Buffer.concat(parts))
    size += value.length
    if (size > most) {
      await reader.cancel()
      throw new Error(tooLarge(most))
    }
    parts.push(value)
  }
}

/** Why a file of more than `most` bytes is not kept. */
export function tooLarge(most: number): string {
  return `The file is larger than ${Math.round(most / 1_000_000)} MB.`
}

/** Whether a browser may show a file of this type in a page: nothing that could carry a script. */
export function isShown(type: string): boolean {
  return shown.has(type.split(';')[0] ?? '')
}

const shown = new Set([
  ...['image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'],
  ...[
    'audio/mpeg',
    'audio/mp4',
    'audio/x-m4a',
    'audio/ogg',
    'audio/wav',
    'audio/aac',
    'audio/amr',
    'audio/flac',
  ],
  ...['video/mp4', 'video/x-m4v', 'video/webm', 'video/ogg', 'video/quicktime', 'video/3gpp'],
  'application/pdf',
])
