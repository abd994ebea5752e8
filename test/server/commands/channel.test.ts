import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LineApi, startLineApi } from '../../doubles/line-api.ts'

const command = join(import.meta.dirname, '../../../server/commands/channel.ts')
let folder = ''
let platform: LineApi
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-channel-'))
  platform = await startLineApi('invented-token')
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await platform.close()
})

const run = (...words: string[]) =>
  new Promise<{ code: number | string; out: string; err: string }>((resolve) => {
    const env = {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      LINE_SECRET: 'secret',
      LINE_TOKEN: 'invented-token',
      LINE_API_BASE: platform.url,
      SMS_ACCOUNT_SID: 'AC01',
    }
    execFile(process.execPath, [command, ...words], { env }, (error, out, err) =>
      resolve({ code: error ? (error.code ?? 1) : 0, out, err }),
    )
  })

test('list shows every channel with its accounts, and why one is off', async () => {
  const { code, out } = await run('list')
  expect(code).toBe(0)
  expect(out).toMatch(/^line +LINE\n {2}on {2}line\/default$/m)
  expect(out).toMatch(/off sms\/default: SMS_AUTH_TOKEN is not set/)
  expect(out).toMatch(/^kik .*cannot be connected live/m)
  expect(out).toMatch(/^telegram +Telegram\n {2}no account$/m)
})

test('test says row by row what works and what to do', async () => {
  const { code, out } = await run('test', 'line')
  expect(code).toBe(1)
  expect(out).toContain(
    'line/default\n  ok    Token\n  wrong Receiving: Parley has no public address. Set PUBLIC_URL.',
  )
  expect(out).toContain('ok    Signed delivery')
})

test('what is not understood ends with 2', async () => {
  expect((await run('test')).code).toBe(2)
  expect((await run('test', 'fax')).err).toContain('There is no channel fax.')
  expect((await run('test', 'line', 'other')).err).toContain('There is no account line/other: ')
  expect((await run('--help')).code).toBe(0)
})
