import { Worker } from 'node:worker_threads'
import type { Log } from '../bots/channel.ts'

/** The whole encoder in a thread of its own. */
export interface EncoderThread {
  /** The vectors of texts; null when there is none in time: it is busy, too slow, or cannot start. Never rejects. */
  encode(texts: readonly string[]): Promise<ReadonlyMap<string, Float32Array> | null>
  close(): Promise<void>
}

/** What the thread is asked, and until when (ms since 1970) somebody waits for it. */
export interface EncoderQuestion {
  id: number
  texts: readonly string[]
  until: number
}
/** What it answers; `ready` once it can. */
export type EncoderAnswer = { type: 'ready' } | { type: 'vectors'; id: number; vectors: Float32Array[] }

/** How long a message waits for its second look, ms; beside the minute of a person it is nothing. */
const patience = 1500
/** More than so many are not waited for: they would come too late. */
const mostWaiting = 64
/** After a fault the thread is started anew no sooner than this, ms. */
const rest = 60_000

/** Starts the encoder of a wheel. What is wrong with it is logged, and costs the second look and nothing else. */
export function createEncoderThread({ file, log }: { file: string; log: Log }): EncoderThread {
  const waiting = new Map<number, (vectors: Float32Array[] | null) => void>()
  let worker: Worker | null = null
  let closed = false
  let ready = false
  let last = 0
  let startAgain = 0

  function start(): Worker {
    const started = new Worker(new URL('./encoder-worker.ts', import.meta.url), { workerData: file })
    started.on('message', (answer: EncoderAnswer) => {
      if (answer.type === 'ready') {
        ready = true
        return
      }
      waiting.get(answer.id)?.(answer.vectors)
    })
    started.once('error', (error) => log.error({ error }, 'the second look is off: its thread failed'))
    started.once('exit', () => {
      if (worker !== started) return
      worker = null
      ready = false
      startAgain = performance.now() + rest
      for (const settle of waiting.values()) settle(null)
    })
    started.unref()
    return started
  }

  async function encode(texts: readonly string[]): Promise<ReadonlyMap<string, Float32Array> | null> {
    if (closed || texts.length === 0 || waiting.size >= mostWaiting) return null
    if (worker === null && performance.now() < startAgain) return null
    worker ??= start()
    const asked = worker
    const id = ++last
    const wait = ready ? patience : patience * 10 // the first message also waits for the weights to be read
    const vectors = await new Promise<Float32Array[] | null>((settle) => {
      const timer = setTimeout(() => settle(null), wait)
      waiting.set(id, (found) => {
        clearTimeout(timer)
        settle(found)
      })
      const question: EncoderQuestion = { id, texts, until: Date.now() + wait }
      asked.postMessage(question)
    })
    waiting.delete(id)
    if (vectors === null) {
      if (!closed) log.warn({ texts: texts.length }, 'a message got no second look in time')
      return null
    }
    return new Map(texts.map((text, at) => [text, vectors[at] ?? new Float32Array(0)]))
  }

  worker = start()
  return {
    encode,
    async close() {
      closed = true
      await worker?.terminate()
    },
  }
}
