import type { NodeKind } from '../flows/node.ts'
import { type EngineName, openEngine } from '../nlu/open.ts'
import { type Report, report } from '../nlu/report.ts'
import { load, shaped } from './load.ts'
import { openMeaning } from './meaning.ts'
import { encoderFor } from './nlu-evaluate.ts'
import { readBotFolder } from './releases.ts'

/** `npm run nlu -- report`: how well the phrases of a bot's folder are told apart, and what differs from another's. */
export async function nluReport(asked: {
  folder: string
  /** The folder of what is live. */
  live?: string
  engine: EngineName
  seed: number
  json: boolean
}): Promise<void> {
  const kinds = await load<NodeKind>('flows/nodes', shaped('title', 'options', 'exits', 'enter'))
  const { intents } = await readBotFolder(asked.folder, kinds)
  const live = asked.live === undefined ? undefined : (await readBotFolder(asked.live, kinds)).intents
  const parts = await openMeaning({
    encoder: await encoderFor(asked.engine),
    say: (line) => console.error(line),
  })
  const { train, read } = await openEngine(asked.engine, parts)
  const { seed } = asked
  const found = report(intents, (data) => read(train(data, { seed })), seed, live)
  console.log(asked.json ? JSON.stringify(found) : inWords(found).join('\n'))
}

function inWords({ phrases, intents, confusions, changed, ...found }: Report): string[] {
  const first = `${phrases} phrases, ${intents.length} intents`
  if (found.accuracy === null) return [first, 'There are too few phrases to hold any back.']
  const percent = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} %`)
  return [
    first,
    `Understood right: ${percent(found.accuracy)}; answered right: ${percent(found.answered)}`,
    `Asked back: ${percent(found.askedBack)}; handed to a person: ${percent(found.handedOff)}`,
    `Of the answers, wrong: ${percent(found.wrong)}`,
    ...intents.map(
      ({ intent, right, phrases, f1 }) => `  ${intent}: ${right} of ${phrases} right, F1 ${percent(f1)}`,
    ),
    ...confusions.flatMap(({ intent, heard, count, phrases }) => [
      `  ${intent} was heard as ${heard ?? 'nothing'}, ${count === 1 ? 'once' : `${count} times`}:`,
      ...phrases.map(({ text, language }) => `    “${text}” (${language})`),
    ]),
    ...(changed ?? []).map(
      ({ text, before, after }) =>
        `  “${text}”: ${before.decision} ${before.intent ?? ''} before, ${after.decision} ${after.intent ?? ''} now`,
    ),
  ]
}
