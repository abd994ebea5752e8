import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Detail } from '../../server/api.ts'
import type { Contact } from '../../server/store.ts'
import { type BotApi, startBotApi } from '../doubles/bot-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

let platform: BotApi
let parley: Opened
let ann: Awaited<ReturnType<typeof loggedIn>>
beforeAll(async () => {
  platform = await startBotApi()
  parley = await opened({
    TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
    TELEGRAM_SECRET: 'a-webhook-secret',
    TELEGRAM_API_BASE: platform.url,
  })
  ann = await loggedIn(parley, parley.url, 'Ann', 'agent')
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

const deliver = (chat: number, id: number, text: string) =>
  fetch(`${parley.url}/hooks/telegram/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'a-webhook-secret' },
    body: JSON.stringify({
      update_id: id,
      message: {
        message_id: id,
        date: 1_790_000_000 + id,
        chat: { id: chat, type: 'private' },
        from: { id: chat, is_bot: false, first_name: `Mira ${chat}` },
        text,
      },
    }),
  })
const said = (chat: number) => platform.sends().filter(({ payload }) => Number(payload.chat_id) === chat)
const contactOf = async (chat: number) =>
  (await parley.store.identity(`telegram/default/${chat}`))?.contact ?? ''

test('of a contact that was merged a redelivery resolves alike, and an answer still goes where it was asked', async () => {
  await deliver(1, 1, 'when do you open?')
  await deliver(2, 2, 'how long does delivery take?')
  await until(() => said(1).length === 1 && said(2).length === 1)
  const [from, into] = [await contactOf(1), await contactOf(2)]
  const merged = await ann.ask<Contact>(`/contacts/${from}/merge`, 'POST', { into })
  expect(merged.status).toBe(200)
  expect(merged.body.identities.map(({ id }) => id).sort()).toEqual([
    'telegram/default/1',
    'telegram/default/2',
  ])

  expect((await deliver(1, 1, 'when do you open?')).status).toBe(200)
  await deliver(1, 3, 'how can I pay?')
  await until(() => said(1).length === 2)
  const entries = await parley.store.entries({ identity: 'telegram/default/1' }, { after: 0, limit: 50 })
  expect(entries.filter(({ event }) => event.type === 'message')).toHaveLength(2)
  expect(said(2)).toHaveLength(1)
  expect(await contactOf(1)).toBe(into)

  const { body } = await ann.ask<Detail>(`/conversations/${encodeURIComponent('telegram/default/1#1')}`)
  expect(body.contact.id).toBe(into)
  expect(body.earlier.map(({ id }) => id)).toEqual(['telegram/default/2#1'])
})

test('a contact that was split off is a person of its own again, with its conversations', async () => {
  await deliver(3, 1, 'when do you open?')
  await deliver(4, 1, 'when do you open?')
  await until(() => said(3).length === 1 && said(4).length === 1)
  const into = await contactOf(4)
  await ann.ask(`/contacts/${await contactOf(3)}/merge`, 'POST', { into })
  const split = await ann.ask<Contact>('/contacts/split', 'POST', { identity: 'telegram/default/3' })
  expect(split.body.identities.map(({ id }) => id)).toEqual(['telegram/default/3'])
  expect(split.body.id).not.toBe(into)
  expect((await ann.ask<Contact>(`/contacts/${into}`)).body.identities).toHaveLength(1)
  expect(
    (await ann.ask<Detail>(`/conversations/${encodeURIComponent('telegram/default/3#1')}`)).body.contact.id,
  ).toBe(split.body.id)
})

test('fields are set and taken away, found again, and shown as the name in the inbox', async () => {
  await deliver(5, 1, 'when do you open?')
  await until(() => said(5).length === 1)
  const id = await contactOf(5)
  await ann.ask(`/contacts/${id}`, 'PATCH', { fields: { name: 'Mira Sol', city: 'Faro', vip: true } })
  const changed = await ann.ask<Contact>(`/contacts/${id}`, 'PATCH', { fields: { city: null } })
  expect(changed.body.fields).toEqual({ name: 'Mira Sol', vip: true })
  const found = await ann.ask<{ items: Contact[] }>('/contacts?text=mira%20sol')
  expect(found.body.items.map((one) => one.id)).toEqual([id])
  expect((await ann.detail('telegram/default/5#1')).body.conversation.name).toBe('Mira Sol')
})

test('what is not there is said to be not there', async () => {
  for (const [path, method, body] of [
    ['/contacts/nobody', 'GET', undefined],
    ['/contacts/nobody', 'PATCH', { fields: { city: 'Faro' } }],
    ['/contacts/nobody/merge', 'POST', { into: 'nobody' }],
    ['/contacts/split', 'POST', { identity: 'web/default/nobody' }],
  ] as const)
    expect(await ann.ask(path, method, body)).toMatchObject({ status: 404, body: { error: 'not-found' } })
})
