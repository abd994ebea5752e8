import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { lease } from '../../server/outbox.ts'
import { startBotApi } from '../doubles/bot-api.ts'
import { logIn } from './agent.ts'
import { type Breakage, type Broken, breakAll, breakages } from './break.ts'
import { type Chat, check, type Verdict } from './check.ts'
import { customers, secret } from './customers.ts'
import { type Kind, startDatabase } from './database.ts'
import { startNode } from './node.ts'
import { points } from './points.ts'

interface Plan {
  seed: number
  chats: number
  /** How many messages each chat sends, at the least; it goes on until all faults are through. */
  messages: number
  /** Kills at random moments, beside one at each point. */
  kills: number
  store?: Kind
  /** How many processes of Parley share the load, and how many members the database's replica set has. */
  nodes?: number
  members?: number
  /** What is broken; points and kills when not given. */
  breakages?: readonly Breakage[]
  /** Where it is made to die; all points when not given. */
  at?: readonly string[]
  /** How long the platform takes over a message, ms. */
  delay?: number
  mutant?: Mutant
  say?: (line: string) => void
}

/** What a Parley can be made to lack, to show that the run notices; see child.ts. */
const mutants = ['dedupe', 'epoch', 'again'] as const
type Mutant = (typeof mutants)[number]

const token = '90020001:AAfaultrunfaultrunfaultrunfaultrun'

/**
 * Runs Parley under load while it and its database are broken, with a stand-in platform that redelivers what was not
 * acknowledged and sends some things twice, and an agent who takes conversations over in the middle of the bot's
 * sends. Then judges by what the platform saw and what the journal holds.
 */
export async function faultRun(plan: Plan): Promise<Verdict & { kills: number } & Omit<Broken, 'faults'>> {
  const { say = () => undefined, nodes: many = 1, delay = 15 } = plan
  const random = generator(plan.seed)
  const database = await startDatabase(plan.store ?? 'sqlite', plan.members ?? 1)
  const platform = await startBotApi({ delay })
  const start = () =>
    startNode({
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: database.folder,
      STORE_URL: database.url,
      BOT_DIR: join(import.meta.dirname, 'bot'),
      LOG_LEVEL: process.env.FAULT_LOG ?? 'silent',
      TELEGRAM_TOKEN: token,
      TELEGRAM_SECRET: secret,
      TELEGRAM_API_BASE: platform.url,
      ...(plan.mutant ? { MUTANT: plan.mutant } : {}),
    })
  const first = await start()
  const nodes = [first]
  while (nodes.length < many) nodes.push(await start())
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())))
  const url = () => (nodes[Math.floor(random() * nodes.length)] ?? first).url()
  const agent = await logIn(url, first.token())
  const chats: Chat[] = Array.from({ length: plan.chats }, (_, at) => ({
    id: 1000 + at,
    acked: [],
    takes: [],
  }))
  let breaking = true
  const waiting = new Set<{ since: number; done: () => void }>()
  const customer = customers({
    url,
    platform,
    agent,
    random,
    messages: plan.messages,
    delay,
    shuffled: many > 1,
    going: () => breaking,
    acked(began) {
      for (const one of waiting) if (began >= one.since && waiting.delete(one)) one.done()
    },
  })

  async function breaker(): Promise<Broken> {
    const broken = await breakAll({
      breakages: plan.breakages ?? ['points', 'kill'],
      at: plan.at ?? points,
      kills: plan.kills,
      nodes,
      database,
      random,
      working: () => new Promise((done) => waiting.add({ since: Date.now(), done })),
      say,
    })
    breaking = false
    return broken
  }

  try {
    const [broken] = await Promise.race([
      Promise.all([breaker(), ...chats.map(customer)]),
      Promise.race(nodes.map((node) => node.fallen)),
    ])
    for (const node of nodes) await node.up()
    say('all is sent; waiting until it is settled')
    const store = await database.open()
    // Each chat has at most one answer on the wire that a fault can hit.
    const most = broken.count * plan.chats
    // Another node asks the database once more before it sends; one alone has a few ms between its look and the wire.
    const wire = many > 1 ? lease : 100
    const verdict = await check({ chats, platform, store, most, wire, stop }).finally(store.close)
    const kills = nodes.reduce((sum, node) => sum + node.kills(), 0)
    return { ...verdict, ...broken, faults: [...broken.faults, ...verdict.faults], kills }
  } finally {
    await stop().catch(() => undefined)
    await platform.close()
    await database.stop()
  }
}

/** Mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      chats: { type: 'string', default: '20' },
      messages: { type: 'string', default: '50' },
      kills: { type: 'string', default: '15' },
      store: { type: 'string', default: 'sqlite' },
      nodes: { type: 'string', default: '1' },
      members: { type: 'string', default: '1' },
      break: { type: 'string' },
      mutant: { type: 'string' },
    },
  })
  const mutant = mutants.find((one) => one === values.mutant)
  const asked = values.break?.split(',')
  const store: Kind = values.store === 'mongodb' ? 'mongodb' : 'sqlite'
  const outages: Breakage[] =
    store === 'sqlite'
      ? []
      : Number(values.members) > 1
        ? ['pause', 'primary', 'stepdown']
        : ['pause', 'cut', 'hole']
  console.log(`seed ${values.seed}`)
  const verdict = await faultRun({
    seed: Number(values.seed),
    chats: Number(values.chats),
    messages: Number(values.messages),
    kills: Number(values.kills),
    store,
    nodes: Number(values.nodes),
    members: Number(values.members),
    breakages: asked ? breakages.filter((one) => asked.includes(one)) : ['points', 'kill', ...outages],
    ...(mutant ? { mutant } : {}),
    say: console.log,
  })
  console.log(verdict)
  process.exit(verdict.faults.length ? 1 : 0)
}
