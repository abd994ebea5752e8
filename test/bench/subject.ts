import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild } from './child.ts'
import { questions, update } from './customers.ts'
import { type Account, gates } from './gates.ts'
import type { Ask } from './load.ts'
import { startPlatform } from './platform.ts'

export interface Subject extends Child {
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
export async function startSubject(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const platform = await startPlatform()
  const child = await startChild('parley.ts', {
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    STORE_URL: '',
    BOT_DIR: join(import.meta.dirname, 'bot'),
    LOG_LEVEL: 'info',
    TELEGRAM_TOKEN: '90020001:AAbenchbenchbenchbenchbenchbench',
    TELEGRAM_SECRET: secret,
    TELEGRAM_API_BASE: platform.url,
  })
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
    ...child,
    headers: { 'x-telegram-bot-api-secret-token': secret },
    ask,
    async end() {
      const stopped = await child.stop().then(
        () => [],
        (error: Error) => [error.message],
      )
      await platform.close()
      const faults = gates(join(folder, 'parley.db'), account)
      await rm(folder, { recursive: true, force: true })
      return [...stopped, ...faults]
    },
  }
}
