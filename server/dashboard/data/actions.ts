import type { QueryClient } from '@tanstack/react-query'
import type { AgentEvent } from '../../../bots/entry.ts'
import type { Action, ActionAnswer } from '../../api.ts'
import { texts } from '../texts.ts'
import { type Cell, createCell } from './cell.ts'
import { pathOf, type Stretch } from './conversation.ts'
import type { createDrafts } from './drafts.ts'
import { call, Refused, wordsOf } from './wire.ts'

type Reply = Extract<AgentEvent, { type: 'reply' }>

/** A reply that is not in the journal yet. `waiting`: there is no line; it goes out when it is back. */
export interface Outgoing {
  key: string
  conversation: string
  at: string
  event: Reply
  state: 'sending' | 'waiting'
}

/** What an agent does to conversations. Every action has a key of its own, so that a repeated one counts once. */
export interface Actions {
  /** Whether it was done; if not, the reason stands in `notices`. */
  act(conversation: string, event: AgentEvent): Promise<boolean>
  /** Shows the reply at once and sends it; what is refused goes back into the draft. */
  reply(conversation: string, event: Reply): Promise<void>
  /** Sends what waited for the line, each under its old key. */
  sendWaiting(): void
  outgoing: Cell<Outgoing[]>
  /** What went wrong, by conversation. */
  notices: Cell<Record<string, string>>
  notice(conversation: string, text: string | null): void
}

export function createActions(needs: {
  client: QueryClient
  drafts: ReturnType<typeof createDrafts>
  now: () => number
}): Actions {
  const { client, drafts } = needs
  const outgoing = createCell<Outgoing[]>([])
  const notices = createCell<Record<string, string>>({})

  async function post(conversation: string, action: Action): Promise<void> {
    const answer = await call<ActionAnswer>('POST', `${pathOf(conversation)}/entries`, action)
    if (answer.outcome?.type === 'refused') {
      const { reason, by } = answer.outcome
      throw new Refused(409, { error: 'refused', message: reason, ...(by === undefined ? {} : { by }) })
    }
    const known = client.getQueryData<Stretch>(['lines', conversation])
    if (!known?.items.some(({ position }) => position === answer.position)) await refresh(conversation)
  }
  async function refresh(conversation: string) {
    await Promise.all([
      client.invalidateQueries({ queryKey: ['lines', conversation] }),
      client.invalidateQueries({ queryKey: ['conversation', conversation] }),
    ])
  }
  function notice(conversation: string, text: string | null) {
    const { [conversation]: _, ...others } = notices.get()
    notices.set(text === null ? others : { ...others, [conversation]: text })
  }
  function failed(conversation: string, error: unknown) {
    const by = error instanceof Refused && error.status === 409 ? error.by : undefined
    notice(conversation, by === undefined ? wordsOf(error) : texts.takenBy(by))
    void refresh(conversation)
  }

  async function send(item: Outgoing) {
    try {
      await post(item.conversation, { key: item.key, event: item.event })
      outgoing.set(outgoing.get().filter(({ key }) => key !== item.key))
    } catch (error) {
      if (error instanceof Refused && (error.status === 0 || error.status >= 500)) {
        outgoing.set(
          outgoing.get().map((other) => (other.key === item.key ? { ...other, state: 'waiting' } : other)),
        )
        return
      }
      outgoing.set(outgoing.get().filter(({ key }) => key !== item.key))
      giveBack(item)
      failed(item.conversation, error)
    }
  }
  function giveBack({ conversation, event }: Outgoing) {
    if (event.message.type !== 'text') return
    const draft = drafts(conversation)
    const { text, since } = draft.get()
    draft.set({ text: [event.message.text, text].filter(Boolean).join('\n\n'), note: false, since })
  }

  return {
    outgoing,
    notices,
    notice,
    async act(conversation, event) {
      notice(conversation, null)
      try {
        await post(conversation, { key: newKey(), event })
        return true
      } catch (error) {
        failed(conversation, error)
        return false
      }
    },
    async reply(conversation, event) {
      notice(conversation, null)
      const at = new Date(needs.now()).toISOString()
      const item: Outgoing = { key: newKey(), conversation, at, event, state: 'sending' }
      outgoing.set([...outgoing.get(), item])
      await send(item)
    },
    sendWaiting() {
      const waiting = outgoing.get().filter(({ state }) => state === 'waiting')
      outgoing.set(outgoing.get().map((item) => ({ ...item, state: 'sending' })))
      void (async () => {
        for (const item of waiting) await send(item)
      })()
    },
  }
}

/** `randomUUID` is missing on plain HTTP, where a first try-out may run. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
