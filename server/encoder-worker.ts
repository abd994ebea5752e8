import { parentPort, workerData } from 'node:worker_threads'
import type { EncoderAnswer, EncoderQuestion } from './encoder.ts'
import { openMeaning } from './meaning.ts'

/** The thread of the encoder: reads the weights once, then answers questions in order; those nobody waits for are left. */
async function encoderWorker(file: string): Promise<void> {
  const { encoder } = await openMeaning({ encoder: file, table: null, say: () => undefined })
  const tell = (answer: EncoderAnswer) => parentPort?.postMessage(answer)
  parentPort?.on('message', ({ id, texts, until }: EncoderQuestion) => {
    if (encoder === null || Date.now() > until) return
    tell({ type: 'vectors', id, vectors: texts.map((text) => encoder.vectorOf(text)) })
  })
  tell({ type: 'ready' })
}

await encoderWorker(workerData)
