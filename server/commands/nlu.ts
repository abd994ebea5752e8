import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { NodeKind } from '../../flows/node.ts'
import {
  evaluate,
  type Prediction,
  type Row,
  readRows,
  thresholdAtCost,
  trainingDataOf,
} from '../../nlu/evaluate.ts'
import { type EngineName, engineNames, isEngineName, openEngine, type Reader } from '../../nlu/open.ts'
import { quantile } from '../../nlu/quantile.ts'
import { report } from '../../nlu/report.ts'
import { failure } from '../failure.ts'
import { load, shaped } from '../load.ts'
import { readBotFolder } from '../releases.ts'
import { train } from '../train.ts'

const help = `npm run nlu -- evaluate --train FILE --test FILE [--validation FILE] [--engine ${engineNames.join('|')}]
               [--seed N] [--predictions FILE] [--json]
npm run nlu -- report BOTDIR [--engine NAME] [--seed N] [--json]

evaluate  Trains on one file and measures on another. Files hold one {"text": "…", "intent": "…"} a line; an
          intent of null is out of scope. Percentages:
            accuracy         right intents of what is in scope, nothing refused
            inScopeAccuracy  the same when what lies under the threshold counts as wrong
            oosRecall        under the threshold, of what is out of scope
          The threshold is the model's own; with --validation it is the one that costs at most 2 points of
          in-scope accuracy on that file. --predictions writes what was made of each row.
report    Trains on the phrases of a bot's folder five times, each time without a fifth of them, and says which
          intents are mistaken for which.

Ends with 0 when it went well, 1 when it did not, 2 when the command is not understood.`

/** Measures how well a bot's phrases are understood. */
async function nlu(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [what, folder, ...more] = positionals
  if (values.help) return console.log(help)
  const engine = values.engine ?? 'default'
  const seed = Number(values.seed ?? 1)
  if (!isEngineName(engine)) misused(`There is no engine ${engine}: use ${engineNames.join(' or ')}.`)
  if (!Number.isSafeInteger(seed)) misused('--seed is a whole number.')
  if (what === 'evaluate' && values.train && values.test && folder === undefined) {
    const { train: trainFile, test: testFile } = values
    return await measure({ ...values, train: trainFile, test: testFile, engine, seed })
  }
  if (what === 'report' && folder !== undefined && more.length === 0) {
    return await reportOn(folder, { engine, seed, json: values.json ?? false })
  }
  misused(help)
}

const options = {
  train: { type: 'string' },
  test: { type: 'string' },
  validation: { type: 'string' },
  engine: { type: 'string' },
  seed: { type: 'string' },
  predictions: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

function misused(why: string): never {
  console.error(why)
  process.exit(2)
}

async function measure(files: {
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

  const begun = performance.now()
  const model = await train(data, { engine: files.engine, seed: files.seed })
  const trainSeconds = (performance.now() - begun) / 1000
  const { maxRSS } = process.resourceUsage()
  const reader = (await openEngine(files.engine)).read(model)
  const { predictions, times } = predict(reader, test)
  const threshold = validation
    ? thresholdAtCost(predict(reader, validation).predictions, costPoints)
    : reader.threshold

  if (files.predictions)
    await writeFile(files.predictions, predictions.map((row) => lineOf(row, threshold)).join(''))
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

async function reportOn(
  folder: string,
  how: { engine: EngineName; seed: number; json: boolean },
): Promise<void> {
  const kinds = await load<NodeKind>('flows/nodes', shaped('title', 'options', 'exits', 'enter'))
  const { intents } = await readBotFolder(folder, kinds)
  const { train: trainHere, read } = await openEngine(how.engine)
  const found = report(intents, (data) => read(trainHere(data, { seed: how.seed })), how.seed)
  if (how.json) return console.log(JSON.stringify(found))
  console.log(`${found.phrases} phrases, ${found.intents.length} intents`)
  if (found.accuracy === null) return console.log('There are too few phrases to hold any back.')
  console.log(
    `Understood right: ${found.accuracy.toFixed(1)} %; answered right: ${found.answered?.toFixed(1)} %`,
  )
  for (const { intent, phrases, right } of found.intents)
    console.log(`  ${intent}: ${right} of ${phrases} right`)
  for (const { text, intent, heard } of found.mistakes)
    console.log(`  "${text}" is ${intent}, was heard as ${heard ?? 'nothing'}`)
}

nlu().catch(failure)
