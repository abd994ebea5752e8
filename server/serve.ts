import type { FastifyReply, FastifyRequest } from 'fastify'
import { isShown } from './sniff.ts'
import type { Blob } from './store.ts'

/**
 * Answers with a customer's file so that it can do no harm: shown in a page only where its bytes are a picture, sound,
 * film or PDF, else saved; in a sandbox, and kept by nobody in between.
 */
export function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  { blob, id, name }: { blob: Blob; id: string; name: string | undefined },
) {
  const shown = isShown(blob.type)
  const tag = `"${id}"`
  reply.headers({
    'content-type': shown ? blob.type : 'application/octet-stream',
    'content-disposition': disposition(shown ? 'inline' : 'attachment', name ?? 'file'),
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache', // asked anew each time, since it may have been taken back
    'accept-ranges': 'bytes',
    etag: tag,
  })
  if (request.headers['if-none-match'] === tag) return reply.code(304).send()
  const size = blob.body.length
  const range = rangeOf(request.headers.range, size)
  if (range === null) return reply.send(Buffer.from(blob.body))
  if (range === 'none') return reply.code(416).header('content-range', `bytes */${size}`).send()
  const { from, to } = range
  return reply
    .code(206)
    .header('content-range', `bytes ${from}-${to}/${size}`)
    .send(Buffer.from(blob.body.subarray(from, to + 1)))
}

/** The one stretch of bytes that is asked for; null for the whole, `none` where there is no such stretch. */
function rangeOf(header: string | undefined, size: number): { from: number; to: number } | 'none' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return null
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return from <= to ? { from, to } : 'none'
}

/** Source: RFC 6266 and RFC 8187 */
function disposition(how: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\w .-]/g, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
  return `${how}; filename="${plain}"; filename*=UTF-8''${exact}`
}
