import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plainText } from '../../bots/message.ts'
import type { LiveClient, LiveServer, VisitorClient, VisitorServer } from '../../server/api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'
import { socket } from './socket.ts'

let parley: Opened
let ann: Awaited<ReturnType<typeof loggedIn>>
beforeAll(async () => {
  parley = await opened()
  ann = await loggedIn(parley, parley.url, 'Ann')
})
afterAll(() => parley.end())

type Change = Extract<LiveServer, { type: 'change' }>
type Hello = Extract<LiveServer, { type: 'hello' }>
const isHello = (message: LiveServer): message is Hello => message.type === 'hello'

const dashboard = (more: { origin?: string; cookie?: string } = {}) =>
  socket<LiveServer, LiveClient>(`${parley.url}/api/live`, {
    origin: parley.url,
    cookie: ann.cookie,
    ...more,
  })

/** A customer's words, on their way by the entrance. */
async function says(who: string, ...texts: string[]): Promise<string> {
  const { id } = await parley.store.identify('web/default', { id: who })
  for (const text of texts) {
    const event = { type: 'message', id: text, message: { type: 'text', text } } as const
    await parley.engine.append(id, [{ key: `message:${text}`, by: 'customer', event, opens: true }])
  }
  return `${id}#1`
}

const changesOf = (heard: LiveServer[]) =>
  heard.filter((message): message is Change => message.type === 'change')
/** What customers said, of all lines that came. */
const words = (heard: LiveServer[]) =>
  changesOf(heard).flatMap(({ lines }) =>
    lines.flatMap(({ event }) => (event.type === 'message' ? [plainText(event.message)] : [])),
  )

describe("a dashboard's live connection", () => {
  test('greets, and brings every change with its lines, its conversation and the counts', async () => {
    const live = await dashboard()
    live.say({ type: 'hello', after: null })
    await live.next(isHello)
    const id = await says('live1', 'a person, please')
    const change = await live.next(
      (message): message is Change =>
        message.type === 'change' &&
        message.conversation.id === id &&
        message.conversation.mode === 'waiting',
    )
    expect(change.conversation).toMatchObject({ channel: 'web', preview: expect.any(String), epoch: 1 })
    expect(change.counts.queue).toBeGreaterThan(0)
    expect(words(live.heard)).toContain('a person, please')
    live.cut()
  })

  test('however often it is cut, goes on after the last change it heard and misses none', async () => {
    const first = await dashboard()
    first.say({ type: 'hello', after: null })
    let { after } = await first.next(isHello)
    first.cut()
    const wanted: string[] = []
    for (let at = 0; at < 40; at++) {
      const text = `cut ${at}`
      wanted.push(text)
      await says(`cut${at % 8}`, text)
    }
    const seen = new Set<string>()
    const missing = () => wanted.filter((text) => !seen.has(text))
    // Hangs up after the first change, then after the second, …: what came behind it was never read.
    for (let most = 1; missing().length > 0; most++) {
      expect(most, `still missing ${missing()}`).toBeLessThan(20)
      const live = await dashboard()
      live.say({ type: 'hello', after })
      await until(() => changesOf(live.heard).length >= most)
      const read = changesOf(live.heard).slice(0, most)
      live.cut()
      for (const text of words(read)) seen.add(text)
      after = read.at(-1)?.after ?? after
    }
  })

  test('tells what happens meanwhile in order: no place goes back while it stands', async () => {
    const live = await dashboard()
    live.say({ type: 'hello', after: null })
    await live.next(isHello)
    await Promise.all(Array.from({ length: 60 }, (_, at) => says(`order${at % 12}`, `order ${at}`)))
    await until(() => new Set(words(live.heard).filter((text) => text.startsWith('order '))).size === 60)
    const places = changesOf(live.heard).map(({ after }) => Number(after))
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    live.cut()
  })

  test.each(['nonsense', '999999999', '-5', '{}', '1e400'])(
    'says to read anew after a place it does not know: %s',
    async (after) => {
      const live = await dashboard()
      live.say({ type: 'hello', after })
      await live.next((message): message is { type: 'resync' } => message.type === 'resync')
      expect(Number((await live.next(isHello)).after)).toBeGreaterThan(0)
      live.cut()
    },
  )

  test('says to read anew when too much was missed', async () => {
    const { id } = await parley.store.identify('web/default', { id: 'many' })
    const items = Array.from({ length: 300 }, (_, at) => ({
      key: `reaction:${at}:x`,
      by: 'customer' as const,
      event: { type: 'reaction' as const, id: `${at}` },
    }))
    await parley.engine.append(id, items)
    const live = await dashboard()
    live.say({ type: 'hello', after: '0' })
    await live.next((message): message is { type: 'resync' } => message.type === 'resync')
    live.cut()
  })

  test('ends with the session', async () => {
    const bea = await loggedIn(parley, parley.url, 'Bea', 'agent')
    const live = await dashboard({ cookie: bea.cookie })
    live.say({ type: 'hello', after: null })
    await live.next(isHello)
    expect((await bea.ask('/login', 'DELETE')).status).toBe(200)
    expect(await live.closed).toBe(4401)
  })

  test('lets in nobody from another site, without an origin, or without a session', async () => {
    await expect(dashboard({ origin: 'https://evil.example' })).rejects.toThrow('403')
    await expect(socket(`${parley.url}/api/live`, { cookie: ann.cookie })).rejects.toThrow('403')
    await expect(dashboard({ cookie: 'parley=nothing' })).rejects.toThrow('401')
  })

  test.each([
    '{',
    '[]',
    '{"type":"hello"}',
    '{"type":"hello","after":{"$gt":""}}',
    `"${'x'.repeat(70_000)}"`,
  ])('hangs up on what it cannot understand', async (text) => {
    const live = await dashboard()
    live.sayRaw(text)
    expect([4400, 1009]).toContain(await live.closed)
  })

  test('puts who is online on duty, and nobody who is away', async () => {
    const cy = await loggedIn(parley, parley.url, 'Cy', 'agent')
    const onDuty = async () => (await parley.store.attending()).some(({ agent }) => agent === cy.me.id)
    expect(await onDuty()).toBe(false)
    const live = await dashboard({ cookie: cy.cookie })
    await until(onDuty)
    await cy.ask('/people/me', 'PUT', { presence: 'away' })
    expect(await onDuty()).toBe(false)
    live.say({ type: 'alive' })
    live.say({ type: 'hello', after: null })
    await live.next(isHello) // what was said before it has been heard
    expect(await onDuty()).toBe(false)
    await cy.ask('/people/me', 'PUT', { presence: 'online' })
    live.say({ type: 'alive' })
    await until(onDuty)
    live.cut()
  })
})

type Line = Extract<VisitorServer, { type: 'line' }>

async function visitor(account = 'default') {
  const made = await fetch(`${parley.url}/hooks/web/${account}/visitors`, { method: 'POST' })
  const { token }: { token: string } = await made.json()
  const id = `web/${account}/${token.split('.')[0]}#1`
  const follow = async (after = 0, at = account) => {
    const live = await socket<VisitorServer, VisitorClient>(`${parley.url}/hooks/web/${at}/live`)
    live.say({ type: 'hello', token, after })
    return live
  }
  const say = (text: string) =>
    fetch(`${parley.url}/hooks/web/${account}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ id: crypto.randomUUID(), message: { type: 'text', text } }),
    })
  return { id, token, follow, say }
}

const linesOf = (heard: VisitorServer[]) =>
  heard.filter((message): message is Line => message.type === 'line').map(({ line }) => line)
const textsOf = (heard: VisitorServer[]) => linesOf(heard).map(({ message }) => plainText(message))

describe("a visitor's live connection", () => {
  test('brings what they said and what they are told, and nothing of anybody else', async () => {
    const [one, other] = await Promise.all([visitor(), visitor()])
    const [hers, his] = await Promise.all([one.follow(), other.follow()])
    await one.say('when do you open?')
    await other.say('how long does delivery take?')
    await until(() => textsOf(hers.heard).length > 1 && textsOf(his.heard).length > 1)
    expect(hers.heard[0]).toMatchObject({ type: 'hello', position: 0, answering: { who: 'bot' } })
    expect(textsOf(hers.heard)).toEqual(['when do you open?', expect.stringContaining('open from Monday')])
    expect(textsOf(his.heard)).toEqual([
      'how long does delivery take?',
      expect.stringContaining('two to four'),
    ])
    hers.cut()
    his.cut()
  })

  test('shows the person who answers and their words, and never a note', async () => {
    const mira = await visitor()
    const live = await mira.follow()
    await mira.say('a person, please')
    await until(() => live.heard.some((one) => one.type === 'answering' && one.answering.who === 'queue'))
    await ann.act(mira.id, { type: 'take' })
    await ann.act(mira.id, { type: 'note', text: 'A secret between us' })
    await ann.act(mira.id, { type: 'reply', message: { type: 'text', text: 'Hello, Ann here.' } })
    await until(() => textsOf(live.heard).includes('Hello, Ann here.'))
    expect(linesOf(live.heard).at(-1)).toMatchObject({ by: 'agent', name: 'Ann' })
    expect(live.heard).toContainEqual({ type: 'answering', answering: { who: 'person', name: 'Ann' } })
    const again = await mira.follow()
    await until(() => textsOf(again.heard).includes('Hello, Ann here.'))
    expect(JSON.stringify([live.heard, again.heard])).not.toContain('secret between us')
    live.cut()
    again.cut()
  })

  test('goes on after the last position, with all that came since and nothing twice', async () => {
    const mira = await visitor()
    const live = await mira.follow()
    await mira.say('when do you open?')
    await until(() => linesOf(live.heard).length === 2)
    const last = linesOf(live.heard).at(-1)?.position ?? 0
    live.cut()
    await mira.say('how long does delivery take?')
    await until(async () => {
      const entries = await parley.store.entries({ conversation: mira.id }, { after: last, limit: 9 })
      return entries.some(({ event }) => event.type === 'sent')
    })
    const again = await mira.follow(last)
    await until(() => linesOf(again.heard).length === 2)
    await mira.say('thanks!')
    await until(() => linesOf(again.heard).length === 4)
    const positions = [...linesOf(live.heard), ...linesOf(again.heard)].map(({ position }) => position)
    expect(positions).toEqual([...new Set(positions)].toSorted((one, other) => one - other))
    again.cut()
  })

  test('refuses a token of another account, and an account that is not there', async () => {
    await ann.ask('/accounts', 'POST', { channel: 'web', name: 'other', settings: {} })
    const mira = await visitor()
    for (const refused of [
      await mira.follow(0, 'other'),
      await (await visitor('other')).follow(0, 'default'),
    ]) {
      expect(await refused.closed).toBe(4401)
      expect(refused.heard).toEqual([{ type: 'refused', message: expect.any(String) }])
    }
    await expect(mira.follow(0, 'none')).rejects.toThrow('404')
  })

  test('tells of typing in both directions, and keeps what was seen', async () => {
    const mira = await visitor()
    const live = await mira.follow()
    const desk = await dashboard()
    desk.say({ type: 'hello', after: null })
    await desk.next(isHello)
    await mira.say('when do you open?')
    await until(() => linesOf(live.heard).length === 2)
    live.say({ type: 'typing' })
    desk.say({ type: 'typing', conversation: mira.id })
    await until(() => live.heard.some(({ type }) => type === 'typing'))
    await until(() =>
      desk.heard.some(
        (one) => one.type === 'typing' && one.conversation === mira.id && one.by === 'customer',
      ),
    )
    live.say({ type: 'seen', position: linesOf(live.heard).at(-1)?.position ?? 0 })
    await until(async () => {
      const entries = await parley.store.entries({ conversation: mira.id }, { after: 0, limit: 20 })
      return entries.some(({ event }) => event.type === 'receipt' && event.status === 'read')
    })
    desk.cut()
    live.cut()
  })

  test.each(['{', '{"type":"hello","token":{},"after":0}', '{"type":"seen","position":-1}'])(
    'hangs up on what it cannot understand: %s',
    async (text) => {
      const live = await socket(`${parley.url}/hooks/web/default/live`)
      live.sayRaw(text)
      expect(await live.closed).toBe(4400)
    },
  )
})
