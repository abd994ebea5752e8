import type { Limits } from './channel.ts'
import { type Choice, type Message, plainText } from './message.ts'

/**
 * Makes of any message the messages a channel can carry, in the order of its content: long text is split, choices
 * that cannot be buttons are numbered, media the channel has not become links. Nothing to say gives none.
 */
export function fit(message: Message, limits: Limits): Message[] {
  switch (message.type) {
    case 'text':
      return texts(message.text, limits)
    case 'choice':
      return texts(plainText(message), limits)
    case 'choices':
      return choices(message, limits)
    case 'media':
      return media(message, limits)
    case 'card':
      return card(message, limits)
    case 'location':
      return location(message, limits)
    case 'template':
      return limits.templates ? [message] : texts(message.text, limits)
  }
}

type Kind<Type extends Message['type']> = Extract<Message, { type: Type }>

function choices(message: Kind<'choices'>, limits: Limits): Message[] {
  if (message.choices.length === 0) return texts(message.text, limits)
  if (!buttonsFit(message.choices, message.of, limits)) {
    const numbered = message.choices.map((choice, index) => `${index + 1}. ${choice.text}`)
    return texts([message.text, numbered.join('\n')].filter(isSaid).join('\n\n'), limits)
  }
  // Platforms refuse buttons without words above them.
  const words = isSaid(message.text) ? message.text : message.choices.map(({ text }) => text).join(' / ')
  const pieces = split(words, limits)
  const last = pieces.pop() ?? words
  return [...pieces.map(toText), { ...message, text: last }]
}

function buttonsFit(list: Choice[], of: string | undefined, limits: Limits): boolean {
  return (
    list.length <= limits.choices &&
    list.every(
      ({ text, value }) =>
        isSaid(text) &&
        measure(text, limits.unit) <= limits.choiceText &&
        measure(value, 'bytes') + measure(of ?? '', 'bytes') <= limits.choiceValue,
    )
  )
}

function media(message: Kind<'media'>, limits: Limits): Message[] {
  const { alt, ...bare } = message
  const words = alt ?? message.name ?? ''
  if (!limits.media.includes(message.kind)) return linked(words, message.url, limits)
  if (alt === undefined || measure(alt, limits.unit) <= limits.caption) return [message]
  return [bare, ...texts(alt, limits)]
}

function card(message: Kind<'card'>, limits: Limits): Message[] {
  const words = [message.title, message.text ?? ''].filter(isSaid).join('\n\n')
  const room = message.image === undefined ? limits.text : limits.caption
  const whole =
    limits.card &&
    isSaid(words) &&
    measure(words, limits.unit) <= room &&
    buttonsFit(message.choices, undefined, limits)
  if (whole) return [message]
  const image: Message[] =
    message.image === undefined ? [] : media({ type: 'media', kind: 'image', url: message.image }, limits)
  return [...image, ...choices({ type: 'choices', text: words, choices: message.choices }, limits)]
}

function location(message: Kind<'location'>, limits: Limits): Message[] {
  const { label, latitude, longitude } = message
  if (!limits.location) {
    const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`
    return linked(label ?? '', url, limits)
  }
  if (label === undefined || measure(label, limits.unit) <= limits.caption) return [message]
  return [...texts(label, limits), { type: 'location', latitude, longitude }]
}

function linked(words: string, url: string, limits: Limits): Message[] {
  const whole = [words, url].filter(isSaid).join('\n')
  if (measure(whole, limits.unit) <= limits.text) return texts(whole, limits)
  return [...texts(words, limits), ...texts(url, limits)]
}

function texts(text: string, limits: Limits): Message[] {
  return split(text, limits).map(toText)
}

function toText(text: string): Message {
  return { type: 'text', text }
}

function isSaid(text: string): boolean {
  return text.trim() !== ''
}

/** How long a text is, in a channel's unit; `characters` are code points. */
export function measure(text: string, unit: Limits['unit']): number {
  if (unit === 'utf16') return text.length
  let length = 0
  for (const character of text) length += unit === 'bytes' ? bytes(character.codePointAt(0) ?? 0) : 1
  return length
}

function bytes(point: number): number {
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  return point < 0x1_0000 ? 3 : 4
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
// A blank that carries a mark is a grapheme and stays.
const leading = /^(?:\s(?!\p{M}|\u200d))+/u

function split(text: string, limits: Limits): string[] {
  const pieces: string[] = []
  let rest = text
  while (measure(rest, limits.unit) > limits.text) {
    const at = cut(rest, limits)
    pieces.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).replace(leading, '')
  }
  return [...pieces, rest].filter(isSaid)
}

/**
 * Where to cut: at the best boundary in the second half of what fits, else after the last whole grapheme, and
 * inside one only when it alone is too long.
 */
function cut(text: string, limits: Limits): number {
  // Even of code points outside the first plane, which take two units each, more than the limit lie in here.
  const window = text.slice(0, limits.text * 4)
  const best = new Map<number, number>()
  let used = 0
  let end = 0
  for (const { segment, index } of graphemes.segment(window)) {
    if (used >= limits.text / 2) best.set(boundary(text, index), index)
    used += measure(segment, limits.unit)
    if (used > limits.text) break
    end = index + segment.length
  }
  for (const rank of [paragraph, line, sentence, word]) {
    const at = best.get(rank)
    if (at !== undefined) return at
  }
  return end > 0 ? end : insideGrapheme(window, limits)
}

const none = 0
const word = 1
const sentence = 2
const line = 3
const paragraph = 4

function boundary(text: string, index: number): number {
  const next = text.slice(index, index + 4)
  if (/^\r?\n\r?\n/.test(next)) return paragraph
  if (/^\r?\n/.test(next)) return line
  const ended = /[.!?…。！？।؟]["'”’»)\]]?$/.test(text.slice(Math.max(0, index - 2), index))
  if (/^\s/.test(next)) return ended ? sentence : word
  // Chinese and Japanese sentences end without a space.
  return /[。！？]$/.test(text.slice(Math.max(0, index - 1), index)) ? sentence : none
}

function insideGrapheme(text: string, limits: Limits): number {
  let used = 0
  let end = 0
  for (const character of text) {
    used += measure(character, limits.unit)
    if (used > limits.text && end > 0) break
    end += character.length
  }
  return end
}
