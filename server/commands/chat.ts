import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { keyOf } from '../../bots/entry.ts'
import { failure } from '../failure.ts'
import { createLog } from '../log.ts'
import { openParley, type Parley } from '../parley.ts'
import { loadEnvFile, readSettings } from '../settings.ts'
import type { ReadEntry } from '../store.ts'
import { lineOf } from '../visitor.ts'

const help = `npm run chat -- [--bot FOLDER] [--why]

Talk to the bot in the terminal. Nothing is kept.
  --bot FOLDER  the bot's folder (BOT_DIR, flows/examples/shop)
  --why         show what was understood and the steps taken, for every message

While talking: a number picks a button, /why switches the explanations, /back gives the conversation back to
the bot once it waits for a person, /quit ends.`

const identity = 'web/default/terminal'

/** Talks with the bot on standard input and output. */
async function chat(): Promise<void> {
  const { values } = parseArgs({
    options: { bot: { type: 'string' }, why: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  })
  if (values.help) return console.log(help)
  loadEnvFile()
  const settings = {
    ...readSettings({ ...process.env, PORT: '0', LOG_LEVEL: 'silent', STORE_URL: 'sqlite::memory:' }),
    HOST: '127.0.0.1',
    ...(values.bot ? { BOT_DIR: values.bot } : {}),
  }
  const parley = await openParley({ settings, env: {}, log: createLog(settings) })
  await parley.listen()
  let why = values.why
  let shown = 0
  let waiting = false
  let buttons: { value: string; text: string; of?: string }[] = []

  async function show(): Promise<void> {
    for (const entry of await parley.store.entries({ identity }, { after: shown, limit: 500 })) {
      shown = entry.position
      if (why) explain(entry)
      const line = lineOf(entry, new Map())
      if (!line || line.by === 'customer') continue
      console.log(`${line.by}: ${spoken(line.message)}`)
      if ('choices' in line.message) {
        const of = line.message.type === 'choices' ? line.message.of : undefined
        buttons = line.message.choices.map((choice) => ({ ...choice, ...(of === undefined ? {} : { of }) }))
      }
    }
    const [latest] = await parley.store.entries({ identity }, { before: Number.MAX_SAFE_INTEGER, limit: 1 })
    const conversation = latest && (await parley.store.conversation(latest.conversation))
    const waits = conversation?.mode === 'waiting'
    if (waits && !waiting) console.log('  [It waits for a person now. /back gives it to the bot again.]')
    waiting = waits
  }

  const input = createInterface({ input: process.stdin, output: process.stdout, prompt: 'you: ' })
  let ended = false
  input.on('close', () => {
    ended = true
  })
  console.log('Write to the bot; /why explains, /quit ends.')
  input.prompt()
  for await (const typed of input) {
    const text = typed.trim()
    if (text === '/quit') break
    if (text === '/why') {
      why = !why
      console.log(why ? 'Explanations are on.' : 'Explanations are off.')
    } else if (text === '/back') {
      if (!(await giveBack(parley))) console.log('The bot has it.')
      await show()
    } else if (text) {
      if (!process.stdin.isTTY) console.log(text)
      const button = /^\d+$/.test(text) ? buttons[Number(text) - 1] : undefined
      buttons = []
      await say(parley, text, button)
      await show()
    }
    if (!ended) input.prompt()
  }
  input.close()
  await parley.close()
}

/** Appends what was typed and waits for what comes of it. */
async function say(
  parley: Parley,
  text: string,
  button: { value: string; text: string; of?: string } | undefined,
) {
  const id = randomUUID()
  const message = button ? { type: 'choice' as const, ...button } : { type: 'text' as const, text }
  await parley.engine.receive('web/default', [
    { from: { id: 'terminal' }, once: id, by: 'customer', event: { type: 'message', id, message } },
  ])
  const [last] = await parley.store.entries({ identity }, { before: Number.MAX_SAFE_INTEGER, limit: 1 })
  if (last) await settled(parley, last.conversation)
}

/** Does what an agent does who gives the conversation back; false when the bot has it anyway. */
async function giveBack(parley: Parley): Promise<boolean> {
  const [last] = await parley.store.entries({ identity }, { before: Number.MAX_SAFE_INTEGER, limit: 1 })
  const conversation = last && (await parley.store.conversation(last.conversation))
  if (conversation?.mode !== 'waiting') return false
  const event = { type: 'release' as const, epoch: conversation.epoch, to: 'here' as const }
  const n = Number(conversation.id.slice(conversation.id.lastIndexOf('#') + 1))
  await parley.engine.append(identity, [{ key: keyOf(event, randomUUID()), by: 'agent:terminal', event }], {
    n,
  })
  await settled(parley, conversation.id)
  return true
}

/** Waits until nothing is left to do but timers. */
async function settled({ engine, store }: Parley, conversation: string): Promise<void> {
  for (;;) {
    await engine.readOn(conversation)
    const jobs = await store.jobs({ conversation, status: null, limit: 50 })
    const unread = await store.unread(conversation, 1)
    if (unread.length === 0 && jobs.every((job) => job.effect.type === 'wake')) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function spoken(message: NonNullable<ReturnType<typeof lineOf>>['message']): string {
  switch (message.type) {
    case 'choices':
      return [message.text, ...message.choices.map((choice, at) => `  ${at + 1}. ${choice.text}`)].join('\n')
    case 'card':
      return [
        message.title,
        message.text,
        ...message.choices.map((choice, at) => `  ${at + 1}. ${choice.text}`),
      ]
        .filter(Boolean)
        .join('\n')
    case 'media':
      return `${message.alt ?? message.kind} ${message.url}`
    case 'location':
      return `${message.label ?? 'place'} ${message.latitude}, ${message.longitude}`
    default:
      return message.text
  }
}

function explain({ reading, event }: ReadEntry): void {
  if (!reading) return
  const { heard, path, outcome } = reading
  if (heard)
    console.log(
      `  [${heard.intent ?? 'nothing'} ${heard.confidence.toFixed(2)}, scope ${heard.scope.toFixed(2)}, ${heard.decision}${heard.runnerUp ? `, next ${heard.runnerUp}` : ''}${heard.why.length ? `; by: ${heard.why.join(', ')}` : ''}]`,
    )
  if (path?.length) console.log(`  [${event.type}: ${path.join(' → ')}]`)
  if (outcome.type !== 'accepted')
    console.log(`  [${outcome.type}: ${outcome.type === 'failed' ? outcome.error : outcome.reason}]`)
}

chat().catch(failure)
