import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Json } from '../../bots/message.ts'

export interface BotCall {
  method: string
  token: string
  payload: { [field: string]: Json }
  /** When it arrived, ms. */
  at: number
}

/** How a call goes wrong: no answer ever, the connection closed without one, or an answer. */
export type Fault =
  | 'hang'
  | 'close'
  | { status: number; description?: string; parameters?: { [field: string]: Json }; body?: string }

export type BotApi = Awaited<ReturnType<typeof startBotApi>>

/** What Telegram answers, by status. Source: https://core.telegram.org/bots/api#making-requests */
export const faults = {
  busy: { status: 429, description: 'Too Many Requests: retry after 14', parameters: { retry_after: 14 } },
  broken: { status: 500, description: 'Internal Server Error' },
  refused: { status: 400, description: 'Bad Request: chat not found' },
  blocked: { status: 403, description: 'Forbidden: bot was blocked by the user' },
  unauthorized: { status: 401, description: 'Unauthorized' },
} as const

/**
 * A stand-in for the Bot API of Telegram on a random port of this machine. `calls` are all that arrived, in order;
 * `arrived` waits for one. `push` gives an update to who polls. `fail` makes the next sends (or the calls of
 * `method`) go wrong: `times` of them, or all until `mend`.
 */
export async function startBotApi({
  delay = 0,
}: {
  /** How long each send takes, ms. */ delay?: number
} = {}) {
  const calls: BotCall[] = []
  const waiting = new Set<() => void>()
  const plans: { fault: Fault; method: RegExp; times: number }[] = []
  const queue: { update_id: number; [field: string]: unknown }[] = []
  const files = new Map<string, string>()
  const webhook = { url: '', last_error_date: 0, last_error_message: '' }
  let messages = 1000
  let nextUpdate = 1

  const wake = () => {
    for (const look of waiting) look()
  }

  const server = createServer(async (request, response) => {
    const [, kind, token = '', method = ''] =
      /^\/(file\/)?bot([^/]+)\/(.+?)(?:\?.*)?$/.exec(request.url ?? '') ?? []
    if (kind) return file(response, method)
    const payload = await read(request)
    calls.push({ method, token, payload, at: Date.now() })
    wake()
    const plan = plans.find((one) => one.times > 0 && one.method.test(method))
    if (plan) {
      plan.times -= 1
      return goWrong(plan.fault, request, response)
    }
    const answer = answers[method]
    if (!answer) return refuse(response, { status: 404, description: 'Not Found' })
    if (delay > 0 && sends.test(method)) await new Promise((done) => setTimeout(done, delay))
    answer(payload, response)
  })

  const answers: Record<string, (payload: BotCall['payload'], response: ServerResponse) => void> = {
    getMe: (_, response) => result(response, bot),
    getWebhookInfo: (_, response) =>
      result(response, {
        url: webhook.url,
        has_custom_certificate: false,
        pending_update_count: queue.length,
        ...(webhook.last_error_date ? webhook : {}),
      }),
    setWebhook: ({ url }, response) => {
      webhook.url = typeof url === 'string' ? url : ''
      result(response, true)
    },
    deleteWebhook: (_, response) => {
      webhook.url = ''
      result(response, true)
    },
    getUpdates: poll,
    getFile: ({ file_id: id }, response) => {
      const path = `documents/${id}`
      if (!files.has(path))
        return refuse(response, { status: 400, description: 'Bad Request: invalid file_id' })
      result(response, { file_id: id, file_unique_id: `u${id}`, file_path: path })
    },
    sendChatAction: (_, response) => result(response, true),
    answerCallbackQuery: (_, response) => result(response, true),
  }
  for (const method of ['Message', 'Photo', 'Audio', 'Video', 'Document', 'Location', 'Venue'])
    answers[`send${method}`] = ({ chat_id: chat, parse_mode: _, ...rest }, response) =>
      result(response, {
        message_id: ++messages,
        from: bot,
        chat: { id: Number(chat), first_name: 'Mira', type: 'private' },
        date: Math.floor(Date.now() / 1000),
        ...rest,
      })

  /** Answers when there is an update, or after `timeout` seconds; an offset confirms what is before it. */
  function poll(payload: BotCall['payload'], response: ServerResponse): void {
    if (webhook.url !== '') {
      refuse(response, {
        status: 409,
        description: "Conflict: can't use getUpdates method while webhook is active",
      })
      return
    }
    const { offset, timeout } = payload
    if (typeof offset === 'number') while (queue[0] && queue[0].update_id < offset) queue.shift()
    const done = () => {
      clearTimeout(timer)
      waiting.delete(look)
      result(response, queue.slice(0, 100))
    }
    const look = () => {
      if (response.destroyed) waiting.delete(look)
      else if (queue.length > 0) done()
    }
    const timer = setTimeout(done, typeof timeout === 'number' ? timeout * 1000 : 0).unref()
    response.on('close', () => {
      clearTimeout(timer)
      waiting.delete(look)
    })
    waiting.add(look)
    look()
  }

  function file(response: ServerResponse, path: string): void {
    const body = files.get(path)
    response
      .writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/octet-stream' })
      .end(body)
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    calls,
    /** What Telegram believes of the webhook. */
    webhook,
    /** Messages sent to customers, in order. */
    sends: () => calls.filter(({ method }) => sends.test(method)),
    /** The first call, made already or still to come, that matches. */
    arrived(match: (call: BotCall) => boolean): Promise<BotCall> {
      return new Promise((done) => {
        const look = () => {
          const found = calls.find(match)
          if (!found) return
          waiting.delete(look)
          done(found)
        }
        waiting.add(look)
        look()
      })
    },
    /** Gives an update to who polls; numbers it when it has no number. */
    push(update: { update_id?: number; [field: string]: unknown }): void {
      const update_id = update.update_id ?? nextUpdate
      nextUpdate = update_id + 1
      queue.push({ ...update, update_id })
      wake()
    },
    /** Keeps a file that `getFile` finds by its id. */
    keep: (id: string, body: string) => void files.set(`documents/${id}`, body),
    fail(fault: Fault, { times = 1, method = sends }: { times?: number; method?: RegExp } = {}): void {
      plans.push({ fault, method, times })
    },
    mend: () => void plans.splice(0),
    async close(): Promise<void> {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

const sends = /^send(?!ChatAction)/
const bot = { id: 90020001, is_bot: true, first_name: 'Example Shop', username: 'example_shop_bot' }

function result(response: ServerResponse, value: unknown): void {
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ok: true, result: value }))
}

function refuse(response: ServerResponse, fault: Exclude<Fault, string>): void {
  const { status, description, parameters, body } = fault
  const error = { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) }
  response.writeHead(status, { 'content-type': 'application/json' }).end(body ?? JSON.stringify(error))
}

function goWrong(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if (fault === 'hang') return
  if (fault === 'close') request.socket.destroy()
  else refuse(response, fault)
}

async function read(request: IncomingMessage): Promise<BotCall['payload']> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text === '' ? {} : JSON.parse(text)
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
