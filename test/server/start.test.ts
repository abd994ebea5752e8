import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { sqlite as open } from '../../server/stores/sqlite.ts'
import { startBotApi } from '../doubles/bot-api.ts'
import { until } from './opened.ts'
import { root, start } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-start-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const bot = join(root, 'test/fault/bot')
const at = (name: string) => join(folder, name)

/** It ends at once, and says why in words only. */
async function expectRefusal(env: Record<string, string>, ...words: (string | RegExp)[]) {
  const end = await start({ BOT_DIR: bot, DATA_DIR: at('data'), ...env }).ended
  expect(end.code, end.words).toBe(1)
  for (const each of words) expect(end.words).toMatch(each)
  expect(end.words).not.toMatch(/^ {4}at /m)
}

test('a port in use and a folder in use are told as such, and the one that runs goes on', async () => {
  const first = start({ BOT_DIR: bot, DATA_DIR: at('first') })
  const url = await first.url()
  const { port } = new URL(url)
  await expectRefusal({ PORT: port, DATA_DIR: at('second') }, 'the port is in use', 'Set PORT to another one')
  await expectRefusal({ DATA_DIR: at('first') }, 'Another Parley uses this folder', at('first'))
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  first.ask('SIGKILL')
  await first.ended
  const again = start({ BOT_DIR: bot, DATA_DIR: at('first') })
  expect((await fetch(`${await again.url()}/readyz`)).status).toBe(200)
  again.ask('SIGTERM')
  expect((await again.ended).code).toBe(0)
}, 180_000)

test('the settings that are wrong are named, all at once', async () => {
  await expectRefusal(
    { PORT: 'eighty', PUBLIC_URL: 'chat.example.com', REOPEN_HOURS: '-1', LOG_LEVEL: 'loud' },
    /PORT.*PUBLIC_URL.*REOPEN_HOURS.*LOG_LEVEL/s,
  )
}, 60_000)

test('a store that is not there, and a folder that is a file, are told', async () => {
  await expectRefusal({ STORE_URL: 'papyrus://scroll' }, 'begins with "papyrus:"', 'sqlite')
  await writeFile(at('file'), 'not a folder')
  await expectRefusal({ DATA_DIR: at('file') }, /DATA_DIR|file/)
}, 120_000)

describe('a bot that has faults', () => {
  const broken = async (name: string, files: Record<string, string>) => {
    await mkdir(at(name))
    for (const [file, content] of Object.entries(files)) await writeFile(join(at(name), file), content)
    return at(name)
  }
  const page = 'name: broken\nstart: one\nlanguages: [en]\nqueues: [orders]\n'

  test('is not there', async () => {
    await expectRefusal({ BOT_DIR: at('nowhere') }, at('nowhere'), 'set BOT_DIR')
    await expectRefusal({ BOT_DIR: await broken('empty', {}) }, 'There is no bot.yaml')
  }, 120_000)

  test('is told each of them on a line, with the place', async () => {
    const BOT_DIR = await broken('many', {
      'bot.yaml': `${page}promise: soon\n`,
      'one.flow.yaml': 'flow: one\nstart: a\nnodes:\n  a: { say: Hello, next: nowhere }\n',
      'five.flow.yaml': 'flow: five\nstart: b\nnodes:\n  b: { shout: Hi }\n',
      'two.flow.yaml': 'flow: two\nstart: a\nnodes: { a: { handoff: { queue: gone }, exits: {} } }\n',
      'three.flow.yaml': 'flow: [',
      'four.flow.yaml': 'flow: four\nstart: lost\nhears: [nothing_known]\nnodes: { a: end }\n',
      'intents.en.yaml': 'hello: not a list\n',
    })
    await expectRefusal(
      { BOT_DIR },
      'has faults',
      /^ {2}bot\.yaml: .*promise/m,
      /^ {2}one\.a.*nowhere/m,
      /^ {2}five\.b \(line 4\): It has no kind/m,
      /^ {2}three\.flow\.yaml \(line 1\): /m,
      /^ {2}two\.a.*gone/m,
      /^ {2}four.*lost/m,
      /^ {2}four.*nothing_known/m,
      /^ {2}intents\.en\.yaml: /m,
    )
  }, 60_000)
})

/** Mounts a small file system in memory; false where that is not allowed. */
function mount(path: string): boolean {
  mkdirSync(path)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path], { stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}

test('on a full disk it takes nothing, says so, and loses nothing that was taken', async ({ skip }) => {
  const disk = at('disk')
  if (!mount(disk)) skip('NOT TESTED: a full disk, since a small file system can only be mounted by root')
  const platform = await startBotApi()
  onTestFinished(async () => {
    execFileSync('umount', ['--lazy', disk])
    await platform.close()
  })
  await cp(bot, at('bot'), { recursive: true })
  const parley = start({
    BOT_DIR: at('bot'),
    DATA_DIR: disk,
    TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
    TELEGRAM_SECRET: 'a-webhook-secret',
    TELEGRAM_API_BASE: platform.url,
  })
  const url = await parley.url()
  const taken: number[] = []
  async function deliver(chat: number) {
    const message = {
      message_id: 1,
      date: 1_790_000_000,
      chat: { id: chat, type: 'private' },
      from: { id: chat, is_bot: false, first_name: 'Mira' },
      text: `hello ${'x'.repeat(4000)}`,
    }
    const answer = await fetch(`${url}/hooks/telegram/default`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': 'a-webhook-secret',
      },
      body: JSON.stringify({ update_id: chat, message }),
    })
    const text = await answer.text()
    if (answer.ok) taken.push(chat)
    return { status: answer.status, text }
  }
  let chat = 1
  let refused = await deliver(chat)
  while (refused.status === 200 && chat < 3000) refused = await deliver(++chat)
  expect(refused).toMatchObject({ status: 503, text: expect.stringContaining('disk is full') })
  for (let tries = 0; tries < 20; tries++) {
    const again = await deliver(++chat)
    expect(again.status === 200 || again.status === 503, again.text).toBe(true)
  }
  await until(async () => (await fetch(`${url}/readyz`)).status === 503)
  expect((await fetch(`${url}/livez`)).status).toBe(200)

  execFileSync('mount', ['-o', 'remount,size=64m', disk])
  await until(async () => (await fetch(`${url}/readyz`)).status === 200)
  expect((await deliver(++chat)).status).toBe(200)
  const answered = () => new Set(platform.sends().map(({ payload }) => Number(payload.chat_id)))
  await until(() => taken.every((one) => answered().has(one)), 60_000)
  parley.ask('SIGTERM')
  expect((await parley.ended).code).toBe(0)

  const store = await open(`sqlite:${disk}/parley.db`, { clock: Date.now, reopen: 0 })
  for (const one of taken) {
    const entries = await store.entries({ identity: `telegram/default/${one}` }, { limit: 9 })
    expect(entries.filter(({ event }) => event.type === 'message')).toHaveLength(1)
  }
  expect(await store.behind(1)).toEqual([])
  await store.close()
}, 180_000)
