import type { Plugin } from '../app.ts'

/** A fault that a route tells a person: `error` is a stable word, the message a sentence. */
export class Refusal extends Error {
  readonly statusCode: number
  readonly error: string
  constructor(statusCode: number, error: string, message: string) {
    super(message)
    this.statusCode = statusCode
    this.error = error
  }
}

/** The one place where a fault becomes an answer: in words below 500, without details from 500 up. */
export const errors: Plugin = (app) => {
  app.setErrorHandler((fault, request, reply) => {
    const { status, error, message } = inWords(fault)
    if (status >= 500) request.log.error({ error: fault }, 'a request failed')
    if (status === 503) reply.header('retry-after', '2')
    reply.code(status).send({ error, message, ...(status >= 500 ? { request: request.id } : {}) })
  })
  app.setNotFoundHandler((request, reply) => {
    reply.code(404).send({ error: 'not-found', message: `There is nothing at ${request.url.split('?')[0]}.` })
  })
}

const spoken: Record<string, [number, string, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'media-type', 'Send this as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'body', 'The body is empty: it must be JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'body', 'The body is not valid JSON.'],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'too-large', 'The body is larger than 1 MB.'],
  FST_ERR_BAD_URL: [400, 'address', 'The address is not valid.'],
}

function inWords(fault: unknown): { status: number; error: string; message: string } {
  if (fault instanceof Refusal)
    return { status: fault.statusCode, error: fault.error, message: fault.message }
  const code = textAt(fault, 'code')
  const known = code ? spoken[code] : undefined
  if (known) return { status: known[0], error: known[1], message: known[2] }
  if (typeof fault === 'object' && fault !== null && 'validation' in fault && fault.validation)
    return { status: 400, error: 'invalid', message: `This does not fit: ${textAt(fault, 'message')}.` }
  if (code === 'FULL')
    return {
      status: 503,
      error: 'storage-full',
      message: 'The disk is full; nothing was lost. Try again later.',
    }
  const given =
    typeof fault === 'object' && fault !== null && 'statusCode' in fault ? Number(fault.statusCode) : 500
  if (given >= 400 && given < 500)
    return { status: given, error: 'refused', message: textAt(fault, 'message') ?? 'Refused.' }
  return { status: 500, error: 'fault', message: 'Something went wrong here. It was written to the log.' }
}

function textAt(value: unknown, name: 'code' | 'message'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Reflect.get(value, name)
  return typeof found === 'string' ? found : undefined
}
