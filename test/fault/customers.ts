import type { BotApi } from '../doubles/bot-api.ts'
import type { logIn } from './agent.ts'
import { retry, slow } from './agent.ts'
import type { Chat } from './check.ts'

/** How many messages a customer sends without waiting for the answer. */
const burst = 4

export const secret = 'fault-run-secret'

/**
 * Customers who write by a platform that redelivers what was not acknowledged, sends some things twice and, `shuffled`,
 * some in another order; in the middle of the bot's answers an agent takes over.
 */
export function customers(run: {
  /** Where the next request goes. */
  url: () => string
  platform: BotApi
  agent: Awaited<ReturnType<typeof logIn>>
  random: () => number
  messages: number
  delay: number
  shuffled: boolean
  /** Whether it goes on, though all messages are sent. */
  going: () => boolean
  acked: (began: number) => void
}) {
  const { platform, agent, random, delay } = run

  async function deliver(chat: Chat, number: number, text: string): Promise<void> {
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
      fetch(`${run.url()}/hooks/telegram/default`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
        body: JSON.stringify(update),
        signal: AbortSignal.timeout(slow),
      })
    const again = number === 2 || random() < 0.1
    const began = Date.now()
    const [answer] = await Promise.all([retry(post), ...(again ? [retry(post)] : [])])
    if (answer.status !== 200)
      throw new Error(`a delivery was answered ${answer.status}: ${await answer.text()}`)
    const id = `${chat.id}:${number}`
    chat.acked.push({ id, text })
    run.acked(began)
  }

  /** A customer, until all is sent. */
  return async function customer(chat: Chat): Promise<void> {
    await deliver(chat, 1, 'hello')
    for (let at = 1; at <= run.messages || run.going(); at++) {
      if (run.shuffled && at % burst === 1 && random() < 0.3) {
        await Promise.all([deliver(chat, at + 2, `m${at + 1}`), deliver(chat, at + 1, `m${at}`)])
        at++
      } else await deliver(chat, at + 1, `m${at}`)
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
}
