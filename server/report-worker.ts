import { parentPort, workerData } from 'node:worker_threads'
import { openEngine } from '../nlu/open.ts'
import { report } from '../nlu/report.ts'
import { openMeaning } from './meaning.ts'
import type { ReportJob } from './report.ts'

/** The thread that a report is made in: by the first look, which is what most messages are answered by. */
async function reportWorker({ data, live }: ReportJob): Promise<void> {
  const { train, read } = await openEngine(
    'default',
    await openMeaning({ encoder: null, say: () => undefined }),
  )
  parentPort?.postMessage(report(data, (phrases) => read(train(phrases)), 1, live))
}

await reportWorker(workerData)
