import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plainText } from '../../../../bots/message.ts'
import type { LiveClient, LiveServer } from '../../../../server/api.ts'
import type { Item } from '../../../../server/store.ts'
import { startMongod } from '../../../mongod.ts'
import { loggedIn, type Opened, opened, until } from '../../opened.ts'
import { socket } from '../../socket.ts'

const mongod = await startMongod()
if (mongod) {
  const { url, stop } = mongod
  afterAll(() => stop())
  describe('several nodes on one database', () => together(url('nodes')))
} else it.skip('several nodes on MongoDB: no mongod was found', () => undefined)

const flow = `flow: echo
start: listen
nodes:
  listen:
    ask: Next?
    into: said
    exits: { filled: rest, gaveUp: bye }
  rest: { wait: 1s, next: rested }
  rested: { say: "Rested after {{said}}.", next: listen }
  bye: { say: Bye., next: done }
  done: end
`

function together(url: string): void {
  let bot: string
  let nodes: Opened[] = []
  beforeAll(async () => {
    bot = await mkdtemp(join(tmpdir(), 'parley-bot-'))
    await cp(join(import.meta.dirname, '../../../fault/bot'), bot, { recursive: true })
    await writeFile(join(bot, 'echo.flow.yaml'), flow)
    for (let at = 0; at < 3; at++) nodes.push(await opened({ BOT_DIR: bot, STORE_URL: url }))
  })
  afterAll(async () => {
    for (const node of nodes) await node.end()
    nodes = []
    await rm(bot, { recursive: true })
  })

  const node = (at: number): Opened => {
    const found = nodes[at % nodes.length]
    if (!found) throw new Error('there is no node')
    return found
  }

  async function says(at: number, who: string, text: string): Promise<string> {
    const { engine, store } = node(at)
    const { id } = await store.identify('web/default', { id: who })
    const event = { type: 'message', id: text, message: { type: 'text', text } } as const
    await engine.append(id, [{ key: `message:${text}`, by: 'customer', event, opens: true }])
    return `${id}#1`
  }

  const entriesOf = (id: string) => node(0).store.entries({ conversation: id }, { limit: 100 })
  const waits = (id: string) => until(async () => (await node(0).store.conversation(id))?.mode === 'waiting')

  it('carry out each timer once', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, (_, at) => says(at, `timer${at}`, 'hello')))
    for (const id of ids)
      await until(async () => (await entriesOf(id)).some(({ event }) => event.type === 'sent'))
    for (const [at] of ids.entries()) await says(at + 1, `timer${at}`, 'work')
    const rested = async (id: string) =>
      (await entriesOf(id)).filter(
        ({ event }) => event.type === 'sent' && plainText(event.message) === 'Rested after work.',
      ).length
    for (const id of ids) await until(async () => (await rested(id)) > 0)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    for (const id of ids) {
      expect(await rested(id)).toBe(1)
      expect((await entriesOf(id)).filter(({ event }) => event.type === 'wake')).toHaveLength(1)
    }
  }, 60_000)

  it('give a conversation to one of the agents who take it at once on different nodes', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, at) => says(at, `race${at}`, 'a person please')),
    )
    for (const id of ids) await waits(id)
    const all = await Promise.all(
      ids.flatMap((id) =>
        [0, 1, 2].map(async (at) => {
          const { engine } = node(at)
          const item: Item = { key: `take:a${at}`, by: `agent:a${at}`, event: { type: 'take', epoch: 1 } }
          const [place] = await engine.append(id.slice(0, -2), [item], { n: 1 })
          const reading = place && (await until(() => engine.readingOf(place)))
          return { id, by: item.by, outcome: reading?.outcome }
        }),
      ),
    )
    const held = new Map<string, number>()
    for (const [id, tries] of Map.groupBy(all, (one) => one.id)) {
      const winners = tries.filter(({ outcome }) => outcome?.type === 'accepted')
      expect(winners.length, id).toBeLessThanOrEqual(1)
      const owner = (await node(0).store.conversation(id))?.owner
      expect(owner).toBe(winners[0]?.by ?? 'queue')
      if (owner?.startsWith('agent:')) held.set(owner, (held.get(owner) ?? 0) + 1)
    }
    // Each has room for four, whichever node asks.
    expect([...held.values()]).toEqual([4, 4, 4])
  }, 60_000)

  it('say nothing more of the bot once a person has taken over by another node, though a turn was under way', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, (_, at) => says(at, `hush${at}`, 'hello')))
    for (const id of ids)
      await until(async () => (await entriesOf(id)).some(({ event }) => event.type === 'sent'))
    await Promise.all(
      ids.map(async (id, at) => {
        const epoch = (await node(at).store.conversation(id))?.epoch ?? 0
        const take: Item = { key: 'take:1', by: `agent:h${at}`, event: { type: 'take', epoch } }
        await Promise.all([
          says(at, `hush${at}`, 'never mind'),
          node(at + 1).engine.append(id.slice(0, -2), [take], { n: 1 }),
        ])
      }),
    )
    for (const id of ids) await until(async () => (await node(0).store.conversation(id))?.mode === 'human')
    await new Promise((resolve) => setTimeout(resolve, 2500)) // longer than the rest of a second
    for (const id of ids) {
      const entries = await entriesOf(id)
      const taken = entries.find(({ event }) => event.type === 'take')?.position ?? 0
      const spoken = entries.filter(
        ({ by, event, position }) => by === 'bot' && event.type === 'sent' && position > taken,
      )
      expect(spoken.length, id).toBeLessThanOrEqual(1) // one that was on its way
      const late = entries.filter(
        ({ event }) => event.type === 'sent' && plainText(event.message).startsWith('Rested'),
      )
      expect(late, id).toEqual([])
      const waiting = await node(0).store.jobs({ conversation: id, status: null, limit: 9 })
      expect(waiting.filter(({ effect }) => effect.type === 'send')).toEqual([])
    }
  }, 60_000)

  type Change = Extract<LiveServer, { type: 'change' }>
  type Hello = Extract<LiveServer, { type: 'hello' }>
  const isHello = (message: LiveServer): message is Hello => message.type === 'hello'
  const isChange = (message: LiveServer): message is Change => message.type === 'change'
  const words = (heard: LiveServer[]) =>
    heard
      .filter(isChange)
      .flatMap(({ lines }) =>
        lines.flatMap(({ event }) => (event.type === 'message' ? [plainText(event.message)] : [])),
      )

  it('show at each what happens at the others, and miss nothing of a browser that moves between them', async () => {
    const ann = await loggedIn(node(0), node(0).url, 'Ann')
    let after: string | null = null
    const wanted: string[] = []
    const seen = new Set<string>()
    const times = { here: [] as number[], there: [] as number[] }
    for (let at = 0; at < 12; at++) {
      const { url: home } = node(at)
      const live = await socket<LiveServer, LiveClient>(`${home}/api/live`, {
        origin: home,
        cookie: ann.cookie,
      })
      live.say({ type: 'hello', after })
      await live.next(isHello)
      for (const [from, took] of [
        [at, times.here],
        [at + 1, times.there],
      ] as const) {
        const text = `live ${at} ${from}`
        wanted.push(text)
        const began = performance.now()
        await says(from, `live${at % 4}`, text)
        await until(() => words(live.heard).includes(text))
        took.push(performance.now() - began)
      }
      for (const text of words(live.heard)) seen.add(text)
      after = live.heard.filter(isChange).at(-1)?.after ?? after
      live.cut()
      // Said while the browser is nowhere.
      wanted.push(`gap ${at}`)
      await says(at + 2, `live${at % 4}`, `gap ${at}`)
    }
    const last = await socket<LiveServer, LiveClient>(`${node(1).url}/api/live`, {
      origin: node(1).url,
      cookie: ann.cookie,
    })
    last.say({ type: 'hello', after })
    await until(() => words(last.heard).includes('gap 11'))
    for (const text of words(last.heard)) seen.add(text)
    last.cut()
    expect(wanted.filter((text) => !seen.has(text))).toEqual([])
    const median = (all: number[]) =>
      Math.round(all.toSorted((one, other) => one - other)[all.length >> 1] ?? 0)
    console.log(
      `Seen at the same node after ${median(times.here)} ms, at another after ${median(times.there)} ms.`,
    )
    expect(median(times.there)).toBeLessThan(3000)
  }, 60_000)
}
