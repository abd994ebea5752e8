import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Inbound } from '../../../../bots/channel.ts'
import type { Message } from '../../../../bots/message.ts'
import { connect } from '../../../../bots/platforms/telegram/connect.ts'
import { render } from '../../../../bots/platforms/telegram/render.ts'
import { type BotApi, faults, startBotApi } from '../../../doubles/bot-api.ts'
import { needs } from '../../channels/contract.ts'

const settings = {
  token: '90020001:AA-invented_token',
  secret: 'a-secret_of-ours-1',
  apiBase: 'http://127.0.0.1:9', // where nobody listens
}
const to = { id: '70010001', address: null, author: 'bot', key: 'k', language: 'en' } as const
const rendered = (message: Message) => render(message, to)

let api: BotApi
beforeEach(async () => {
  api = await startBotApi()
})
afterEach(() => api.close())

const polling = () => ({ token: settings.token, apiBase: api.url })
const open = (account: Parameters<typeof connect>[0] = polling(), more: Partial<typeof needs> = {}) =>
  connect(account, { ...needs, ...more })
const signal = new AbortController().signal
const update = (name: string): { update_id?: number } => {
  const { update_id: _, ...rest } = JSON.parse(
    readFileSync(new URL(`../../../fixtures/telegram/${name}.json`, import.meta.url), 'utf8'),
  )
  return rest
}

test('gives the id by which replies and reactions name the message', async () => {
  const connection = open()
  const { id } = await connection.send(rendered({ type: 'text', text: 'Hello' }), { key: 'k', signal })
  expect(id).toBe('70010001:1001')
  await connection.close()
})

test('says the address of a file that Telegram cannot fetch', async () => {
  api.fail({ status: 400, description: 'Bad Request: failed to get HTTP URL content' })
  const connection = open()
  const calls = rendered({
    type: 'media',
    kind: 'file',
    url: 'https://shop.example/a.docx',
    name: 'a.docx',
  })
  await connection.send(calls, { key: 'k', signal })
  expect(api.sends().map(({ method }) => method)).toEqual(['sendDocument', 'sendMessage'])
  expect(api.sends()[1]?.payload.text).toBe('a.docx\nhttps://shop.example/a.docx')
  await connection.close()
})

test('keeps the token out of every error and log line', async () => {
  const lines: string[] = []
  const log = {
    ...needs.log,
    warn: (fields: object, text: string) => lines.push(text + JSON.stringify(fields)),
  }
  const strange = { status: 200, body: '<html>a proxy</html>' }
  const errors: unknown[] = []
  const connection = open({ ...settings, apiBase: api.url }, { log, webhook: 'https://chat.example/hooks' })
  await api.arrived(({ method }) => method === 'setWebhook')
  for (const fault of [strange, 'close', { status: 400, description: `bad ${settings.token}` }] as const) {
    api.fail(fault)
    await connection
      .send(rendered({ type: 'text', text: 'my secret wish' }), { key: 'k', signal })
      .catch((error: unknown) => errors.push(error))
  }
  await connection.close()
  const unreachable = open({ ...settings })
  await unreachable
    .send(rendered({ type: 'text', text: 'x' }), { key: 'k', signal })
    .catch((error: unknown) => errors.push(error))
  await unreachable.close()
  expect(errors).toHaveLength(4)
  for (const error of errors) lines.push(inspected(error))
  for (const line of lines) {
    expect(line).not.toContain('invented_token')
    expect(line).not.toContain('my secret wish')
  }
})

test('is retried, not unknown, when nothing can have left', async () => {
  const connection = open({ ...settings })
  const sending = connection.send(rendered({ type: 'text', text: 'x' }), { key: 'k', signal })
  await expect(sending).rejects.toMatchObject({ class: 'retry' })
  await connection.close()
})

test('asks Telegram for its webhook, again when that fails', async () => {
  api.fail(faults.broken, { method: /^setWebhook$/ })
  const webhook = 'https://chat.example/hooks/telegram/shop'
  const connection = open({ ...settings, apiBase: api.url }, { webhook })
  const isSet = ({ method }: { method: string }) => method === 'setWebhook'
  await api.arrived(() => api.calls.filter(isSet).length === 2)
  await connection.close()
  expect(api.calls.find(isSet)?.payload).toEqual({
    url: webhook,
    secret_token: settings.secret,
    max_connections: 40,
    allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member', 'message_reaction'],
  })
  expect(connection.listen).toBeUndefined()
})

test('polls, and asks for the next batch only when this one was stored', async () => {
  const connection = open()
  const stored: Inbound[] = []
  let attempts = 0
  api.push(update('text'))
  api.push({ message: { message_id: 'seven', text: 7 } }) // a bad one keeps its neighbours
  api.push(update('callback'))
  const listening = connection.listen?.(async (items) => {
    if (++attempts === 1) throw new Error('the disk is full')
    stored.push(...items)
  })
  await api.arrived(({ payload }) => payload.offset === 4)
  await api.arrived(({ method }) => method === 'answerCallbackQuery')
  api.push(update('photo'))
  await api.arrived(({ payload }) => payload.offset === 5)
  await connection.close()
  await listening
  expect(stored.map(({ once }) => once)).toEqual(['70010001:501', '3007001000200301', '70010001:509'])
  expect(api.calls[0]?.method).toBe('deleteWebhook')
  expect(attempts).toBe(3)
  const polls = api.calls.filter(({ method }) => method === 'getUpdates')
  expect(polls.map(({ payload }) => payload.offset)).toEqual([undefined, undefined, 4, 5])
})

test('forgets the update number when all was read, since after a quiet week they may begin lower', async () => {
  const connection = open()
  const method = /^getUpdates$/
  api.push({ ...update('text'), update_id: 900 })
  const listening = connection.listen?.(async () => {
    api.fail({ status: 200, body: '{"ok":true,"result":[]}' }, { method })
  })
  const polls = () => api.calls.filter((call) => method.test(call.method))
  await api.arrived(() => polls().length === 3)
  await connection.close()
  await listening
  expect(polls().map(({ payload }) => payload.offset)).toEqual([undefined, 901, undefined])
})

test('shows typing and stops a spinner as well as it can', async () => {
  const connection = open()
  await connection.typing?.(to)
  api.fail(faults.refused, { method: /answerCallbackQuery/ })
  await connection.acknowledge?.('3007001000200301')
  await connection.close()
  expect(api.calls.map(({ method }) => method)).toEqual(['sendChatAction', 'answerCallbackQuery'])
})

test('fetches a file the customer sent', async () => {
  api.keep('AgAC', 'bytes of a picture')
  const connection = open()
  const file = await connection.media?.('telegram:file/AgAC', signal)
  expect(await new Response(file?.body).text()).toBe('bytes of a picture')
  await expect(connection.media?.('https://shop.example/a.png', signal)).rejects.toThrow('no file')
  await connection.close()
})

test('tells in words what does not work', async () => {
  const webhook = 'https://chat.example/hooks/telegram/shop'
  const connection = open({ ...settings, apiBase: api.url }, { webhook })
  await api.arrived(({ method }) => method === 'setWebhook')
  const rows = async () => (await connection.check?.()) ?? []
  expect((await rows()).map(({ ok }) => ok)).toEqual([true, true, true])

  api.webhook.url = 'https://other.example'
  api.webhook.last_error_date = needs.clock() / 1000 - 120
  api.webhook.last_error_message = 'Connection timed out'
  const [, receiving, deliveries] = await rows()
  expect(receiving).toMatchObject({ ok: false, help: expect.stringContaining('https://other.example') })
  expect(deliveries?.help).toBe('2 minutes ago Telegram could not deliver: Connection timed out.')

  api.fail(faults.unauthorized, { method: /getMe/ })
  expect(await rows()).toEqual([{ name: 'Token', ok: false, help: expect.stringContaining('@BotFather') }])
  await connection.close()
})

function inspected(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.stack, JSON.stringify(error), error.cause === undefined ? '' : inspected(error.cause)].join(
    '\n',
  )
}
