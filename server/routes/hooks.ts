import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answer, Channel, WebhookRequest } from '../../bots/channel.ts'
import type { Account } from '../accounts.ts'
import type { Plugin } from '../app.ts'
import { depth } from '../plugins/bodies.ts'
import { Refusal } from '../plugins/errors.ts'

/** What a platform's delivery is at the most, in depth of its JSON. */
const deepest = 64

/** The largest raw mail, bytes: what mail providers carry. Everything else has the limit of the server. */
const mostMail = 25 * 1024 * 1024

/** A visitor's browser may send this often; platforms are not held back. */
const visitorsOnly = {
  max: 60,
  timeWindow: '1 minute',
  keyGenerator: (request: FastifyRequest) => request.headers.authorization ?? request.ip,
  allowList: (request: FastifyRequest) => !request.url.startsWith('/hooks/web/'),
}

/**
 * Where platforms deliver: verify over the raw bytes, parse, append, answer 2xx. The duty ends at the append; if
 * the process dies there, the conversation is found behind its journal at the next start.
 */
export const hooks: Plugin = async (app, { accounts, engine }) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  app.addContentTypeParser('message/rfc822', { parseAs: 'buffer', bodyLimit: mostMail }, (_, body, done) =>
    done(null, body),
  )

  app.route<{ Params: { channel: string; account: string } }>({
    method: ['GET', 'POST'],
    url: '/hooks/:channel/:account',
    config: { rateLimit: visitorsOnly },
    helmet: false, // programs read the answer, not browsers
    handler: async (request, reply) => {
      const account = await accounts().find(`${request.params.channel}/${request.params.account}`)
      if (!account) throw new Refusal(404, 'not-found', 'There is no such account.')
      if (account.off) throw new Refusal(503, 'off', 'This account is off.')
      const delivery = read(request)
      // In mail and XML brackets are words.
      const isJson = !/^(message\/rfc822|(text|application)\/xml)\b/i.test(
        delivery.headers['content-type'] ?? '',
      )
      if (isJson && depth(delivery.body.toString('latin1')) > deepest)
        throw new Refusal(400, 'body', `The body is nested deeper than ${deepest}.`)
      const { channel, settings } = account
      const answer = channel.answer?.(delivery, settings)
      if (answer) return send(reply, answer)
      if (!(await believed(account, delivery)))
        throw new Refusal(401, 'signature', 'The signature is not right.')
      const items = await parse(channel, delivery, account)
      await engine.receive(account.id, items)
      const connection = accounts().connection(account.id)
      for (const { acknowledge } of items)
        if (acknowledge) void connection?.acknowledge?.(acknowledge).catch(() => undefined) // a spinner stops late: nobody waits for it
      const stored = channel.stored?.(delivery, settings)
      if (stored) return send(reply, stored)
      return reply.send({ stored: items.length })
    },
  })

  /** Where keys are fetched, a delivery that fails is looked at once more with newer ones. */
  async function believed({ id, channel, settings }: Account, delivery: WebhookRequest): Promise<boolean> {
    const known = accounts().keys(id)
    if (await channel.verify(delivery, settings, (await known.read()) ?? undefined)) return true
    const newer = await known.renew()
    return newer !== null && channel.verify(delivery, settings, newer)
  }
}

function send(reply: FastifyReply, { status, headers = {}, body = '' }: Answer) {
  return reply.code(status).headers(headers).send(body)
}

async function parse(channel: Channel, delivery: WebhookRequest, account: Account) {
  if (/^application\/json\b/i.test(delivery.headers['content-type'] ?? '') && !isJson(delivery.body))
    throw new Refusal(400, 'body', 'The body is not valid JSON.')
  try {
    return await channel.parse(delivery, account.settings)
  } catch (cause) {
    throw new Refusal(
      400,
      'body',
      `The body cannot be read: ${cause instanceof Error ? cause.message : cause}`,
    )
  }
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'))
    return true
  } catch {
    return false
  }
}

function read(request: FastifyRequest): WebhookRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ])
  return {
    method: request.method,
    url: request.url,
    query: Object.fromEntries(new URLSearchParams(request.url.split('?')[1] ?? '')),
    headers: Object.fromEntries(headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  }
}
