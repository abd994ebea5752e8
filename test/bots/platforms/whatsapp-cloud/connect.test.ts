import { afterEach, beforeEach, expect, test } from 'vitest'
import { DeliveryError } from '../../../../bots/channel.ts'
import { connect } from '../../../../bots/platforms/whatsapp-cloud/connect.ts'
import { render } from '../../../../bots/platforms/whatsapp-cloud/render.ts'
import { faults, type GraphApi, startGraphApi } from '../../../doubles/graph-api.ts'
import { needs } from '../../channels/contract.ts'

const to = {
  id: '351910000001',
  address: { to: '351910000001', message: 'wamid.1' },
  author: 'bot',
  key: 'k',
  language: 'en',
} as const
const signal = new AbortController().signal
const webhook = 'https://chat.example/hooks/whatsapp-cloud/shop'

let api: GraphApi
beforeEach(async () => {
  api = await startGraphApi()
})
afterEach(() => api.close())

const open = () =>
  connect(
    { token: 'EAAB-invented', phoneNumberId: '7001', apiBase: api.url, version: 'v26.0' },
    { ...needs, webhook },
  )

test('sends with the token, and gives the id by which statuses name the message', async () => {
  const { id } = await open().send(render({ type: 'text', text: 'Hello' }, to), { key: 'k', signal })
  expect(id).toBe('wamid.sent1')
  expect(api.calls[0]).toMatchObject({
    path: '/v26.0/7001/messages',
    headers: { authorization: 'Bearer EAAB-invented', 'content-type': 'application/json' },
  })
})

test('does not say a beginning twice when the rest may be tried again', async () => {
  const audio = { type: 'media', kind: 'audio', url: 'https://shop.example/a.mp3', alt: 'Listen' } as const
  api.fail({ status: 200, body: '{"messages":[{"id":"wamid.a"}]}' })
  api.fail(faults.busy)
  const error = await open()
    .send(render(audio, to), { key: 'k', signal })
    .catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(DeliveryError)
  expect(error).toMatchObject({ class: 'unknown', after: 14_000 })
})

test('an answer that is none may have been a message', async () => {
  api.fail({ status: 200, body: '<html>a proxy</html>' })
  const sending = open().send(render({ type: 'text', text: 'x' }, to), { key: 'k', signal })
  await expect(sending).rejects.toMatchObject({ class: 'unknown' })
})

test('shows typing as an answer to the newest message, as well as it can', async () => {
  const connection = open()
  await connection.typing?.(to)
  await connection.typing?.({ ...to, address: null })
  api.fail(faults.refused)
  await connection.typing?.(to)
  await connection.close()
  expect(api.bodies()).toEqual(
    Array(2).fill({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.1',
      typing_indicator: { type: 'text' },
    }),
  )
})

test('fetches a file the customer sent, with the token only at Meta', async () => {
  api.keep('9001', { url: `${api.url}/v26.0/files/lamp`, mime_type: 'image/jpeg' })
  api.keepFile('files/lamp', 'bytes of a picture', 'application/octet-stream')
  api.keep('9002', { url: 'https://elsewhere.example/lamp' })
  const connection = open()
  const file = await connection.media?.('whatsapp:9001', signal)
  expect(file?.type).toBe('image/jpeg')
  expect(await new Response(file?.body).text()).toBe('bytes of a picture')
  expect(api.calls.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill('Bearer EAAB-invented'))
  await expect(connection.media?.('whatsapp:9002', signal)).rejects.toThrow('no file of WhatsApp')
  await expect(connection.media?.('https://shop.example/a.png', signal)).rejects.toThrow(
    'no file of WhatsApp',
  )
})

test('tells in words what does not work', async () => {
  const rows = async () => (await open().check?.()) ?? []
  expect(await rows()).toEqual([{ name: 'Access token', ok: false, help: expect.stringContaining('token') }])

  api.keep('7001', { id: '7001', quality_rating: 'GREEN', webhook_configuration: { application: webhook } })
  expect((await rows()).map(({ ok }) => ok)).toEqual([true, true, true])

  api.keep('7001', { quality_rating: 'RED', webhook_configuration: { application: 'https://other.example' } })
  const [, receiving, quality] = await rows()
  expect(receiving?.help).toContain('https://other.example')
  expect(receiving?.help).toContain(webhook)
  expect(quality?.ok).toBe(false)
})
