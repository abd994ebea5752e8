import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BotApi, faults, startBotApi } from '../doubles/bot-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const secret = 'a-webhook-secret'
let platform: BotApi
let parley: Opened
beforeAll(async () => {
  platform = await startBotApi()
  parley = await opened({
    TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
    TELEGRAM_SECRET: secret,
    TELEGRAM_API_BASE: platform.url,
  })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

let number = 0
function update(chat: number, text: string, more: Record<string, unknown> = {}) {
  const id = ++number
  return {
    update_id: id,
    message: {
      message_id: id,
      date: 1_790_000_000 + id,
      chat: { id: chat, type: 'private', first_name: 'Mira' },
      from: { id: chat, is_bot: false, first_name: 'Mira', language_code: 'en' },
      text,
      ...more,
    },
  }
}

const deliver = (body: unknown, given = secret) =>
  fetch(`${parley.url}/hooks/telegram/default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': given },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const sent = (chat: number) => platform.sends().filter((call) => Number(call.payload.chat_id) === chat)
const texts = (chat: number) => sent(chat).map((call) => String(call.payload.text))

test('a question is answered by the flow, once, though it is delivered twice', async () => {
  const question = update(1, 'when do you open?')
  expect((await Promise.all([deliver(question), deliver(question)])).map((answer) => answer.status)).toEqual([
    200, 200,
  ])
  expect((await deliver(question)).status).toBe(200)
  await until(() => sent(1).length > 0)
  await deliver(update(1, 'how long does delivery take?'))
  await until(() => sent(1).length > 1)
  expect(texts(1)).toEqual([
    expect.stringContaining('open from Monday'),
    expect.stringContaining('two to four working days'),
  ])
})

test('nothing unverified is stored', async () => {
  for (const wrong of ['', 'wrong', `${secret}x`, secret.slice(0, -1)])
    expect((await deliver(update(2, 'let me in'), wrong)).status).toBe(401)
  expect(await parley.store.identity('telegram/default/2')).toBeNull()
})

test('a person is reached, speaks, and gives back to where the bot was', async () => {
  const id = 'telegram/default/3#1'
  await deliver(update(3, 'where is my order'))
  await until(() => texts(3).some((text) => text.includes('order number')))
  await deliver(update(3, 'a person, please'))
  await until(() => texts(3).length > 1)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(id)).body).toMatchObject({
    conversation: { mode: 'waiting', waiting: { queue: 'orders', reason: 'asked' } },
  })
  expect((await ann.act(id, { type: 'take' })).status).toBe(200)
  expect(
    (await ann.act(id, { type: 'reply', message: { type: 'text', text: 'Hello, Ann here.' } })).status,
  ).toBe(200)
  await until(() => texts(3).includes('Hello, Ann here.'))
  await deliver(update(3, 'thanks!'))
  expect((await ann.act(id, { type: 'release', to: 'here', result: { outcome: 'resolved' } })).status).toBe(
    200,
  )
  await until(() => texts(3).at(-1)?.includes('order number'))
  await deliver(update(3, 'AB123450'))
  await until(() => texts(3).at(-1)?.includes('arrives on'))
  expect(texts(3).filter((text) => text.includes('thanks'))).toEqual([])
})

test('a deep link starts the flow it names', async () => {
  await deliver(update(4, '/start orders', { entities: [{ type: 'bot_command', offset: 0, length: 6 }] }))
  await until(() => texts(4).some((text) => text.includes('order number')))
})

test('of two agents who take at once one wins, and the other is told who', async () => {
  const id = 'telegram/default/5#1'
  await deliver(update(5, 'a person, please'))
  await until(() => parley.store.conversation(id).then((found) => found?.mode === 'waiting'))
  const [bea, cy] = await Promise.all([
    loggedIn(parley, parley.url, 'Bea', 'agent'),
    loggedIn(parley, parley.url, 'Cy', 'agent'),
  ])
  const { epoch } = (await bea.detail(id)).body.conversation
  const both = await Promise.all([bea.act(id, { type: 'take' }, epoch), cy.act(id, { type: 'take' }, epoch)])
  expect(both.map((one) => one.status).sort()).toEqual([200, 409])
  const winner = both[0].status === 200 ? 'Bea' : 'Cy'
  expect(both.find((one) => one.status === 409)?.body).toMatchObject({
    by: winner,
    message: `${winner} has this conversation.`,
  })
})

test('a customer who blocked us gets nothing more, the agent sees why, and writing lifts it', async () => {
  const id = 'telegram/default/6#1'
  platform.fail(faults.blocked, { times: 1 })
  await deliver(update(6, 'when do you open?'))
  await until(async () => (await parley.store.identity('telegram/default/6'))?.refused.includes('reachable'))
  const before = sent(6).length
  const dee = await loggedIn(parley, parley.url, 'Dee', 'agent')
  await dee.act(id, { type: 'take' })
  await dee.act(id, { type: 'reply', message: { type: 'text', text: 'Are you there?' } })
  const dead = await until(async () => {
    const jobs = await parley.store.jobs({ conversation: id, status: 'dead', limit: 9 })
    return jobs.find((job) => job.author === 'agent')
  })
  expect(dead.reason).toContain('does not want messages')
  expect(sent(6)).toHaveLength(before)
  await deliver(update(6, 'I am back'))
  await until(async () => (await parley.store.identity('telegram/default/6'))?.refused.length === 0)
  await dee.act(id, { type: 'reply', message: { type: 'text', text: 'Good.' } })
  await until(() => texts(6).includes('Good.'))
})

test('an answer of 429 is obeyed and the message arrives once', async () => {
  platform.fail(
    { status: 429, description: 'Too Many Requests', parameters: { retry_after: 1 } },
    { times: 1 },
  )
  await deliver(update(7, 'when do you open?'))
  await until(() => sent(7).length === 2)
  const [first, second] = sent(7)
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1000)
  const entries = await until(async () => {
    const found = await parley.store.entries({ identity: 'telegram/default/7' }, { after: 0, limit: 100 })
    return found.some(({ event }) => event.type === 'sent') && found
  })
  expect(entries.filter(({ event }) => event.type === 'sent')).toHaveLength(1)
})

test('kinds that are not known are kept and told, and answered in words', async () => {
  const { text: _, ...poll } = update(8, '').message
  await deliver({
    update_id: ++number,
    message: { ...poll, poll: { id: '1', question: 'Tea?', options: [] } },
  })
  await until(() => texts(8).some((text) => text.includes('cannot read')))
})

test('a group is stored and not answered', async () => {
  const { message } = update(9, 'hello all')
  await deliver({
    update_id: ++number,
    message: { ...message, chat: { id: -100, type: 'group', title: 'Friends' } },
  })
  const entries = await until(async () => {
    const found = await parley.store.entries({ identity: 'telegram/default/-100' }, { after: 0, limit: 9 })
    return found.length > 0 && found
  })
  expect(entries[0]?.event.type).toBe('message')
  expect(sent(-100)).toEqual([])
})
