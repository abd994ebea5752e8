import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEncoderThread } from '../../server/encoder.ts'
import { openMeaning } from '../../server/meaning.ts'
import { createModels } from '../../server/models.ts'
import { createUnderstanding } from '../../server/understanding.ts'
import { wheel } from '../nlu/meaning/shared.ts'
import { shop } from '../nlu/shop.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-understanding-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A log that keeps its lines. */
function lines() {
  const said: string[] = []
  const say = (_: object, line: string) => said.push(line)
  return { said, log: { debug: say, info: say, warn: say, error: say } }
}
const english = { en: shop.en ?? {} }
const context = { language: 'en' }

test('a bot is trained once; its model is kept, and made anew when it is damaged', async () => {
  const { said, log } = lines()
  const understanding = await createUnderstanding({ encoder: null, models: createModels(folder), log })
  expect(said).toContain('the second look is off')
  const understand = await understanding.train(english)
  const heard = await understand('where is my parcel', context)
  expect(heard).toMatchObject({ intent: 'order_status', decision: 'answer' })
  const [name = ''] = await readdir(folder)
  const bytes = await readFile(join(folder, name))

  const again = await understanding.train(english)
  expect(await again('where is my parcel', context)).toEqual(heard)
  expect(said).not.toContain('a kept model cannot be used; the bot is trained again')

  const damaged = Buffer.from(bytes)
  damaged[damaged.length - 100] = (damaged.at(-100) ?? 0) ^ 1
  await writeFile(join(folder, name), damaged)
  const mended = await understanding.train(english)
  expect(said).toContain('a kept model cannot be used; the bot is trained again')
  expect(await mended('where is my parcel', context)).toEqual(heard)
  expect(await readFile(join(folder, name))).toEqual(bytes)
  await understanding.close()
})

test('without a table, or with a damaged one, words are understood, and it is said once', async () => {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const file = join(folder, 'table')
  await writeFile(file, 'nonsense')
  for (const table of [join(folder, 'none'), file]) {
    const parts = await openMeaning({ encoder: null, table, say })
    expect(parts.table).toBeNull()
  }
  expect(said).toHaveLength(2)
  expect(said[1]).toContain('not a token table')
})

test('a damaged wheel costs the second look and nothing else', { timeout: 60_000 }, async () => {
  const { said, log } = lines()
  const encoder = join(folder, 'encoder.whl')
  await writeFile(encoder, 'nonsense')
  const thread = createEncoderThread({ file: encoder, log })
  expect(await thread.encode(['where is it'])).toBeNull()
  expect(await thread.encode(['where is it'])).toBeNull()
  expect(said).toContain('the second look is off: its thread failed')
  await thread.close()

  const understanding = await createUnderstanding({ encoder, models: createModels(folder), log })
  const understand = await understanding.train(english)
  expect(said).toContain('the second look is off for this bot')
  expect(await understand('where is my parcel', context)).toMatchObject({ intent: 'order_status' })
  expect(await understand('¿a qué hora abren el sábado?', context)).toHaveProperty('decision')
  await understanding.close()
})

test.skipIf(wheel === null)(
  'what the first look does not know the second does, and names the phrase it is like',
  { timeout: 120_000 },
  async () => {
    const { said, log } = lines()
    const understanding = await createUnderstanding({ encoder: wheel, models: createModels(folder), log })
    const understand = await understanding.train(english)
    expect(said).toContain('the second look is on')
    const heard = await understand('вы работаете в воскресенье', context)
    expect(heard).toMatchObject({ intent: 'opening_hours', decision: 'answer' })
    expect(heard.why[0]).toMatch(/^“.+”$/)
    expect((await understand('siapa presiden indonesia', context)).decision).not.toBe('answer')
    await understanding.close()
    expect(await understand('вы работаете в воскресенье', context)).toHaveProperty('decision')
  },
)
