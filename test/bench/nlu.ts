import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import Type from 'typebox'
import { Value } from 'typebox/value'
import { evaluate, type Prediction, thresholdAtCost } from '../../nlu/evaluate.ts'
import { quantile } from '../../nlu/quantile.ts'

const help = `node test/bench/nlu.ts --train FILE --test FILE [--engines default,encoder,classic] [--node-nlp FOLDER]

Measures the engines side by side on one split, and prints a table. FOLDER is where nlp.js was installed:
  npm install --prefix FOLDER node-nlp@4.27.0`

const Result = Type.Object({
  accuracy: Type.Number(),
  inScopeAccuracy: Type.Number(),
  oosRecall: Type.Number(),
  auroc: Type.Number(),
  trainSeconds: Type.Number(),
  microseconds: Type.Object({ median: Type.Number(), p99: Type.Number() }),
})
type Result = Type.Static<typeof Result>
const Times = Type.Object({ trainSeconds: Type.Number(), times: Type.Array(Type.Number()) })
const Heard = Type.Object({
  text: Type.String(),
  intent: Type.Union([Type.String(), Type.Null()]),
  heard: Type.Object({
    intent: Type.Union([Type.String(), Type.Null()]),
    confidence: Type.Number(),
    scope: Type.Number(),
  }),
})

const run = promisify(execFile)
const most = { maxBuffer: 100_000_000 }

/** Measures every engine on the same split; the threshold of each costs 2 points of in-scope accuracy on it. */
async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      engines: { type: 'string', default: 'default,classic' },
      'node-nlp': { type: 'string' },
    },
  })
  const { train, test } = values
  if (!train || !test) return console.log(help)
  console.log(
    '| engine | accuracy | at ≤ 2 points: in scope / OOS recall | AUROC | train s | µs median, p99 |',
  )
  console.log('|---|---|---|---|---|---|')
  for (const engine of values.engines.split(',')) {
    const command = join(import.meta.dirname, '../../server/commands/nlu.ts')
    const files = ['--train', train, '--test', test, '--validation', test, '--engine', engine, '--json']
    const { stdout } = await run(process.execPath, [command, 'evaluate', ...files], most)
    console.log(rowOf(engine, Value.Parse(Result, JSON.parse(stdout))))
  }
  if (values['node-nlp']) console.log(rowOf('nlp.js', await nlpJs(values['node-nlp'], train, test)))
}

async function nlpJs(folder: string, train: string, test: string): Promise<Result> {
  const script = join(import.meta.dirname, 'node-nlp.mjs')
  const { stdout } = await run(process.execPath, [script, folder, train, test], most)
  // What nlp.js says of its own comes between.
  const [head, ...lines] = stdout
    .split('\n')
    .flatMap((line): unknown[] => (line.startsWith('{') ? [JSON.parse(line)] : []))
  const { trainSeconds, times } = Value.Parse(Times, head)
  const predictions: Prediction[] = lines.map((line) => Value.Parse(Heard, line))
  const scores = evaluate(predictions, thresholdAtCost(predictions, 2))
  return Value.Parse(Result, {
    ...scores,
    trainSeconds,
    microseconds: { median: quantile(times, 0.5), p99: quantile(times, 0.99) },
  })
}

function rowOf(engine: string, { microseconds, ...result }: Result): string {
  const { accuracy, inScopeAccuracy, oosRecall, auroc, trainSeconds } = result
  const cells = [
    engine,
    accuracy.toFixed(1),
    `${inScopeAccuracy.toFixed(1)} / ${oosRecall.toFixed(0)}`,
    auroc.toFixed(3),
    trainSeconds.toFixed(1),
    `${microseconds.median.toFixed(0)}, ${microseconds.p99.toFixed(0)}`,
  ]
  return `| ${cells.join(' | ')} |`
}

await bench()
