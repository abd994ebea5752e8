import type { Log } from '../bots/channel.ts'
import type { Fault } from '../flows/flow.ts'
import type { Kinds } from '../flows/node.ts'
import { partsFaults } from '../flows/release.ts'
import type { TrainingState } from './api.ts'
import type { Phrases } from './phrases.ts'
import { inWords, type Releases, UnfitPhrases } from './releases.ts'
import type { Store } from './store.ts'

export type Training = ReturnType<typeof createTraining>

/** How often a training says that it goes on, and hears that it is not wanted any more, ms. */
const beat = 1000
/** A training that said nothing for so long was on a node that is gone, ms. */
const patience = 15_000

/**
 * Trains a bot with what was edited and publishes it. One training at a time, whichever node does it: how far it is
 * stands in the store, where any node may read it or cancel it.
 */
export function createTraining(needs: {
  store: Store
  releases: Releases
  phrases: Phrases
  kinds: Kinds
  clock: () => number
  log: Log
}) {
  const { store, releases, phrases, kinds, clock, log } = needs
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()

  const read = () => store.read<TrainingState>('training', phrases.bot)
  const now = () => new Date(clock()).toISOString()

  async function state(): Promise<TrainingState> {
    const found = (await read())?.value ?? { state: 'idle', share: 0 }
    return isGone(found) ? { ...found, state: 'failed', error: 'The node that trained is gone.' } : found
  }

  /** Whether a training that says it goes on has not been heard of for too long. */
  function isGone({ state, at }: TrainingState): boolean {
    return state === 'training' && clock() - Date.parse(at ?? '') > patience
  }

  /** Starts a training; false when one goes on. */
  async function start(): Promise<boolean> {
    const found = await read()
    if (found && found.value.state === 'training' && !isGone(found.value)) return false
    const first: TrainingState = { state: 'training', share: 0, at: now() }
    const rev = await store.write('training', phrases.bot, first, found?.rev ?? 0)
    if (rev === null) return false
    running = run(rev).catch((error: unknown) =>
      log.error({ error }, 'a training could not tell how it went'),
    )
    return true
  }

  async function run(first: number): Promise<void> {
    let rev: number | null = first
    let share = 0
    const cancelled = new AbortController()
    const tell = async (told: TrainingState) => {
      if (rev === null) return
      rev = await store.write('training', phrases.bot, { ...told, at: now() }, rev)
      if (rev === null) cancelled.abort(new Error('The training was cancelled')) // somebody else wrote: see `cancel`
    }
    let telling = Promise.resolve()
    const timer = setInterval(() => {
      telling = telling
        .then(() => tell({ state: 'training', share }))
        .catch((error) => cancelled.abort(error))
    }, beat)
    let end: TrainingState
    try {
      const signal = AbortSignal.any([cancelled.signal, stopping.signal])
      const release = await publish(signal, (done) => {
        share = done
      })
      end = { state: 'done', share: 1, release }
    } catch (error) {
      end = { state: 'failed', share, ...saidOf(error) }
      log.warn({ bot: phrases.bot, error }, 'the bot was not published; what was live stays so')
    } finally {
      clearInterval(timer)
      await telling
    }
    await tell(end)
  }

  async function publish(signal: AbortSignal, progress: (share: number) => void): Promise<number> {
    const parts = await phrases.draft()
    const faults: Fault[] = partsFaults(parts, kinds)
    if (faults.length > 0) throw new Error(`The bot has faults:\n${faults.map(inWords).join('\n')}`)
    return releases.publish(parts, { signal, progress })
  }

  /** Ends the training that goes on, on whichever node; false when there is none. What was live stays so. */
  async function cancel(): Promise<boolean> {
    for (;;) {
      const found = await read()
      if (found?.value.state !== 'training') return false
      const next: TrainingState = { ...found.value, state: 'cancelled', at: now() }
      if ((await store.write('training', phrases.bot, next, found.rev)) !== null) return true
    }
  }

  async function close(): Promise<void> {
    stopping.abort(new Error('Parley is stopping'))
    await running
  }

  return { state, start, cancel, close }
}

function saidOf(error: unknown): Pick<TrainingState, 'error' | 'faults'> {
  const reason = error instanceof Error ? error.message : String(error)
  return error instanceof UnfitPhrases
    ? { error: reason, faults: error.faults.slice(0, 100) }
    : { error: reason }
}
