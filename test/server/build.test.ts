import { readdir, readFile, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { build } from '../../server/build.ts'

const dist = join(import.meta.dirname, '../../server/widget/dist')
const parts = ['widget'] as const

beforeAll(() => build({ log: () => {}, parts }), 120_000)

async function sizes(pattern: RegExp): Promise<number[]> {
  const names = (await readdir(dist)).filter((name) => pattern.test(name))
  return Promise.all(
    names.map(async (name) => gzipSync(await readFile(join(dist, name)), { level: 9 }).length),
  )
}

test('keeps the loader within 1.5 KB and the panel within 15 KB, gzipped', async () => {
  expect(await sizes(/^loader\.js$/)).toEqual([expect.toSatisfy((size: number) => size <= 1536)])
  expect(await sizes(/^panel-.*\.js$/)).toEqual([expect.toSatisfy((size: number) => size <= 15 * 1024)])
})

test('fetches each language by itself, within 3 KB', async () => {
  const languages = await sizes(/^[a-z]{2}-.*\.js$/)
  expect(languages).toHaveLength(6)
  expect(Math.max(...languages)).toBeLessThan(3 * 1024)
})

test('names in the loader the panel that is there', async () => {
  const names = await readdir(dist)
  const panel = names.find((name) => name.startsWith('panel-'))
  expect(await readFile(join(dist, 'loader.js'), 'utf8')).toContain(panel)
  expect(names).toEqual(expect.arrayContaining(['demo.html', 'demo.css']))
})

test('builds again only when something has changed', async () => {
  const lines: string[] = []
  const log = (line: string) => lines.push(line)
  const before = await stat(join(dist, 'loader.js'))
  await build({ log, parts })
  expect(lines).toEqual([])
  // A newer time alone is no change.
  const source = join(dist, '../loader.ts')
  await utimes(source, new Date(), new Date())
  await build({ log, parts })
  expect((await stat(join(dist, 'loader.js'))).mtimeMs).toBe(before.mtimeMs)
})
