import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import type { TelegramServer } from 'telegram-test-api/lib/telegramServer.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound } from '../../../bots/channel.ts'
import { telegram } from '../../../bots/channels/telegram.ts'
import { needs } from './contract.ts'

/* The channel against somebody else's server and client, which know nothing of ours. */

// Its types say that it has a default export, and it has none.
const Server: new (config: { port: number; host: string }) => TelegramServer = createRequire(import.meta.url)(
  'telegram-test-api',
)
const token = '90020001:AA-invented_token'
let server: TelegramServer

beforeAll(async () => {
  server = new Server({ port: await freePort(), host: '127.0.0.1' })
  await server.start()
})
afterAll(() => server.stop())

test('a customer writes, is answered with buttons, and presses one', async () => {
  const client = server.getClient(token, { userId: 70010001, chatId: 70010001, firstName: 'Mira' })
  const connection = telegram.connect({ token, apiBase: server.config.apiURL }, needs)
  const pressed = Promise.withResolvers<Inbound>()
  const choices = [{ value: 'late', text: 'It is late' }]
  const listening = connection.listen?.(async (items) => {
    for (const item of items) {
      if (item.event.type !== 'message') continue
      if (item.event.message.type === 'choice') pressed.resolve(item)
      else
        await connection.send(
          telegram.render(
            { type: 'choices', text: '*What* is it about?', choices, of: 'v1' },
            { id: item.from.id, address: null, author: 'bot', key: 'k', language: 'en' },
          ),
          { key: 'k', signal: new AbortController().signal },
        )
    }
  })

  await client.sendMessage(client.makeMessage('Where is my order?'))
  const { result } = await client.getUpdates()
  expect(result[0]?.message.text).toBe('<i>What</i> is it about?')
  await client.sendCallback(client.makeCallbackQuery('v1|late', { message: { message_id: 2 } }))
  const { event } = await pressed.promise
  expect(event).toMatchObject({ message: { type: 'choice', value: 'late', of: 'v1' } })

  await connection.close()
  await listening
})

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
