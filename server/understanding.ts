import type { Log } from '../bots/channel.ts'
import type { Context, Interpretation, TrainingData } from '../nlu/interpretation.ts'
import { openEngine } from '../nlu/open.ts'
import { train as trainInThread } from './train.ts'

/** The longest text that is read for its meaning, UTF-16 units: what is longer is read up to there. */
const longest = 2000

/** Trains the bots' models, each in a thread of its own, and gives what reads texts with them. */
export function createUnderstanding({ log }: { log: Log }) {
  const stop = new AbortController()

  async function train(data: TrainingData): Promise<(text: string, context: Context) => Interpretation> {
    const engine = await openEngine('default')
    let told = 0
    const progress = (share: number) => {
      if (share - told < 0.25) return
      told = share
      log.info({ percent: Math.round(share * 100) }, 'training')
    }
    const model = engine.read(await trainInThread(data, { signal: stop.signal, progress }))
    return (text, context) => model.understand(text.slice(0, longest), context)
  }

  return { train, close: async () => stop.abort(new Error('Parley is stopping')) }
}
