import { setTimeout as sleep } from 'node:timers/promises'
import Type, { type Static, type TSchema } from 'typebox'
import { type Connection, type ConnectionNeeds, DeliveryError, type Inbound } from '../../channel.ts'
import type { Json } from '../../message.ts'
import { fits } from '../fits.ts'
import { type Api, api } from './api.ts'
import { check } from './check.ts'
import { failure } from './failure.ts'
import { inbound, updates } from './inbound.ts'
import { file, type TelegramCall } from './render.ts'
import { modeOf, type TelegramSettings } from './settings.ts'

/** Opens a bot: it sends, and receives by the webhook it asks Telegram for, or by polling. */
export function connect(settings: TelegramSettings, needs: ConnectionNeeds): Connection<TelegramCall> {
  const token = settings.token ?? ''
  const bot = api(token, settings.apiBase, needs)
  const closing = new AbortController()
  const polls = modeOf(settings) === 'polling'
  let running: Promise<void> = Promise.resolve()

  const within = (ms: number) => AbortSignal.any([closing.signal, AbortSignal.timeout(ms)])
  const ask = (method: string, payload: Record<string, Json> = {}, ms = 10_000) =>
    bot.call(method, payload, within(ms))
  const bestEffort = async (method: string, payload: Record<string, Json>) => {
    await ask(method, payload).catch((error: unknown) =>
      needs.log.debug({ method, reason: failure(error, token).message }, 'Telegram did not take a hint'),
    )
  }

  /** Takes steps until one says that it was the last, or the connection is closed; waits longer after each failure. */
  async function persist(task: string, step: () => Promise<'again' | 'done'>): Promise<void> {
    let pause = 1000
    while (!closing.signal.aborted) {
      try {
        if ((await step()) === 'done') return
        pause = 1000
      } catch (error) {
        if (closing.signal.aborted) return
        const { message } = error instanceof Error ? error : new Error(String(error))
        needs.log.warn({ reason: message.replaceAll(token, '…'), again: pause }, `Telegram: ${task} failed`)
        await sleep(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
        pause = Math.min(pause * 2, 300_000)
      }
    }
  }

  async function listen(receive: (items: Inbound[]) => Promise<void>): Promise<void> {
    let ready = false
    let offset: number | null = null
    running = persist('asking for messages', async () => {
      // Telegram refuses to be polled while a webhook is set.
      if (!ready) await ask('deleteWebhook')
      ready = true
      const waits = {
        timeout: 25,
        limit: 100,
        allowed_updates: updates,
        ...(offset === null ? {} : { offset }),
      }
      const list = expect(Polled, await ask('getUpdates', waits, 40_000))
      const items = list.flatMap(inbound)
      if (items.length > 0) await receive(items)
      for (const { acknowledge } of items)
        if (acknowledge) void bestEffort('answerCallbackQuery', { callback_query_id: acknowledge })
      // Forgotten once all is confirmed: after a quiet week update ids may begin anew, lower than before.
      const last = list.at(-1)
      offset = last === undefined ? null : last.update_id + 1
      // A proxy may cut long polling short, and would then be asked without end.
      if (last === undefined) await sleep(100, undefined, { signal: closing.signal })
      return 'again'
    })
    await running
  }

  if (!polls && needs.webhook !== null) {
    const wanted = { url: needs.webhook, secret_token: settings.secret ?? '', allowed_updates: updates }
    running = persist('setting the webhook', async () => {
      await ask('setWebhook', { ...wanted, max_connections: 40 })
      return 'done'
    })
  }

  return {
    async send(calls, { signal }) {
      let id: string | null = null
      for (const call of calls) id = await sendOne(bot, call, signal)
      if (id === null) throw new DeliveryError('permanent', 'There is nothing to send.')
      return { id }
    },
    typing: ({ id }) => bestEffort('sendChatAction', { chat_id: id, action: 'typing' }),
    acknowledge: (handle) => bestEffort('answerCallbackQuery', { callback_query_id: handle }),
    async media(url, signal) {
      if (!url.startsWith(file)) throw new Error('This is no file of Telegram.')
      const found = expect(Found, await bot.call('getFile', { file_id: url.slice(file.length) }, signal))
      return bot.file(found.file_path, signal)
    },
    ...(polls ? { listen } : {}),
    check: () => check(ask, polls ? null : { url: needs.webhook, now: needs.clock() }),
    async close() {
      closing.abort()
      await running
      bot.close()
    },
  }
}

async function sendOne(bot: Api, call: TelegramCall, signal: AbortSignal): Promise<string> {
  if (signal.aborted) throw new DeliveryError('retry', 'There was no time left to send it.')
  try {
    const sent = await bot.send(call.method, call.payload, signal)
    if (!fits(Sent, sent)) throw new DeliveryError('unknown', 'Telegram gave an answer that is none.')
    return `${sent.chat.id}:${sent.message_id}`
  } catch (error) {
    // Telegram refused the file, so nothing has arrived, and its address may still be said.
    const unfetched =
      error instanceof DeliveryError && error.class === 'permanent' && noFile.test(error.message)
    if (!unfetched || call.instead === undefined) throw error
    return sendOne(bot, call.instead, signal)
  }
}

const noFile = /HTTP URL|web page content|file identifier|PHOTO_INVALID|WEBPAGE|too big/i

const Sent = Type.Object({ message_id: Type.Integer(), chat: Type.Object({ id: Type.Integer() }) })
const Found = Type.Object({ file_path: Type.String({ minLength: 1 }) })
const Polled = Type.Array(Type.Object({ update_id: Type.Integer() }))

function expect<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> {
  if (fits(schema, value)) return value
  throw new Error('Telegram gave an answer that is none.')
}
