// Measures nlp.js (node-nlp), which is no dependency of Parley, out of a folder where it was installed:
//   npm install --prefix FOLDER node-nlp@4.27.0
//   node test/bench/node-nlp.mjs FOLDER TRAIN TEST > PREDICTIONS
// The first line tells the times, the others are predictions as of `npm run nlu -- evaluate --predictions`.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const [folder = '.', trainFile = '', testFile = ''] = process.argv.slice(2)
const { NlpManager } = createRequire(join(resolve(folder), 'index.js'))('node-nlp')
const rowsOf = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))

const manager = new NlpManager({ languages: ['en'], forceNER: false, autoSave: false, nlu: { log: false } })
for (const { text, intent } of rowsOf(trainFile)) if (intent !== null) manager.addDocument('en', text, intent)
const begun = performance.now()
await manager.train()
const trainSeconds = (performance.now() - begun) / 1000

const rows = rowsOf(testFile)
for (const { text } of rows.slice(0, 500)) await manager.process('en', text)
const times = []
const predictions = []
for (const { text, intent } of rows) {
  const from = performance.now()
  const { classifications = [] } = await manager.process('en', text)
  times.push((performance.now() - from) * 1000)
  const none = classifications.find((one) => one.intent === 'None')?.score ?? 0
  const [first] = classifications.filter((one) => one.intent !== 'None')
  const confidence = first?.score ?? 0
  predictions.push({
    text,
    intent,
    heard: { intent: first?.intent ?? null, confidence, scope: confidence - none },
  })
}
console.log(JSON.stringify({ trainSeconds, times }))
for (const prediction of predictions) console.log(JSON.stringify(prediction))
