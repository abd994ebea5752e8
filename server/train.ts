import { Worker } from 'node:worker_threads'
import type { TrainingData } from '../nlu/interpretation.ts'
import type { EngineName } from '../nlu/open.ts'

/**
 * Trains a model in a thread of its own, so that conversations go on meanwhile, and gives its bytes for the
 * engine's `read`. `progress` hears the share that is done, 0 to 1. Rejects with the signal's reason when it is
 * aborted, and with what went wrong in the thread.
 */
export async function train(data: TrainingData, options: TrainOptions = {}): Promise<Uint8Array> {
  const { engine = 'default', encoder = null, seed = 1, signal, progress } = options
  signal?.throwIfAborted()
  const job: TrainingJob = { data, engine, encoder, seed }
  const worker = new Worker(new URL('./train-worker.ts', import.meta.url), {
    workerData: job,
    resourceLimits: { maxYoungGenerationSizeMb: young },
  })
  return new Promise<Uint8Array>((resolve, reject) => {
    const abort = () => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    worker.on('message', (news: TrainingNews) => {
      if (news.type === 'progress') progress?.(news.share)
      else resolve(news.model)
    })
    worker.once('error', (cause) => reject(new Error('Training failed', { cause })))
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', abort)
      reject(new Error(`Training ended early, with code ${code}`))
    })
  }).finally(() => worker.terminate())
}

/** The thread makes much that is soon let go: with more room for it, MB, it would take 100 MB more and be no faster. */
const young = 8

export interface TrainOptions {
  engine?: EngineName
  /** The wheel of the encoder, for the engine of that name. */
  encoder?: string | null
  /** The same data and seed give the same model, byte for byte. */
  seed?: number
  signal?: AbortSignal
  progress?: (share: number) => void
}

/** What the thread is given. */
export interface TrainingJob {
  data: TrainingData
  engine: EngineName
  encoder: string | null
  seed: number
}

/** What the thread tells. */
export type TrainingNews = { type: 'progress'; share: number } | { type: 'done'; model: Uint8Array }
