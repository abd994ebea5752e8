import { Worker } from 'node:worker_threads'
import type { TrainingData } from '../nlu/interpretation.ts'
import type { Report } from '../nlu/report.ts'

export type Reports = ReturnType<typeof createReports>

/** What the thread is given, and what it gives back. */
export interface ReportJob {
  data: TrainingData
  live: TrainingData
}

/**
 * Reports on a bot's phrases against those that are live, in a thread of its own: a bot is trained seven times for
 * it. One at a time; the same phrases are reported on once. Rejects with what went wrong in the thread.
 */
export function createReports() {
  let last: { key: string; made: Promise<Report> } | null = null
  let before: Promise<unknown> = Promise.resolve()
  const workers = new Set<Worker>()

  function of(job: ReportJob): Promise<Report> {
    const key = JSON.stringify(job)
    if (last?.key === key) return last.made
    const made = before.catch(() => undefined).then(() => inThread(job, workers))
    before = made
    last = { key, made }
    made.catch(() => {
      if (last?.made === made) last = null
    })
    return made
  }

  return { of, close: async () => void (await Promise.all([...workers].map((worker) => worker.terminate()))) }
}

function inThread(job: ReportJob, workers: Set<Worker>): Promise<Report> {
  const worker = new Worker(new URL('./report-worker.ts', import.meta.url), { workerData: job })
  workers.add(worker)
  return new Promise<Report>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', (cause) => reject(new Error('The report failed', { cause })))
    worker.once('exit', (code) => reject(new Error(`The report ended early, with code ${code}`)))
  }).finally(() => {
    workers.delete(worker)
    return worker.terminate()
  })
}
