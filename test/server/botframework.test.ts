import { DirectLine } from 'botframework-directlinejs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BotService, claims, faults, startBotService, token } from '../doubles/bot-service.ts'
import { Xhr } from '../doubles/xhr.ts'
import { carried, botframework as tables } from '../fixtures/payloads/botframework.ts'
import { isPresent, read } from '../fixtures/payloads/published.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

const appId = 'app-7'
const password = 'an-invented-secret'
let service: BotService
let parley: Opened
beforeAll(async () => {
  service = await startBotService({ appId, password })
  parley = await opened({
    BOTFRAMEWORK_APP_ID: appId,
    BOTFRAMEWORK_PASSWORD: password,
    BOTFRAMEWORK_LOGIN_BASE: service.url,
    BOTFRAMEWORK_OPEN_ID_URL: `${service.url}/openid`,
    BOTFRAMEWORK_SERVICE_BASE: service.url,
  })
  service.deliverTo(`${parley.url}/hooks/botframework/default`)
})
afterAll(async () => {
  await parley.end()
  await service.close()
})

let number = 0
function said(conversation: string, text: string) {
  return {
    type: 'message',
    id: `said-${++number}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: `${service.url}/`,
    from: { id: '29:mira', name: 'Mira' },
    conversation: { id: conversation, conversationType: 'personal' },
    recipient: { id: '28:app-7', name: 'Example Shop' },
    text,
  }
}

function deliver(activity: { serviceUrl: string }, more: object = {}) {
  const authorization = `Bearer ${token({ ...claims(appId, activity.serviceUrl), ...more })}`
  return deliverTo('default', JSON.stringify(activity), authorization)
}

function deliverTo(account: string, body: string, authorization: string) {
  const headers = { 'content-type': 'application/json', authorization }
  return fetch(`${parley.url}/hooks/botframework/${account}`, { method: 'POST', headers, body })
}

test("Microsoft's own Direct Line client asks a question and reads the answer", async () => {
  Reflect.set(globalThis, 'XMLHttpRequest', Xhr)
  const client = new DirectLine({
    secret: 'a-secret',
    domain: `${service.url}/v3/directline`,
    webSocket: false,
    pollingInterval: 200,
  })
  const read: { from: string; text: string }[] = []
  const reading = client.activity$.subscribe({
    next: (activity) => {
      if (activity.type === 'message') read.push({ from: activity.from.id, text: activity.text ?? '' })
    },
    error: () => undefined, // it ends with one
  })
  try {
    const id = await new Promise<string>((done, failed) =>
      client
        .postActivity({ type: 'message', from: { id: 'user1' }, text: 'when do you open?' })
        .subscribe({ next: done, error: failed }),
    )
    expect(id).toMatch(/^talk-1\|/)
    await until(() => read.some(({ from, text }) => from === 'shop@bot' && text.includes('open from Monday')))
    expect(read.filter(({ text }) => text === 'when do you open?')).toHaveLength(1)
    await until(() => service.forwarded.length === 2) // that it began, and the question
    expect(service.forwarded).toEqual([200, 200])
    expect((await parley.store.identity('botframework/default/directline|talk-1'))?.address).toBe(
      'directline|talk-1',
    )
  } finally {
    reading.unsubscribe()
    client.end()
  }
})

test('a question that is delivered twice is stored and answered once', async () => {
  const question = said('a:twice', 'when do you open?')
  for (const _ of [1, 2]) expect((await deliver(question)).status).toBe(200)
  await deliver(said('a:after', 'when do you open?'))
  const answers = (conversation: string) =>
    service.sends().filter((sent) => sent.conversation.id === conversation && sent.type === 'message')
  await until(() => answers('a:after').length > 0)
  expect(answers('a:twice')).toHaveLength(answers('a:after').length)
})

test('a token for another service or bot is refused, and nothing is stored', async () => {
  expect((await deliver(said('a:forged', 'hi'), { aud: 'another-app' })).status).toBe(401)
  expect((await deliver(said('a:forged', 'hi'), { serviceurl: 'https://evil.example/' })).status).toBe(401)
  expect(await parley.store.identity('botframework/default/msteams|a:forged')).toBeNull()
})

test('a button of a card is answered in the body', async () => {
  const value = { action: { type: 'Action.Execute', verb: 'late' } }
  const pressed = { ...said('a:card', ''), type: 'invoke', name: 'adaptiveCard/action', value }
  const answer = await deliver(pressed)
  expect(await answer.json()).toMatchObject({ statusCode: 200 })
})

test('what the service refuses is shown with the reason', async () => {
  const conversation = 'botframework/default/msteams|a:refused#1'
  service.fail(faults.refused, /a%3Arefused\/activities$/)
  await deliver(said('a:refused', 'when do you open?'))
  const dead = () => parley.store.jobs({ conversation, status: 'dead', limit: 9 })
  await until(async () => (await dead()).length)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(conversation)).body.pending).toEqual([
    expect.objectContaining({
      status: 'dead',
      reason: 'Bot Framework said: 400 BadSyntax The activity is not right',
    }),
  ])
})

describe.each(tables)('published in $folder:', (table) => {
  test.runIf(isPresent(table)).each(Object.entries(table.becomes))(
    '%s is stored once',
    async (name, events) => {
      const body = carried(name, read(table, name))
      const { channelId, conversation, serviceUrl } = JSON.parse(body)
      // An account of its own: the published ones name the same messages again and again.
      const account = `${table.folder}-${name}`.replaceAll('_', '-').slice(-50)
      const settings = { appId, password, loginBase: service.url, openIdUrl: `${service.url}/openid` }
      const saved = await parley.accounts.save({ channel: 'botframework', name: account, settings })
      expect(saved).toMatchObject({ off: null })
      const authorization = `Bearer ${token(claims(appId, serviceUrl))}`
      for (const _ of ['first', 'again'])
        expect((await deliverTo(account, body, authorization)).status).toBe(200)
      expect((await deliverTo(account, body, '')).status).toBe(401)
      const identity = `botframework/${account}/${channelId}|${conversation.id}`
      const entries = await parley.store.entries({ identity }, { after: 0, limit: 100 })
      expect(entries.flatMap(({ by, event }) => (by === 'customer' ? [event] : []))).toEqual(events)
    },
  )
})
