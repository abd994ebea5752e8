import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startBotApi } from '../doubles/bot-api.ts'
import { logIn, retry } from './agent.ts'
import { type Chat, check, type Verdict } from './check.ts'
import { startNode } from './node.ts'

/** Where Parley is made to die; see child.ts. */
export const points = [
  'verify',
  'before-append',
  'after-append',
  'before-commit',
  'after-commit',
  'after-claim',
  'before-settle',
  'after-settle',
]

interface Plan {
  seed: number
  chats: number
  /** How many messages each chat sends, at the least; it goes on until the kills are done. */
  messages: number
  /** Kills at random moments, beside one at each point. */
  kills: number
  /** Where it is made to die; all points when not given. */
  at?: readonly string[]
  /** How long the platform takes over a message, ms. */
  delay?: number
  mutant?: 'dedupe' | 'epoch'
  say?: (line: string) => void
}

/** How many messages a customer sends without waiting for the answer. */
const burst = 4
const secret = 'fault-run-secret'
const token = '90020001:AAfaultrunfaultrunfaultrunfaultrun'

/**
 * Runs Parley under load while it is killed, with a stand-in platform that redelivers what was not acknowledged
 * and sends some things twice, and an agent who takes conversations over in the middle of the bot's sends. Then
 * judges by what the platform saw and what the journal holds.
 */
export async function faultRun(plan: Plan): Promise<Verdict & { kills: number }> {
  const { say = () => undefined } = plan
  const random = generator(plan.seed)
  const folder = await mkdtemp(join(tmpdir(), 'parley-fault-'))
  const { delay = 15 } = plan
  const platform = await startBotApi({ delay })
  const node = await startNode({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    STORE_URL: '',
    BOT_DIR: join(import.meta.dirname, 'bot'),
    LOG_LEVEL: process.env.FAULT_LOG ?? 'silent',
    TELEGRAM_TOKEN: token,
    TELEGRAM_SECRET: secret,
    TELEGRAM_API_BASE: platform.url,
    ...(plan.mutant ? { MUTANT: plan.mutant } : {}),
  })
  const agent = await logIn(node.url, node.token())
  const chats: Chat[] = Array.from({ length: plan.chats }, (_, at) => ({
    id: 1000 + at,
    acked: [],
    takes: [],
  }))
  let killing = true

  async function deliver(chat: Chat, text: string): Promise<void> {
    const number = chat.acked.length + 1
    const update = {
      update_id: Math.floor(random() * 1e9),
      message: {
        message_id: number,
        date: 1_790_000_000 + number,
        chat: { id: chat.id, type: 'private', first_name: 'Mira' },
        from: { id: chat.id, is_bot: false, first_name: 'Mira' },
        text,
      },
    }
    const post = () =>
      fetch(`${node.url()}/hooks/telegram/default`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
        body: JSON.stringify(update),
      })
    const again = number === 2 || random() < 0.1
    const [answer] = await Promise.all([retry(post), ...(again ? [retry(post)] : [])])
    if (answer.status !== 200)
      throw new Error(`a delivery was answered ${answer.status}: ${await answer.text()}`)
    chat.acked.push({ id: `${chat.id}:${number}`, text })
  }

  async function customer(chat: Chat): Promise<void> {
    await deliver(chat, 'hello')
    for (let at = 1; at <= plan.messages || killing; at++) {
      await deliver(chat, `m${at}`)
      // Every chat once where several answers are still to leave.
      if (at === burst - 1 || random() < 0.08) await handOver(chat)
      else if (at % burst === 0) await answered(chat, `Heard m${at}.`)
    }
  }

  /** A customer waits for the answer to the last message of a burst, though not for ever. */
  async function answered(chat: Chat, text: string): Promise<void> {
    for (let waits = 0; waits < 60; waits++) {
      if (
        platform.sends().some(({ payload }) => Number(payload.chat_id) === chat.id && payload.text === text)
      )
        return
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  /** The customer is in the middle of a burst of answers when the agent takes over, speaks, and gives back. */
  async function handOver(chat: Chat): Promise<void> {
    const conversation = `telegram/default/${chat.id}#1`
    const take = await agent.act(conversation, { type: 'take' })
    if (take.status !== 200) return
    const words = `Agent ${chat.takes.length + 1} speaking`
    const said = await agent.act(conversation, { type: 'reply', message: { type: 'text', text: words } })
    const until = Date.now()
    if (said.status === 200) chat.takes.push({ from: take.at, until, words })
    await new Promise((resolve) => setTimeout(resolve, 4 * delay))
    const last = chat.takes.at(-1)
    if (last && said.status === 200) last.until = Date.now()
    await agent.act(conversation, { type: 'release', to: 'here', result: { outcome: 'resolved' } })
  }

  async function killer(): Promise<void> {
    for (const point of plan.at ?? points) {
      const before = node.kills()
      await node.dieAt(point, 1 + Math.floor(random() * 5))
      while (node.kills() === before) await new Promise((resolve) => setTimeout(resolve, 10))
      await node.up()
      say(`died at ${point}`)
    }
    for (let kill = 1; kill <= plan.kills; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 100 + random() * 500))
      await node.kill()
      say(`killed at random, ${kill} of ${plan.kills}`)
    }
    killing = false
  }

  try {
    await Promise.race([node.fallen, Promise.all([killer(), ...chats.map(customer)])])
    await node.up()
    say('all is sent; waiting until it is settled')
    const verdict = await check({ chats, platform, folder, kills: node.kills(), stop: node.stop })
    return { ...verdict, kills: node.kills() }
  } finally {
    await node.stop().catch(() => undefined)
    await platform.close()
    await rm(folder, { recursive: true, force: true })
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
      mutant: { type: 'string' },
    },
  })
  const mutant = values.mutant === 'dedupe' || values.mutant === 'epoch' ? values.mutant : undefined
  console.log(`seed ${values.seed}`)
  const verdict = await faultRun({
    seed: Number(values.seed),
    chats: Number(values.chats),
    messages: Number(values.messages),
    kills: Number(values.kills),
    ...(mutant ? { mutant } : {}),
    say: console.log,
  })
  console.log(verdict)
  process.exit(verdict.faults.length ? 1 : 0)
}
