import { join } from 'node:path'
import { type Child, startChild } from './child.ts'
import { questions, update } from './customers.ts'
import { startDatabase } from './database.ts'
import { type Account, gates } from './gates.ts'
import type { Ask } from './load.ts'
import { startPlatform } from './platform.ts'
import type { Usage } from './usage.ts'

export interface Subject extends Pick<Child, 'profile'> {
  urls: string[]
  /** That of all its processes and of the database, together. */
  usage(): Promise<Usage & { database: number; commands: number }>
  headers: Record<string, string>
  ask: Ask
  /** Stops it and says what is not as it must be. */
  end(): Promise<string[]>
}

/** How many chats each user writes in, one after the other. */
const chats = 16
/** Every how many messages one is sent a second time after its reply. */
const again = 100
const secret = 'bench-secret-of-the-webhook'
const path = '/hooks/telegram/default'

/** Parley in its default configuration on a folder of its own, with a stand-in platform and the customers on it. */
export async function startSubject({
  store,
  nodes,
}: {
  store: 'sqlite' | 'mongodb'
  nodes: number
}): Promise<Subject> {
  const database = await startDatabase(store)
  const platform = await startPlatform()
  const env = {
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: database.folder,
    STORE_URL: database.url,
    BOT_DIR: join(import.meta.dirname, 'bot'),
    LOG_LEVEL: 'info',
    TELEGRAM_TOKEN: '90020001:AAbenchbenchbenchbenchbenchbench',
    TELEGRAM_SECRET: secret,
    TELEGRAM_API_BASE: platform.url,
  }
  const first = await startChild('parley.ts', env)
  const children = [first]
  while (children.length < nodes) children.push(await startChild('parley.ts', env))
  const account: Account = { accepted: 0, refused: 0, seen: platform.seen }
  let number = 0

  const ask: Ask = async (user, line) => {
    const message = ++number
    const chat = 1000 + user * chats + (message % chats)
    const [text, answer] = questions[message % questions.length] ?? questions[0]
    const body = update(chat, message, text)
    const replied = platform.reply(chat, answer).then(() => performance.now())
    const status = await line.post(path, body)
    const ack = performance.now()
    if (status >= 200 && status < 300) account.accepted += 1
    else account.refused += 1
    if (status >= 300) return { ack, reply: ack }
    const reply = await replied
    if (message % again === 0 && (await line.post(path, body)) !== 200) account.refused += 1
    return { ack, reply }
  }

  return {
    urls: children.map(({ url }) => url),
    profile: first.profile,
    async usage() {
      const all = await Promise.all(children.map((child) => child.usage()))
      const sum = (of: (one: Usage) => number) => all.reduce((total, one) => total + of(one), 0)
      const { cpu, commands } = await database.usage()
      return {
        cpu: sum((one) => one.cpu),
        rss: sum((one) => one.rss),
        commits: sum((one) => one.commits),
        writes: sum((one) => one.writes),
        database: cpu,
        commands,
      }
    },
    headers: { 'x-telegram-bot-api-secret-token': secret },
    ask,
    async end() {
      const ends = await Promise.allSettled(children.map((child) => child.stop()))
      const stopped = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []))
      await platform.close()
      const faults = gates(await database.held(), account)
      await database.stop()
      return [...stopped, ...faults]
    },
  }
}
