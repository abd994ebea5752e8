import type { Channel } from '../bots/channel.ts'
import { nearest } from '../flows/nearest.ts'
import { Environment, properties, variable } from './settings.ts'

/** The shortest name that is looked at: short ones are near to too much of what an environment holds. */
const shortest = 6

/** Names in the environment that look like a setting with a slip in it, each in a sentence with the right one. */
export function misnamed(
  env: Record<string, string | undefined>,
  channels: Readonly<Record<string, Channel>>,
): string[] {
  const known = [
    ...Object.keys(properties(Environment)),
    ...Object.entries(channels).flatMap(([channel, { settings }]) =>
      Object.keys(properties(settings)).map((setting) => variable(channel, setting)),
    ),
  ]
  return Object.keys(env).flatMap((name) => {
    if (known.includes(name) || name.length < shortest || name.toUpperCase() !== name) return []
    const meant = nearest(name, known)
    return meant === null || env[meant] ? [] : [`${name} is no setting. Did you mean ${meant}?`]
  })
}
