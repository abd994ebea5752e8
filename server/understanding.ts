import type { Log } from '../bots/channel.ts'
import type { Context, Interpretation, TrainingData } from '../nlu/interpretation.ts'
import { hashOf } from '../nlu/model.ts'
import { type EngineName, openEngine, type Parts, type Reader } from '../nlu/open.ts'
import { encoderElsewhere } from '../nlu/vectors.ts'
import { createEncoderThread, type EncoderThread } from './encoder.ts'
import { openMeaning } from './meaning.ts'
import type { Models } from './models.ts'
import { train as trainInThread } from './train.ts'

/** The longest text that is read for its meaning, UTF-16 units: what is longer is read up to there. */
const longest = 2000

/** How a training is watched and ended. */
interface Watch {
  signal?: AbortSignal
  progress?: (share: number) => void
}

/**
 * Trains the bots' models, each in a thread of its own, and gives what reads texts with them: at first by words and
 * the token table, and where that would ask back or hand over, by the encoder, when its wheel (`encoder`) is there.
 */
export async function createUnderstanding(needs: { encoder: string | null; models: Models; log: Log }) {
  const { encoder, models, log } = needs
  const stop = new AbortController()
  const here = await openMeaning({ encoder: null, say: (line) => log.warn({}, line) })
  const parts: Parts = { ...here, encoder: encoder === null ? null : encoderElsewhere() }
  const thread = encoder === null ? null : createEncoderThread({ file: encoder, log })
  log.info(encoder === null ? {} : { encoder }, `the second look is ${encoder === null ? 'off' : 'on'}`)

  async function train(data: TrainingData, watch: Watch = {}): Promise<Understand> {
    const signal = watch.signal ? AbortSignal.any([stop.signal, watch.signal]) : stop.signal
    const share = (from: number, size: number) => tellOf(watch, from, size)
    const first = await reader('default', data, { signal, progress: share(0, thread ? 0.3 : 1) })
    if (!thread) return async (text, context) => first.understand(text.slice(0, longest), context)
    const second = await reader('encoder', data, { signal, progress: share(0.3, 0.7) }).catch(
      (error: unknown) => {
        signal.throwIfAborted()
        log.error({ error }, 'the second look is off for this bot')
        return null
      },
    )
    return twice(first, second, thread)
  }

  function tellOf({ progress }: Watch, from: number, size: number) {
    let told = 0
    return (done: number) => {
      progress?.(from + size * done)
      if (done - told < 0.25) return
      told = done
      log.info({ percent: Math.round((from + size * done) * 100) }, 'training')
    }
  }

  /** The model of these phrases: the one that is kept, or a new one. */
  async function reader(engine: EngineName, data: TrainingData, watch: Watch): Promise<Reader> {
    const { read } = await openEngine(engine, parts)
    const madeOf = [engine, hashOf(data), parts.table?.hash ?? '', parts.encoder?.hash ?? '']
    const kept = await models.read(madeOf)
    if (kept) {
      try {
        const known = read(kept)
        watch.progress?.(1)
        return known
      } catch (error) {
        log.warn({ error }, 'a kept model cannot be used; the bot is trained again')
      }
    }
    const bytes = await trainInThread(data, { engine, encoder, ...watch })
    await models
      .write(madeOf, bytes)
      .catch((error: unknown) => log.warn({ error }, 'a model could not be kept'))
    return read(bytes)
  }

  async function close(): Promise<void> {
    stop.abort(new Error('Parley is stopping'))
    await thread?.close()
  }

  return { train, close }
}

type Understand = (text: string, context: Context) => Promise<Interpretation>

/** The second look is taken only where the first would not answer; what it finds then counts. */
function twice(first: Reader, second: Reader | null, thread: EncoderThread): Understand {
  return async (whole, context) => {
    const text = whole.slice(0, longest)
    const heard = first.understand(text, context)
    if (heard.decision === 'answer' || second === null) return heard
    const vectors = await thread.encode(second.textsOf(text))
    return vectors === null ? heard : second.understand(text, context, vectors)
  }
}
