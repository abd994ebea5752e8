import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { evaluate, readRows, thresholdAtCost, trainingDataOf } from '../../nlu/evaluate.ts'
import { engine } from './meaning.ts'

/** CLINC150 (Larson et al. 2019) is not ours to copy: it is read from `../shared/nlu`, or where PARLEY_NLU_DATA says. */
const folder = process.env.PARLEY_NLU_DATA ?? join(import.meta.dirname, '../../../shared/nlu')
const here = existsSync(join(folder, 'clinc150-train.jsonl'))
if (!here)
  console.warn(`SKIPPED: there is no clinc150-train.jsonl in ${folder}; set PARLEY_NLU_DATA to its folder.`)

test.skipIf(!here)(
  '150 intents of CLINC150 are told apart, and from what is out of scope',
  { timeout: 120_000 },
  () => {
    const rows = (name: string) => readRows(readFileSync(join(folder, name), 'utf8'))
    const model = engine.train(trainingDataOf(rows('clinc150-train.jsonl')))
    const predictions = rows('clinc150-validation.jsonl').map((row) => ({
      ...row,
      heard: engine.understand(model, row.text, { language: 'en' }),
    }))
    const scores = evaluate(predictions, engine.threshold(model))
    expect(scores.accuracy).toBeGreaterThan(92.5)
    expect(scores.inScopeAccuracy).toBeGreaterThan(88)
    // One hundred rows are out of scope: one is a point.
    expect(scores.oosRecall).toBeGreaterThanOrEqual(80)
    expect(scores.auroc).toBeGreaterThan(0.95)
    expect(scores.ece).toBeLessThan(3)
    expect(evaluate(predictions, thresholdAtCost(predictions, 2)).oosRecall).toBeGreaterThanOrEqual(74)
  },
)
