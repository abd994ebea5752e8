import type { TSchema } from 'typebox'
import type { Channel } from '../../bots/channel.ts'
import { failure } from '../failure.ts'
import { load, shaped } from '../load.ts'
import { Environment, properties, variable } from '../settings.ts'

/** The text of `.env.example`: every setting with what it means and its default. */
export async function example(): Promise<string> {
  const channels = await load<Channel>('bots/channels', shaped('title', 'settings', 'limits', 'verify'))
  const parts = [
    '# Every setting of Parley. Made by `npm run env`; copy it to .env and change what you need.',
    ...Object.entries(properties(Environment)).map(([name, schema]) => line(name, schema)),
  ]
  for (const [channel, { title, settings }] of Object.entries(channels)) {
    parts.push(`# --- ${title} ---`)
    parts.push(
      ...Object.entries(properties(settings)).map(([name, schema]) => line(variable(channel, name), schema)),
    )
  }
  return `${parts.join('\n\n')}\n`
}

function line(name: string, schema: TSchema): string {
  const described =
    'description' in schema && typeof schema.description === 'string' ? `# ${schema.description}\n` : ''
  const usual = 'default' in schema ? String(schema.default) : ''
  return `${described}#${name}=${usual}`
}

if (import.meta.main) example().then((text) => process.stdout.write(text), failure)
