import { parentPort, workerData } from 'node:worker_threads'
import { openEngine } from '../nlu/open.ts'
import { openMeaning } from './meaning.ts'
import type { TrainingJob, TrainingNews } from './train.ts'

/** The thread that `train` starts: trains once, tells how far it is, and gives the model's bytes away. */
async function trainWorker({ data, engine, encoder, seed }: TrainingJob): Promise<void> {
  const tell = (news: TrainingNews, give: ArrayBuffer[] = []) => parentPort?.postMessage(news, give)
  const parts = await openMeaning({ encoder: engine === 'encoder' ? encoder : null, say: () => undefined })
  const { train } = await openEngine(engine, parts)
  const bytes = train(data, { seed, progress: (share) => tell({ type: 'progress', share }) })
  // A copy with a buffer of its own, which can be given away.
  const model = new Uint8Array(bytes)
  tell({ type: 'done', model }, [model.buffer])
}

await trainWorker(workerData)
