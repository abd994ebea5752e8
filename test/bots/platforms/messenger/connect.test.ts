import { afterEach, beforeEach, expect, test } from 'vitest'
import type { By } from '../../../../bots/entry.ts'
import type { Message } from '../../../../bots/message.ts'
import { connect } from '../../../../bots/platforms/messenger/connect.ts'
import { render } from '../../../../bots/platforms/messenger/render.ts'
import { faults, type GraphApi, graphError, startGraphApi } from '../../../doubles/graph-api.ts'
import { needs } from '../../channels/contract.ts'

const signal = new AbortController().signal
const to = { id: '70010001', address: null, key: 'k', language: 'en' } as const
const platform = { always: { messaging_type: 'RESPONSE' }, marked: {} }
const rendered = (author: By) => render({ type: 'text', text: 'Hello' }, { ...to, author }, platform)
const late = graphError(400, 10, 'This message is sent outside of allowed window.', 2018278)

let api: GraphApi
beforeEach(async () => {
  api = await startGraphApi()
})
afterEach(() => api.close())

const open = (webhook: string | null = 'https://chat.example/hooks/messenger/shop') =>
  connect(
    { token: 'EAAB-invented', own: '7003', who: 'Messenger', apiBase: api.url, version: 'v26.0' },
    { ...needs, webhook },
  )

test('sends with the token, and gives the id by which receipts name the message', async () => {
  expect(await open().send(rendered('bot'), { key: 'k', signal })).toEqual({ id: 'm_sent1' })
  expect(api.calls[0]).toMatchObject({
    path: '/v26.0/7003/messages',
    headers: { authorization: 'Bearer EAAB-invented' },
  })
})

test("an agent's message leaves under the tag when the customer wrote long ago", async () => {
  api.fail(late)
  await open().send(rendered('agent:ann'), { key: 'k', signal })
  expect(api.sends().map(({ messaging_type, tag }) => [messaging_type, tag])).toEqual([
    ['RESPONSE', undefined],
    ['MESSAGE_TAG', 'HUMAN_AGENT'],
  ])
})

test("a bot's message does not, and no other refusal is tried again", async () => {
  api.fail(late)
  await expect(open().send(rendered('bot'), { key: 'k', signal })).rejects.toMatchObject({
    class: 'window',
  })
  api.fail(faults.refused)
  await expect(open().send(rendered('agent:ann'), { key: 'k', signal })).rejects.toMatchObject({
    class: 'permanent',
  })
  expect(api.sends()).toHaveLength(2)
})

test('does not say a beginning twice when the rest may be tried again', async () => {
  const file: Message = { type: 'media', kind: 'file', url: 'https://shop.example/a.pdf', alt: 'The bill' }
  api.fail({ status: 200, body: '{"message_id":"m_a"}' })
  api.fail(faults.broken)
  const sending = open().send(render(file, { ...to, author: 'bot' }, platform), { key: 'k', signal })
  await expect(sending).rejects.toMatchObject({ class: 'unknown' })
})

test('shows typing as well as it can', async () => {
  const connection = open()
  await connection.typing?.({ ...to, author: 'bot' })
  api.fail(faults.refused)
  await connection.typing?.({ ...to, author: 'bot' })
  await connection.close()
  expect(api.bodies()).toEqual(Array(2).fill({ recipient: { id: '70010001' }, sender_action: 'typing_on' }))
})

test('fetches a file the customer sent from Meta, without the token, and from nowhere else', async () => {
  api.keepFile('files/lamp', 'bytes of a picture', 'image/jpeg')
  const connection = open()
  const file = await connection.media?.(`${api.url}/v26.0/files/lamp`, signal)
  expect(file?.type).toBe('image/jpeg')
  expect(await new Response(file?.body).text()).toBe('bytes of a picture')
  expect(api.calls[0]?.headers.authorization).toBeUndefined()
  for (const url of [
    'https://shop.example/a.png',
    'http://scontent.fbcdn.net/a.png',
    'https://notfbcdn.net/a',
    'x',
  ])
    await expect(connection.media?.(url, signal)).rejects.toThrow('no file of Messenger')
})

test('tells in words what does not work', async () => {
  const rows = async (webhook?: null) => (await open(webhook).check?.()) ?? []
  expect(await rows()).toEqual([{ name: 'Access token', ok: false, help: expect.stringContaining('token') }])

  api.keep('7003', { id: '7003' })
  api.keep('7003/subscribed_apps', { data: [{ subscribed_fields: ['messages', 'messaging_postbacks'] }] })
  expect((await rows()).map(({ ok }) => ok)).toEqual([true, true, true])
  expect((await rows(null))[1]?.help).toContain('PUBLIC_URL')

  api.keep('7003/subscribed_apps', { data: [{ subscribed_fields: ['messages'] }] })
  expect((await rows())[2]?.help).toBe('Subscribe the app to messaging_postbacks in the app dashboard.')
})
