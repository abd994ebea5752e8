/** The tabs of one browser that show the same conversation: one of them leads and holds the connection. */
export interface Tabs<State, Wish> {
  /** Shows the other tabs what the leading one knows. */
  publish(state: State): void
  /** Asks the leading tab, which may be this one. */
  ask(wish: Wish): void
  close(): void
}

export interface TabsNeeds<State, Wish> {
  name: string
  /** False where tabs share no storage: then each stands alone. */
  shared: boolean
  /** Begins to lead. Answers how to stop. */
  lead: () => () => void
  /** What the leading tab published. */
  follow: (state: State) => void
  /** What a tab asked of the leading one. */
  hear: (wish: Wish) => void
  /** What a tab that joins is shown; only asked while leading. */
  state: () => State
}

type Note<State, Wish> = { state: State } | { wish: Wish } | { join: true }

/** Lets one tab lead by Web Locks and speak to the others by BroadcastChannel; without these each tab leads itself. */
export function createTabs<State, Wish>(needs: TabsNeeds<State, Wish>): Tabs<State, Wish> {
  const together = needs.shared && 'locks' in navigator && 'BroadcastChannel' in globalThis
  const channel = together ? new BroadcastChannel(needs.name) : null
  const leaving = new AbortController()
  let stop: (() => void) | null = null
  let release: (() => void) | undefined

  const post = (note: Note<State, Wish>) => channel?.postMessage(note)
  if (channel) {
    channel.onmessage = (event: MessageEvent<Note<State, Wish>>) => {
      const note = event.data
      if ('state' in note) {
        if (stop === null) needs.follow(note.state)
      } else if (stop !== null) {
        if ('wish' in note) needs.hear(note.wish)
        else post({ state: needs.state() })
      }
    }
    post({ join: true })
    navigator.locks
      .request(needs.name, { signal: leaving.signal }, () => {
        stop = needs.lead()
        return new Promise<void>((resolve) => {
          release = resolve
        })
      })
      // Aborted while it waited for its turn: this tab never led.
      .catch(() => {})
  } else {
    stop = needs.lead()
  }

  return {
    publish: (state) => post({ state }),
    ask: (wish) => (stop === null ? post({ wish }) : needs.hear(wish)),
    close() {
      leaving.abort()
      stop?.()
      stop = null
      release?.()
      channel?.close()
    },
  }
}
