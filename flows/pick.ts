import type { Choice } from '../bots/message.ts'
import { fold } from './command.ts'
import type { Heard } from './node.ts'

/**
 * The value of the choice a message takes: by its button, its label (accents and capitals left aside), its
 * number from 1, or its value. Null when it takes none.
 */
export function pick(
  choices: readonly Choice[],
  heard: Pick<Extract<Heard, { type: 'message' }>, 'text' | 'value'>,
): string | null {
  const exact = heard.text.trim()
  const said = exact.length > longest ? '' : fold(exact)
  const found =
    choices.find(({ value }) => value === heard.value) ??
    choices.find(({ text }) => text === exact && exact !== '') ??
    choices.find(({ text }) => said !== '' && fold(text) === said) ??
    choices.find((_, index) => String(index + 1) === said) ??
    choices.find(({ value }) => said !== '' && fold(value) === said)
  return found?.value ?? null
}

/** No label is longer, in UTF-16 units. */
const longest = 1000
