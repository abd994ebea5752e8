import type { QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { LiveServer, Me } from '../../api.ts'
import { type Actions, createActions } from './actions.ts'
import { type Cell, createCell } from './cell.ts'
import { type Commands, createCommands } from './commands.ts'
import { createDrafts } from './drafts.ts'
import { createLive, type Live } from './live.ts'
import { createPatch } from './patch.ts'

/** What an agent works with while logged in: the live line, what is being written, and what is on its way. */
export interface Desk extends Actions {
  live: Live
  drafts: ReturnType<typeof createDrafts>
  /** Who writes in a conversation now. */
  typing: Cell<Record<string, string>>
  commands: Commands
  /** What stands over the page. */
  sheet: Cell<'keys' | 'palette' | null>
  close(): void
}

/** How long "is writing" stands without being said again, ms. */
const fades = 6000

export function createDesk(needs: { client: QueryClient; me: Me; url: string }): Desk {
  const { client, me } = needs
  const typing = createCell<Record<string, string>>({})
  const fading = new Map<string, ReturnType<typeof setTimeout>>()
  const drafts = createDrafts(me.id)
  const { patch, close: closePatch } = createPatch({ client, me })
  const live = createLive({
    url: needs.url,
    heard,
    doubt: () => void client.invalidateQueries({ queryKey: ['me'] }),
  })
  const actions = createActions({ client, drafts, now: live.now })

  function heard(message: LiveServer, first: boolean) {
    switch (message.type) {
      case 'hello':
        // What was read before the line stood may have changed in between.
        if (first) void client.invalidateQueries()
        actions.sendWaiting()
        return
      case 'resync':
        void client.invalidateQueries()
        return
      case 'change':
        patch(message)
        for (const { event } of message.lines) if (event.type === 'message') still(message.conversation.id)
        return
      case 'typing':
        if (message.by === `agent:${me.id}`) return
        clearTimeout(fading.get(message.conversation))
        fading.set(
          message.conversation,
          setTimeout(() => still(message.conversation), fades),
        )
        typing.set({ ...typing.get(), [message.conversation]: message.name })
    }
  }
  function still(conversation: string) {
    clearTimeout(fading.get(conversation))
    fading.delete(conversation)
    const { [conversation]: _, ...others } = typing.get()
    typing.set(others)
  }
  return {
    ...actions,
    live,
    drafts,
    typing,
    commands: createCommands(),
    sheet: createCell<'keys' | 'palette' | null>(null),
    close() {
      live.close()
      closePatch()
      for (const timer of fading.values()) clearTimeout(timer)
    },
  }
}

export const DeskContext = createContext<{ desk: Desk; me: Me } | null>(null)

/** The desk of the person who is logged in. Throws outside of it. */
export function useDesk(): { desk: Desk; me: Me } {
  const found = useContext(DeskContext)
  if (found === null) throw new Error('The desk is only there for somebody who is logged in')
  return found
}
