import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Bot } from '../../flows/bot.ts'
import type { Interpretation } from '../../nlu/interpretation.ts'
import { findEncoder } from '../../server/meaning.ts'
import { createModels } from '../../server/models.ts'
import { readBotFolder } from '../../server/releases.ts'
import { createUnderstanding } from '../../server/understanding.ts'
import { act, readTranscript } from '../flows/transcript.ts'
import { kinds, world } from '../flows/world.ts'
import { botOf } from './states/stored.ts'

/*
 * The example shop, understood by the model that is trained with its phrases. In `transcripts/encoder` customers
 * write in languages the shop has no phrases in: that takes the second look, and its wheel.
 */
const folder = join(import.meta.dirname, 'transcripts')
const shop = join(import.meta.dirname, '../../flows/examples/shop')
const quiet = () => undefined
const log = { debug: quiet, info: quiet, warn: quiet, error: console.error }
const models = await mkdtemp(join(tmpdir(), 'parley-models-'))
const encoder = await findEncoder({ NLU_ENCODER: process.env.NLU_ENCODER ?? '', DATA_DIR: 'data' })
const parts = await readBotFolder(shop, kinds)
const bot = await botOf(parts)
const open = (wheel: string | null) =>
  createUnderstanding({ encoder: wheel, models: createModels(models), log })
const first = await open(null)
const second = encoder === null ? null : await open(encoder)
afterAll(async () => {
  await first.close()
  await second?.close()
  await rm(models, { recursive: true })
})

if (encoder === null)
  console.warn(
    'Not tested: answers in languages the shop has no phrases in. Set NLU_ENCODER, or run npm run nlu -- encoder.',
  )

test.each(transcriptsIn(folder))(
  'the shop understands %s word for word',
  async (name) => {
    await play(join(folder, name), await first.train(parts.intents))
  },
  60_000,
)

test.skipIf(second === null).each(transcriptsIn(join(folder, 'encoder')))(
  'the shop, asked in a language it has no phrases in, understands %s',
  async (name) => {
    if (second) await play(join(folder, 'encoder', name), await second.train(parts.intents))
  },
  120_000,
)

async function play(file: string, understand: Awaited<ReturnType<typeof first.train>>): Promise<void> {
  const steps = readTranscript(readFileSync(file, 'utf8'))
  const talk = world(bot, { language: 'en' })
  for (const { done, said, line } of steps) {
    const [, text] = /^customer: (.*)$/.exec(done) ?? []
    const heard: Interpretation | undefined =
      text === undefined
        ? undefined
        : await understand(text, { language: talk.state.language, expected: expectedBy(bot, talk) })
    expect(act(talk, done, 'en', heard).said, `line ${line}: ${done}`).toEqual(said)
  }
}

/** The exits of the open question, as the drain gives them. */
function expectedBy({ flows }: Bot, talk: ReturnType<typeof world>): readonly string[] {
  const top = talk.state.frames.at(-1)
  return (top && flows[top.flow]?.exits(top.node)) ?? []
}

function transcriptsIn(path: string): string[] {
  return readdirSync(path).filter((name) => name.endsWith('.txt'))
}
