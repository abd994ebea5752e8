import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainText } from '../../bots/message.ts'
import type { NodeKind } from '../../flows/node.ts'
import { load, shaped } from '../../server/load.ts'
import { readBotFolder } from '../../server/releases.ts'
import { type Opened, opened, until } from './opened.ts'

let bot: string
let parley: Opened
beforeEach(async () => {
  bot = await mkdtemp(join(tmpdir(), 'parley-bot-'))
  await cp(join(import.meta.dirname, '../fault/bot'), bot, { recursive: true })
  parley = await opened({ BOT_DIR: bot })
})
afterEach(async () => {
  await parley.end()
  await rm(bot, { recursive: true })
})

const flow = () => join(bot, 'echo.flow.yaml')
async function change(from: string, to: string): Promise<void> {
  await writeFile(flow(), (await readFile(flow(), 'utf8')).replaceAll(from, to))
}
async function publish(): Promise<number> {
  const kinds = await load<NodeKind>('flows/nodes', shaped('title', 'options', 'exits', 'enter'))
  return parley.releases.publish(await readBotFolder(bot, kinds))
}

/** Says something and gives what is answered to it. */
async function says(who: string, text: string): Promise<string[]> {
  const { id } = await parley.store.identify('web/default', { id: who })
  const event = { type: 'message', id: text, message: { type: 'text', text } } as const
  const [at] = await parley.engine.append(id, [
    { key: `message:${text}`, by: 'customer', event, opens: true },
  ])
  if (!at) throw new Error('it was not stored')
  return answers(at.conversation, at.position)
}

/** What is said after a position, once all has left. */
async function answers(conversation: string, after: number): Promise<string[]> {
  await until(async () => {
    const [entry] = await parley.store.entries({ conversation }, { after: after - 1, limit: 1 })
    const jobs = await parley.store.jobs({ conversation, limit: 50 })
    return entry?.reading && jobs.every(({ effect }) => effect.type !== 'send')
  })
  const entries = await parley.store.entries({ conversation }, { after, limit: 50 })
  return entries.flatMap(({ event }) => (event.type === 'sent' ? [plainText(event.message)] : []))
}

async function adopts(who: string, release: number): Promise<string[]> {
  const event = { type: 'adopt', release } as const
  const [at] = await parley.engine.append(
    `web/default/${who}`,
    [{ key: `adopt:${release}`, by: 'system', event }],
    { n: 1 },
  )
  return at ? answers(at.conversation, at.position) : []
}

const release = async (who: string) => (await parley.store.conversation(`web/default/${who}#1`))?.release

test('a conversation stays on its release when the next is published, and a new one takes that', async () => {
  expect(await says('old', 'hello')).toEqual(['Next?'])
  await change('Heard', 'Understood')
  expect(await publish()).toBe(2)
  expect(await says('old', 'm1')).toEqual(['Heard m1.', 'Next?'])
  expect(await says('new', 'hello')).toEqual(['Next?'])
  expect(await says('new', 'm1')).toEqual(['Understood m1.', 'Next?'])
  expect([await release('old'), await release('new')]).toEqual([1, 2])
}, 120_000)

test('the same bot published again is the same release', async () => {
  expect(await publish()).toBe(1)
  await change('Heard', 'Understood')
  expect(await publish()).toBe(2)
  expect(await publish()).toBe(2)
}, 120_000)

test('adopting the next release keeps the open question where its step still stands', async () => {
  await says('old', 'hello')
  await change('Heard', 'Understood')
  await publish()
  expect(await adopts('old', 2)).toEqual([])
  expect(await says('old', 'm1')).toEqual(['Understood m1.', 'Next?'])
  expect(await release('old')).toBe(2)
}, 120_000)

test('adopting a release without the step that stood begins its flow anew', async () => {
  await says('old', 'hello')
  await change('listen', 'hearken')
  await change('Next?', 'And now?')
  await publish()
  expect(await adopts('old', 2)).toEqual(['And now?'])
  expect(await says('old', 'm1')).toEqual(['Heard m1.', 'And now?'])
}, 120_000)

test('after a start with a changed folder the old conversation goes on as it began', async () => {
  await says('old', 'hello')
  const { folder } = parley
  await parley.close()
  await change('Heard', 'Understood')
  parley = await opened({ BOT_DIR: bot }, folder)
  expect(await says('old', 'm1')).toEqual(['Heard m1.', 'Next?'])
  expect(await says('new', 'hello')).toEqual(['Next?'])
  expect(await says('new', 'm1')).toEqual(['Understood m1.', 'Next?'])
}, 120_000)
